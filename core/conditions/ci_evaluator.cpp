#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/condition_g.h"
#include "core/conditions/all_conditions.h"
#include "core/conditions/ci.h"
#include "core/conditions/evaluator.h"
#include "core/simd/batch_prover.h"
#include "core/simd/batch_refuter.h"
#include "core/simd/workspace.h"

namespace genericity {

namespace {

/// Decides CI for all patterns on a block of priors at a time.
///
/// CI can only be lost when coalitions are added: transfers that serve a pattern serve every smaller one, and
/// a certificate of failure is one for every larger pattern. So patterns are taken in the order of
/// NestedPatterns, and each one only for the priors that those before it leave open: first by BatchProver,
/// which proves most of what holds; then by BatchSearch, whose failures BatchRefuter proves and whose other
/// proposals CiDecider does; what is left goes through the whole cascade, prior by prior.
class CiEvaluator final : public ConditionEvaluator {
 public:
  CiEvaluator(Condition condition, const NestedPatterns& patterns, EvaluatedMargins margins);

 private:
  struct Solvers {
    std::unique_ptr<CiDecider> decider;
    std::unique_ptr<BatchProver> prover;  // null where the batch stages do not apply
    std::unique_ptr<BatchSearch> search;
    std::unique_ptr<BatchRefuter> refuter;  // of what the search proposes
  };

  /// CI inherits failures from no other condition: nothing is decided before.
  void decide(const PriorBlock& block) override;
  void decide_pattern(std::size_t pattern, const PriorBlock& block);
  /// What is known of the pattern from those before it; undecided if nothing.
  [[nodiscard]] Decision inherited(std::size_t pattern, std::size_t place) const;
  /// Decides by the cascade of solvers.
  void decide_alone(std::size_t pattern, std::size_t place, const PriorBlock& block,
                    const GordanProposal& proposal = {});
  /// Decides the pending priors, by the batch stages first.
  void decide_pending(std::size_t pattern, const PriorBlock& block);
  /// Searches for either side at the pending priors, and says which failures are proved at once, in proved_
  /// by their place among the pending.
  void search_pending(const Solvers& solvers, const PriorBlock& block);
  /// Tries to prove the failures that the search proposes at the pending priors in places_.
  void refute(const Solvers& solvers, const PriorBlock& block, std::span<const double> weights);
  /// Copies the weights of the pending priors to where the batch stages want them.
  std::span<const double> gather(const PriorBlock& block);
  /// Takes the certificate away from failures that need none, however they were found: whether one was worked
  /// out may depend on the other patterns, and what is counted must not.
  void withdraw_certificates(std::size_t pattern, const PriorBlock& block);
  /// Where CI holds a proved lower bound m of the margin, t*/1.01 ≤ m ≤ t*, and NaN where none was proved
  /// (see CiMargin); 0 where CI fails; NaN when undecided.
  double margin(std::size_t pattern, Verdict verdict, const Prior& prior);

