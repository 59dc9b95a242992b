#include "sim/study/identifiability_block.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/conditions/identifiability.h"

namespace genericity {

IdentifiabilityBlock::IdentifiabilityBlock(const EnsemblePlan& plan, Proofs proofs)
    : plan_(&plan), proofs_(proofs), workspace_(std::make_shared<Workspace>()) {
  const TypeSpace& space = plan.ensemble().space;
  std::size_t most_members = 0;
  for (std::size_t p = 0; p < plan.ensemble().patterns.size(); ++p) {
    const Pattern& pattern = plan.ensemble().patterns[p];
    most_members = std::max(most_members, plan.patterns().members(p).size());
    Solvers& solvers = solvers_.emplace_back();
    solvers.decider = std::make_unique<IdentifiabilityDecider>(space, pattern);
    if (solvers.decider->never()) continue;
    if (BatchProver::suits(space, pattern)) {
      solvers.prover = std::make_unique<BatchProver>(space, pattern, best_instruction_set(), workspace_);
    }
    if (BatchSearch::suits(space, pattern)) {
      solvers.search = std::make_unique<BatchSearch>(space, pattern, best_instruction_set(), workspace_);
    }
  }
  decisions_.resize(solvers_.size() * capacity);
  pending_.reserve(capacity);
  weights_.resize(capacity * space.profiles());
  proved_.resize(capacity);
  closest_.reserve(most_members);
}

IdentifiabilityBlock::~IdentifiabilityBlock() = default;

void IdentifiabilityBlock::decide(std::uint64_t first, std::span<const Prior> priors,
                                  std::span<const ClosestPosteriors> closest) {
  first_ = first;
  for (const std::size_t pattern : plan_->patterns().order()) decide_pattern(pattern, priors, closest);
}

Decision IdentifiabilityBlock::inherited(std::size_t pattern, std::size_t draw) const {
  for (const std::size_t above : plan_->patterns().above(pattern)) {
    const Decision& known = decision(above, draw);
    if (known.verdict == Verdict::holds) return {Verdict::holds, known.certified, Stage::inherited};
  }
  for (const std::size_t below : plan_->patterns().below(pattern)) {
    const Decision& known = decision(below, draw);
    if (known.verdict == Verdict::fails) return {Verdict::fails, known.certified, Stage::inherited};
  }
  return {};
}

void IdentifiabilityBlock::gather(std::span<const Prior> priors) {
  double* to = weights_.data();
  for (const std::size_t draw : pending_) to = std::ranges::copy(priors[draw].approximate(), to).out;
}

void IdentifiabilityBlock::decide_pattern(std::size_t pattern, std::span<const Prior> priors,
                                          std::span<const ClosestPosteriors> closest) {
  const Solvers& solvers = solvers_[pattern];
  const std::span<const std::uint32_t> members = plan_->patterns().members(pattern);
  const std::size_t coalitions = plan_->patterns().coalitions().size();
  const auto decide_one = [&](std::size_t draw, const GordanProposal& proposal) {
    closest_.clear();
    for (const std::uint32_t member : members) closest_.push_back(closest[draw * coalitions + member]);
    place(pattern, draw) = solvers.decider->decide(priors[draw], closest_, proposal);
  };
  pending_.clear();
  for (std::size_t draw = 0; draw < priors.size(); ++draw) {
    const auto is_equal = [&](std::uint32_t member) {
      return closest[draw * coalitions + member].distance == 0;
    };
    // What fails in closed form needs no search, and no other pattern's help.
    if (solvers.decider->never() || std::any_of(members.begin(), members.end(), is_equal)) {
      decide_one(draw, {});
      continue;
    }
    place(pattern, draw) = inherited(pattern, draw);
    if (decision(pattern, draw).verdict != Verdict::undecided) continue;
    // The batch stages take doubles for the prior itself. One that doubles only round goes through the
    // cascade, which proves everything in its integers.
    if (priors[draw].doubles_are_exact()) {
      pending_.push_back(draw);
    } else {
      decide_one(draw, {});
    }
  }
  if (pending_.empty()) {
    withdraw_certificates(pattern, priors.size());
    return;
  }

  const std::size_t profiles = plan_->ensemble().space.profiles();
  if (solvers.prover) {
    gather(priors);
    solvers.prover->decide(std::span(weights_).first(pending_.size() * profiles), pending_.size(),
                           std::span(proved_).first(pending_.size()));
    std::size_t left = 0;
    for (std::size_t k = 0; k < pending_.size(); ++k) {
      if (proved_[k] != 0) {
        place(pattern, pending_[k]) = {Verdict::holds, true, Stage::batch};
      } else {
        pending_[left++] = pending_[k];
      }
    }
    pending_.resize(left);
  }
  if (solvers.search) {
    gather(priors);
    solvers.search->run(std::span(weights_).first(pending_.size() * profiles), pending_.size());
  }
  for (std::size_t k = 0; k < pending_.size(); ++k) {
    const GordanProposal proposal = solvers.search ? solvers.search->proposal(k) : GordanProposal{};
    if (proposal.side == GordanProposal::Side::multipliers && is_trusted(pending_[k])) {
      // Counted as a failure, but nobody has checked it.
      place(pattern, pending_[k]) = {Verdict::fails, false, Stage::search};
    } else {
      decide_one(pending_[k], proposal);
    }
  }
  withdraw_certificates(pattern, priors.size());
}

void IdentifiabilityBlock::withdraw_certificates(std::size_t pattern, std::size_t draws) {
  for (std::size_t draw = 0; draw < draws; ++draw) {
    Decision& decision = place(pattern, draw);
    const bool closed_form = decision.stage == Stage::never || decision.stage == Stage::equal_posteriors;
    if (decision.verdict == Verdict::fails && !closed_form && is_trusted(draw)) decision.certified = false;
  }
}

double IdentifiabilityBlock::margin(std::size_t pattern, std::size_t draw, const Prior& prior) {
  switch (decision(pattern, draw).verdict) {
    case Verdict::holds: {
      const MarginBounds bounds = solvers_[pattern].decider->margin(prior, margin_accuracy);
      if (bounds.agree(margin_accuracy)) return bounds.lower;
      return std::numeric_limits<double>::quiet_NaN();
    }
    case Verdict::fails:
      return 0;
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace genericity
