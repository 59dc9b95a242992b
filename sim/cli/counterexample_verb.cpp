#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/incentive_system.h"
#include "core/mechanisms/simple_design.h"
#include "core/prior.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/refuse_overwriting.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cli/written_notes.h"
#include "sim/study/mechanism_file.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct CounterexampleOptions {
  std::string structure;
  std::string pattern;
  std::string kind = "simple";
  std::string output;
  bool json = false;
};

struct Example {
  std::optional<CounterexampleEnvironment> found;
  std::string reason;
  /// On CI, with its proof, or, for ambiguous mechanisms, on CBDP.
  Verdict verdict = Verdict::undecided;
  CiProof proof = {};
};

Example simple_example(const InformationStructure& structure, const Pattern& pattern) {
  const Prior prior(structure);
  CiDecider decider(structure.space(), pattern);
  const Decision decision = decider.decide(prior, {});
  if (decision.verdict == Verdict::undecided) return {std::nullopt, "CI is undecided at this prior"};
  if (decision.verdict == Verdict::holds) {
    return {std::nullopt, "CI holds: every efficient rule has a simple mechanism in every environment",
            Verdict::holds, std::get<TransferCertificate>(decider.certificate(prior))};
  }
  const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
  CounterexampleEnvironment example =
      simple_counterexample(structure.space(), structure.exact(), certificate);
  if (!proves_unimplementable(structure, pattern, example.environment, certificate))
    throw std::logic_error("the counterexample did not pass its check; please report this prior");
  const std::string reason = contradiction_text(structure, example.environment, certificate);
  return {std::move(example), reason, Verdict::fails, certificate};
}

Example ambiguous_example(const InformationStructure& structure, const Pattern& pattern) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  for (const Coalition coalition : pattern.coalitions()) {
    const ClosestPosteriors closest = BeliefSeparation(space, coalition).closest(prior);
    if (closest.distance > 0) continue;
    CounterexampleEnvironment example =
        ambiguous_counterexample(space, coalition, closest.first, closest.second);
    const auto pair = indistinguishable_types(structure, pattern, example.environment);
    if (!pair) throw std::logic_error("the counterexample did not pass its check; please report this prior");
    return {std::move(example), contradiction_text(space, *pair), Verdict::fails};
  }
  return {std::nullopt, "CBDP holds: every efficient rule has an ambiguous mechanism in every environment",
          Verdict::holds};
}

int run_counterexample(const CounterexampleOptions& options) {
  refuse_overwriting("--output", options.output, {options.structure});
  const StructureFile file = read_structure(options.structure);
  const TypeSpace& space = file.structure.space();
  const Pattern pattern = chosen_pattern(file, options.pattern);
  const Example example = options.kind == "simple" ? simple_example(file.structure, pattern)
                                                   : ambiguous_example(file.structure, pattern);
  const std::string environment =
      example.found ? environment_text({"counterexample", example.found->environment}) : std::string{};
  if (example.found && !options.output.empty()) write_text(options.output, environment);
  WrittenNotes notes(file);
  notes.look_at(pattern, options.kind == "simple" ? Condition::ci : Condition::cbdp, example.verdict,
                example.proof);
  if (options.json) {
    nlohmann::ordered_json object;
    object["kind"] = options.kind;
    object["pattern"] = pattern.to_string();
    object["exists"] = example.verdict == Verdict::undecided
                           ? nlohmann::ordered_json()
                           : nlohmann::ordered_json(example.found.has_value());
    object["reason"] = example.reason;
    notes.add_to(object);
    if (example.found) {
      object["agent"] = example.found->agent + 1;
      object["type"] = example.found->type + 1;
      object["stake"] = example.found->stake.get_str();
      object["environment"] = environment;
    }
    print_json(std::cout, object);
    return example.found ? exit_done : exit_fault_found;
  }
  print_heading(std::cout, file.name, space, pattern);
  std::cout << "\n\n";
  if (!example.found) {
    std::cout << "no counterexample: " << example.reason << '\n';
    notes.print(std::cout);
    return exit_fault_found;
  }
  print_environment(std::cout, example.found->environment);
  std::cout << "\nThe chosen outcomes are efficient, and no " << options.kind
            << " mechanism implements them:\n"
            << example.reason << " (checked exactly).\n";
  notes.print(std::cout);
  return exit_done;
}

}  // namespace

void add_counterexample_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "counterexample", "An environment that no mechanism implements, with proof");
  auto& options = verb.does(action, run_counterexample);
  verb.option("structure", options.structure, "the information structure, a TOML file")
      .required()
      .file("toml");
  verb.option("-k,--kind", options.kind, "simple (where CI fails) or ambiguous (where CBDP fails)")
      .one_of({"simple", "ambiguous"});
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{3,4}\" (default: the file's, or minimal)");
  verb.option("-o,--output", options.output, "write the environment to this TOML file")
      .not_empty()
      .file("toml");
  verb.flag("--json", options.json, "one JSON object instead of tables");
  verb.footer(
      "One agent's type matters, and his report decides; the stake is the least integer that the proof "
      "allows. Where there is no counterexample the exit code is 5.\n\n"
      "Example: genericity counterexample configs/structures/guo_section5.toml --pattern \"{1,2},{3,4}\"");
}

}  // namespace genericity