  EvaluatedMargins margins_;
  std::shared_ptr<Workspace> workspace_ = std::make_shared<Workspace>();
  // Proposals live in workspace_ while they are proved.
  std::shared_ptr<Workspace> proof_workspace_ = std::make_shared<Workspace>();
  std::vector<Solvers> solvers_;      // by pattern
  std::vector<std::size_t> pending_;  // places that the pattern at hand still wants decided
  std::vector<double> weights_;       // theirs
  std::vector<std::uint8_t> proved_;
  std::vector<std::size_t> places_;  // among the pending
  std::vector<BatchRefuter::Claim> claims_;
  std::vector<std::size_t> claimed_;  // their priors' places among the pending
  std::vector<std::uint8_t> refuted_;
  std::vector<ClosestPosteriors> closest_;  // of the pattern and prior at hand
};

CiEvaluator::CiEvaluator(Condition condition, const NestedPatterns& patterns, EvaluatedMargins margins)
    : ConditionEvaluator(condition, patterns), margins_(margins) {
  const TypeSpace& space = patterns.space();
  for (const Pattern& pattern : patterns.patterns()) {
    Solvers& solvers = solvers_.emplace_back();
    solvers.decider = std::make_unique<CiDecider>(space, pattern);
    if (solvers.decider->condition_g()) continue;
    if (BatchProver::suits(space, pattern)) {
      solvers.prover = std::make_unique<BatchProver>(space, pattern, best_instruction_set(), workspace_);
    }
    if (!BatchSearch::suits(space, pattern)) continue;
    solvers.search = std::make_unique<BatchSearch>(space, pattern, best_instruction_set(), workspace_);
    if (BatchRefuter::suits(space, pattern)) {
      solvers.refuter =
          std::make_unique<BatchRefuter>(space, pattern, best_instruction_set(), proof_workspace_);
    }
  }
  pending_.reserve(PriorBlock::capacity);
  weights_.resize(PriorBlock::capacity * space.profiles());
  proved_.resize(PriorBlock::capacity);
  places_.reserve(PriorBlock::capacity);
  claims_.reserve(PriorBlock::capacity);
  claimed_.reserve(PriorBlock::capacity);
  refuted_.resize(PriorBlock::capacity);
  closest_.reserve(patterns.coalitions().size());
}

void CiEvaluator::decide(const PriorBlock& block) {
  for (const std::size_t pattern : patterns().order()) decide_pattern(pattern, block);
  if (margins_ != EvaluatedMargins::all) return;
  for (std::size_t pattern = 0; pattern < solvers_.size(); ++pattern) {
    for (std::size_t place = 0; place < block.priors.size(); ++place) {
      Outcome& outcome = place_of(pattern, place);
      outcome.margin = margin(pattern, outcome.decision.verdict, block.priors[place]);
    }
  }
}

void CiEvaluator::decide_pattern(std::size_t pattern, const PriorBlock& block) {
  const std::span<const std::uint32_t> members = patterns().members(pattern);
  const std::size_t coalitions = patterns().coalitions().size();
  pending_.clear();
  for (std::size_t place = 0; place < block.priors.size(); ++place) {
    const auto is_equal = [&](std::uint32_t member) {
      return block.closest[place * coalitions + member].distance == 0;
    };
    // What fails in closed form needs no search, and no other pattern's help.
    if (solvers_[pattern].decider->condition_g() || std::any_of(members.begin(), members.end(), is_equal)) {
      decide_alone(pattern, place, block);
      continue;
    }
    Decision& decision = place_of(pattern, place).decision;
    decision = inherited(pattern, place);
    if (decision.verdict != Verdict::undecided) continue;
    // The batch stages take doubles for the prior itself. One that doubles only round goes through the
    // cascade, which proves everything in its integers.
    if (block.priors[place].doubles_are_exact()) {
      pending_.push_back(place);
    } else {
      decide_alone(pattern, place, block);
    }
  }
  if (!pending_.empty()) decide_pending(pattern, block);
  withdraw_certificates(pattern, block);
}

Decision CiEvaluator::inherited(std::size_t pattern, std::size_t place) const {
  for (const std::size_t above : patterns().above(pattern)) {
    const Decision& known = outcome(above, place).decision;
    if (known.verdict == Verdict::holds) return {Verdict::holds, known.certified, Stage::inherited};
  }
  for (const std::size_t below : patterns().below(pattern)) {
    const Decision& known = outcome(below, place).decision;
    if (known.verdict == Verdict::fails) return {Verdict::fails, known.certified, Stage::inherited};
  }
  return {};
}

void CiEvaluator::decide_alone(std::size_t pattern, std::size_t place, const PriorBlock& block,
                               const GordanProposal& proposal) {
  const std::size_t coalitions = patterns().coalitions().size();
  closest_.clear();
  for (const std::uint32_t member : patterns().members(pattern))
    closest_.push_back(block.closest[place * coalitions + member]);
  place_of(pattern, place).decision =
      solvers_[pattern].decider->decide(block.priors[place], closest_, proposal);
}

std::span<const double> CiEvaluator::gather(const PriorBlock& block) {
  double* to = weights_.data();
  for (const std::size_t place : pending_) to = std::ranges::copy(block.priors[place].approximate(), to).out;
  return std::span(weights_).first(pending_.size() * patterns().space().profiles());
}

void CiEvaluator::decide_pending(std::size_t pattern, const PriorBlock& block) {
  const Solvers& solvers = solvers_[pattern];
  if (solvers.prover) {
    solvers.prover->decide(gather(block), pending_.size(), std::span(proved_).first(pending_.size()));
    std::size_t left = 0;
    for (std::size_t k = 0; k < pending_.size(); ++k) {
      if (proved_[k] != 0) {
        place_of(pattern, pending_[k]).decision = {Verdict::holds, true, Stage::batch};
      } else {
        pending_[left++] = pending_[k];
      }
    }
    pending_.resize(left);
  }
  std::fill_n(proved_.begin(), pending_.size(), std::uint8_t{0});
  if (solvers.search) search_pending(solvers, block);
  for (std::size_t k = 0; k < pending_.size(); ++k) {
    if (proved_[k] != 0) {
      place_of(pattern, pending_[k]).decision = {Verdict::fails, true, Stage::existence};
      continue;
    }
    const GordanProposal proposal = solvers.search ? solvers.search->proposal(k) : GordanProposal{};
    if (proposal.side == GordanProposal::Side::multipliers && block.trusted[pending_[k]]) {
      // Counted as a failure, but nobody has checked it.
      place_of(pattern, pending_[k]).decision = {Verdict::fails, false, Stage::search};
    } else {
      decide_alone(pattern, pending_[k], block, proposal);
    }
  }
}

void CiEvaluator::search_pending(const Solvers& solvers, const PriorBlock& block) {
  const std::span<const double> weights = gather(block);
  solvers.search->run(weights, pending_.size());
  places_.resize(pending_.size());
  std::iota(places_.begin(), places_.end(), std::size_t{0});
  refute(solvers, block, weights);
  // What was found in floats is as good as what is found in doubles once it is proved, and not before.
  std::erase_if(places_, [&](std::size_t k) {
    return proved_[k] != 0 || solvers.search->proposal(k).side != GordanProposal::Side::multipliers;
  });
  solvers.search->refine(places_);
  refute(solvers, block, weights);
}

void CiEvaluator::refute(const Solvers& solvers, const PriorBlock& block, std::span<const double> weights) {
  if (!solvers.refuter) return;
  claims_.clear();
  claimed_.clear();
  for (const std::size_t k : places_) {
    const GordanProposal proposal = solvers.search->proposal(k);
    if (proposal.side != GordanProposal::Side::multipliers || block.trusted[pending_[k]]) continue;
    claims_.push_back({weights.data() + k * patterns().space().profiles(), proposal.values.data()});
    claimed_.push_back(k);
  }
  solvers.refuter->refute(claims_, refuted_);
  for (std::size_t c = 0; c < claims_.size(); ++c) proved_[claimed_[c]] = refuted_[c];
}

void CiEvaluator::withdraw_certificates(std::size_t pattern, const PriorBlock& block) {
  for (std::size_t place = 0; place < block.priors.size(); ++place) {
    Decision& decision = place_of(pattern, place).decision;
    const bool closed_form =
        decision.stage == Stage::condition_g || decision.stage == Stage::equal_posteriors;
    if (decision.verdict == Verdict::fails && !closed_form && block.trusted[place])
      decision.certified = false;
  }
}

double CiEvaluator::margin(std::size_t pattern, Verdict verdict, const Prior& prior) {
  switch (verdict) {
    case Verdict::holds: {
      const MarginBounds bounds = solvers_[pattern].decider->margin(prior, ci_margin_accuracy);
      if (bounds.agree(ci_margin_accuracy)) return bounds.lower;
      break;
    }
    case Verdict::fails:
      return 0;
    case Verdict::undecided:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Puts why into the finding, whose decision is made.
void add_ci_reason(const TypeSpace& space, const Pattern& pattern, const CiDecider& decider,
                   std::span<const ClosestPosteriors> closest, ConditionFinding& finding) {
  const Decision& decision = finding.decision;
  if (decision.stage == Stage::condition_g) {
    finding.brief = to_string(*decider.condition_g(), pattern.agents());
    finding.reason = "fails at every prior: " + finding.brief;
    return;
  }
  if (decision.stage == Stage::equal_posteriors) {
    for (std::size_t k = 0; k < closest.size(); ++k) {
      if (closest[k].distance > 0) continue;
      const Coalition whose = pattern.coalitions()[k];
      finding.reason =
          joint_types_text(space, whose, closest[k].first, closest[k].second) + " have the same posterior";
      finding.brief = "same posterior: " + joint_type_text(space, whose, closest[k].first) + " and " +
                      joint_type_text(space, whose, closest[k].second) + " of " + whose.to_string();
      return;
    }
  }
  switch (decision.verdict) {
    case Verdict::holds:
      finding.reason = "transfers make every deviation costly";
      break;
    case Verdict::fails:
      finding.reason = "a mixture of deviations leaves no agent to blame";
      break;
    case Verdict::undecided:
      finding.reason = "neither transfers nor a certificate of failure were found";
      break;
  }
}

}  // namespace

std::unique_ptr<ConditionEvaluator> make_ci_evaluator(Condition condition, const NestedPatterns& patterns,
                                                      EvaluatedMargins margins) {
  return std::make_unique<CiEvaluator>(condition, patterns, margins);
}

CiFinding examine_ci_with_proof(const InformationStructure& structure, const Pattern& pattern) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern.coalitions())
    closest.push_back(BeliefSeparation(space, coalition).closest(prior));
  CiDecider decider(space, pattern);
  const Decision decision = decider.decide(prior, closest);
  CiFinding finding{{Condition::ci, decision, 0, {}}, {}, {}};
  add_ci_reason(space, pattern, decider, closest, finding);
  if (decision.verdict != Verdict::undecided)
    std::visit([&](auto proof) { finding.certificate = std::move(proof); }, decider.certificate(prior));
  if (decision.verdict == Verdict::holds) finding.bounds = decider.margin(prior);
  finding.margin = finding.bounds.lower;
  const bool is_known = decision.verdict == Verdict::fails || finding.margin > 0;
  if (!is_known) finding.margin = std::numeric_limits<double>::quiet_NaN();
  return finding;
}

ConditionFinding examine_ci(Condition, const InformationStructure& structure, const Pattern& pattern) {
  return examine_ci_with_proof(structure, pattern);
}

}  // namespace genericity
