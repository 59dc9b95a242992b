#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "core/conditions/evaluator.h"

namespace genericity {

namespace {

/// Evaluates a condition that only equal posteriors make fail: CBDP, and BDP, which is CBDP of the
/// singletons.
class PairsEvaluator final : public ConditionEvaluator {
 public:
  PairsEvaluator(Condition condition, const NestedPatterns& patterns)
      : ConditionEvaluator(condition, patterns) {
    for (const Pattern& pattern : patterns.patterns().first(evaluated_patterns()))
      compared_.push_back(patterns.places(compared_coalitions(condition, pattern)));
  }

 private:
  void decide(const PriorBlock& block) override {
    const std::size_t coalitions = patterns().coalitions().size();
    for (std::size_t pattern = 0; pattern < compared_.size(); ++pattern) {
      for (std::size_t place = 0; place < block.priors.size(); ++place) {
        double least = std::numeric_limits<double>::infinity();
        for (const std::uint32_t coalition : compared_[pattern])
          least = std::min(least, block.closest[place * coalitions + coalition].distance);
        place_of(pattern, place) = {decide_cbdp(least), margin_of_distance(least)};
      }
    }
  }

  /// By pattern: places of the compared coalitions in NestedPatterns::coalitions().
  std::vector<std::vector<std::uint32_t>> compared_;
};

}  // namespace

std::unique_ptr<ConditionEvaluator> make_pairs_evaluator(Condition condition, const NestedPatterns& patterns,
                                                         EvaluatedMargins) {
  return std::make_unique<PairsEvaluator>(condition, patterns);
}

ConditionFinding examine_pairs(Condition name, const InformationStructure& structure,
                               const Pattern& pattern) {
  const Prior prior(structure);
  ClosestPosteriors least;
  std::optional<Coalition> whose;
  for (const Coalition coalition : compared_coalitions(name, pattern)) {
    const ClosestPosteriors closest = BeliefSeparation(structure.space(), coalition).closest(prior);
    if (whose && closest.distance >= least.distance) continue;
    least = closest;
    whose = coalition;
  }
  ConditionFinding finding{name, decide_cbdp(least.distance), margin_of_distance(least.distance), {}};
  const std::string pair = joint_types_text(structure.space(), *whose, least.first, least.second);
  finding.reason = pair + (finding.decision.verdict == Verdict::fails ? " have the same posterior"
                                                                      : " have the closest posteriors");
  finding.brief = (finding.decision.verdict == Verdict::fails ? "same posterior: " : "closest posteriors: ") +
                  joint_type_text(structure.space(), *whose, least.first) + " and " +
                  joint_type_text(structure.space(), *whose, least.second) + " of " + whose->to_string();
  return finding;
}

}  // namespace genericity
