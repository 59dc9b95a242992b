#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/cli/classification_json.h"
#include "sim/cli/classification_words.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/open_patterns_line.h"
#include "sim/cli/pattern_answers.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/hunt/classify_patterns.h"
#include "sim/study/input_error.h"
#include "sim/study/input_files.h"

namespace genericity {

namespace {

struct ClassifyOptions {
  std::vector<int> types;
  std::string pattern;
  std::string check;
  double hunt = 0;
  bool all = false;
  bool json = false;
};

int check_claims(const ClassifyOptions& options) {
  InputFiles files;
  const std::string path = options.check == "-" ? standard_input : options.check;
  const auto claims = read_classifications(path, files.read(path, most_toml_bytes));
  int code = exit_done;
  for (const ClaimedClassification& claim : claims) {
    const std::string fault = fault_of(claim);
    if (!fault.empty()) code = exit_fault_found;
    std::cout << "types " << claim.space.to_string() << ", " << claim.pattern.to_string() << ": "
              << to_string(claim.verdict) << (fault.empty() ? ": " : ": refused: ")
              << (fault.empty() ? acceptance_of(claim) : fault) << '\n';
  }
  return code;
}

int classify_all(const ClassifyOptions& options, const TypeSpace& space, const HuntOptions& hunt,
                 OpenPatternsLine& line) {
  std::vector<PatternClass> classes;
  try {
    classes = noncomplementary_patterns(space);
  } catch (const InvalidInput& error) {
    throw InputError(std::string("--all: ") + error.what());
  }
  std::vector<Pattern> patterns;
  patterns.reserve(classes.size());
  for (const PatternClass& entry : classes) patterns.push_back(entry.pattern);
  const std::vector<Classification> classifications = classify_patterns(space, patterns, hunt);
  line.end();
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < patterns.size(); ++k)
      list.push_back(classification_json(space, patterns[k], classifications[k]));
    print_json(std::cout, list);
    return OpenPatternsLine::exit_code();
  }
  Table table{{"pattern", "labelled", "verdict", "proof", "types", "why"},
              {},
              {"pattern", "labelled", "verdict", "proof", "why"}};
  std::map<std::string, std::size_t> counts;
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    const GenericFinding& finding = classifications[k].finding;
    const std::string proof(proof_name(classifications[k].proof));
    table.rows.push_back({patterns[k].to_string(), classes[k].members,
                          std::string(to_string(finding.verdict)), proof + (finding.certain ? "" : "?"),
                          finding.all_type_counts ? "all" : "these", finding.reason});
    ++counts[std::string(to_string(finding.verdict)) + (proof.empty() ? "" : " by " + proof) +
             (finding.certain ? "" : ", up to a chance of 2^-40")];
  }
  print_aligned(std::cout, table);
  std::cout << '\n'
            << patterns.size() << " patterns without complementary coalitions, up to relabelling, on "
            << space.to_string() << ":\n";
  for (const auto& [text, count] : counts) std::cout << "  " << count << ' ' << text << '\n';
  return OpenPatternsLine::exit_code();
}

int classify_verb(const ClassifyOptions& options) {
  if (!options.check.empty()) {
    if (!options.types.empty() || !options.pattern.empty() || options.all)
      throw InputError("--check: it takes no types and no pattern; the file says them");
    return check_claims(options);
  }
  if (options.types.empty()) throw InputError("--types is needed, such as --types 2,2,2,2,2");
  if (options.all == !options.pattern.empty()) throw InputError("expected one of --pattern and --all");
  const TypeSpace space = classified_space(options.types);
  OpenPatternsLine line;
  HuntOptions hunt = line.hunt_options();
  hunt.seconds = options.hunt;
  if (options.all) return classify_all(options, space, hunt, line);
  const Pattern pattern = chosen_pattern(std::nullopt, space, options.pattern);
  const Classification known = classify_one(space, pattern, std::move(hunt));
  line.end();
  if (options.json) {
    print_json(std::cout, classification_json(space, pattern, known));
  } else {
    print_classification(std::cout, space, pattern, known);
  }
  return OpenPatternsLine::exit_code();
}

}  // namespace

void add_classify_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "classify",
                  "Say at which priors CI holds for a coalition pattern: never, almost always, or between");
  auto& options = verb.does(action, classify_verb);
  verb.option("--types", options.types, "type counts, such as 2,2,2,2; 1 is an agent without information");
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{2,3}\", or minimal, maximal, size<=k")
      .not_empty();
  verb.flag("--all", options.all,
            "every pattern without complementary coalitions, up to relabelling (at most five agents)");
  verb.option(
          "--hunt", options.hunt,
          "seconds to go on looking for priors of the side that has not been seen, where no theorem decides")
      .between(0.0, 1e7);
  verb.option("--check", options.check, "check the proofs in a file that --json wrote; - is standard input")
      .not_empty()
      .file("json");
  verb.flag("--json", options.json, "one JSON object with the proof, or with --all a list of them");
  verb.footer(
      "never: CI fails at every prior. almost_always: it fails on a null set of priors only. between: it "
      "holds on "
      "a set of priors of positive measure, and fails on one. open: no theorem says, and not both sides have "
      "been "
      "met.\n\n"
      "Proofs: G, condition (G); L, logarithmic scores (for all type counts); rank and LR, exact ranks and "
      "scores "
      "that balance on all that coalitions can do together (for these type counts); witnesses, a prior of "
      "each "
      "side with its neighbours; inherited, from a larger or a smaller pattern; known_types, a coalition of "
      "all "
      "who have two types or more. A question mark: up to a chance of 2^-40, as identities were tested "
      "modulo "
      "random primes. A single pattern that stays open is looked at longer than each of --all; --hunt goes "
      "on. "
      "--check takes the file's objects, one, a list or one a line; it exits with 5 if one is "
      "refused. An interrupt ends the search, and prints what is known by then (exit code 4).\n\n"
      "Example: genericity classify --types 2,2,2,2 --pattern \"{1,2},{1,3}\"");
}

}  // namespace genericity
