#include "sim/cli/counterexample.h"

#include <stdexcept>
#include <utility>
#include <variant>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/incentive_system.h"
#include "core/prior.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/study/mechanism_file.h"

namespace genericity {

namespace {

Counterexample simple_example(const InformationStructure& structure, const Pattern& pattern) {
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

Counterexample ambiguous_example(const InformationStructure& structure, const Pattern& pattern) {
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

}  // namespace

CounterexampleAnswer find_counterexample(const std::string& kind, const StructureFile& file,
                                         const Pattern& pattern) {
  const bool is_simple = kind == "simple";
  CounterexampleAnswer answer{
      is_simple ? simple_example(file.structure, pattern) : ambiguous_example(file.structure, pattern),
      {},
      WrittenNotes(file),
      {}};
  const Counterexample& example = answer.example;
  if (example.found) answer.environment = environment_text({"counterexample", example.found->environment});
  answer.notes.look_at(pattern, is_simple ? Condition::ci : Condition::cbdp, example.verdict, example.proof);
  nlohmann::ordered_json& fields = answer.fields;
  fields["kind"] = kind;
  fields["pattern"] = pattern.to_string();
  fields["exists"] = example.verdict == Verdict::undecided
                         ? nlohmann::ordered_json()
                         : nlohmann::ordered_json(example.found.has_value());
  fields["reason"] = example.reason;
  answer.notes.add_to(fields);
  if (example.found) {
    fields["agent"] = example.found->agent + 1;
    fields["type"] = example.found->type + 1;
    fields["stake"] = example.found->stake.get_str();
    fields["environment"] = environment_json({"counterexample", example.found->environment});
  }
  return answer;
}

}  // namespace genericity
