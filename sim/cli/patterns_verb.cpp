#include <iostream>

#include "core/deviations.h"
#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/open_patterns_line.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/hunt/classify_patterns.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

struct PatternsOptions {
  std::vector<int> types;
  std::string which;
  std::string format = "table";
};

/// Lists that are longer would take hours to search for proofs: all maximal patterns of six agents are
/// 54,336.
constexpr std::size_t most_searched = 1000;

int patterns(const PatternsOptions& options) {
  const TypeSpace space = [&] {
    try {
      return TypeSpace(options.types);
    } catch (const InvalidInput& error) {
      throw InputError(std::string("--types: ") + error.what());
    }
  }();
  // With five agents and more nearly all patterns have complementary coalitions and fail; list the others.
  const std::string which =
      !options.which.empty() ? options.which : (space.agents() <= 4 ? "all" : "all-noncomplementary");
  std::vector<PatternClass> classes;
  if (which == "all") {
    classes = all_patterns(space);
  } else if (which == "noncomplementary") {
    classes = maximal_noncomplementary_patterns(space);
  } else {
    classes = noncomplementary_patterns(space);
  }
  Table table{{"pattern", "labelled", "rows", "unknowns", "ci", "why"}, {}};
  const std::size_t unknowns = static_cast<std::size_t>(space.agents() - 1) * space.profiles();
  std::vector<Pattern> listed;
  listed.reserve(classes.size());
  for (const PatternClass& entry : classes) listed.push_back(entry.pattern);
  OpenPatternsLine line;
  HuntOptions hunt = line.hunt_options();
  const bool only_condition_g = classes.size() > most_searched;
  if (only_condition_g) hunt.effort = SearchEffort{0};
  const std::vector<Classification> known = classify_patterns(space, listed, hunt);
  line.end();
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const PatternClass& entry = classes[k];
    const GenericFinding& finding = known[k].finding;
    table.rows.push_back({entry.pattern.to_string(), entry.members,
                          DeviationSystem::count_rows(space, entry.pattern), unknowns,
                          std::string(to_string(finding.verdict)), finding.reason});
  }
  print_table(std::cout, options.format, table);
  if (options.format == "table") {
    std::cout
        << '\n'
        << classes.size() << " patterns up to relabelling (" << which << ") on " << space.to_string()
        << "; ci: at which priors CI is proved to hold; labelled: patterns that relabelling makes of it\n";
    if (only_condition_g)
      std::cout << "so many patterns were looked at for condition (G) alone: open ones may well be known to "
                   "genericity "
                   "classify\n";
  }
  return OpenPatternsLine::exit_code();
}

}  // namespace

void add_patterns_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "patterns",
                  "List coalition patterns up to relabelling, with what theory says of each");
  auto& options = verb.does(action, patterns);
  verb.option("--types", options.types, "type counts, such as 2,2,2,2").required();
  verb.option("--list", options.which,
              "all, all-noncomplementary or noncomplementary (the maximal ones); default: all up to four "
              "agents, all-noncomplementary beyond")
      .one_of({"all", "all-noncomplementary", "noncomplementary"});
  verb.option("-f,--format", options.format, "table, csv or json").one_of({"table", "csv", "json"});
  verb.footer(
      "ci: at which priors CI is proved to hold, as genericity classify --all says it, which has the proofs; "
      "five "
      "agents take a minute.\n\n"
      "Example: genericity patterns --types 2,2,2,2,2 --list noncomplementary");
}

}  // namespace genericity
