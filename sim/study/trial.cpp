#include "sim/study/trial.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/conditions/convex_independence.h"
#include "core/conditions/kosenok_severinov.h"
#include "core/conditions/participation.h"
#include "sim/statistics/sample_grid.h"
#include "sim/study/identifiability_block.h"

namespace genericity {

namespace {

constexpr std::size_t draws_at_a_time = IdentifiabilityBlock::capacity;

}  // namespace

Trial::Trial(const EnsemblePlan& plan, const Study& study)
    : plan_(&plan),
      stream_(make_stream_key(study.seed, plan.ensemble().key)),
      record_samples_(study.record_samples),
      record_margins_(study.record_margins) {
  const Ensemble& ensemble = plan.ensemble();
  const auto wants = [&](Condition condition) {
    const std::span<const Condition> conditions = plan.conditions();
    return std::find(conditions.begin(), conditions.end(), condition) != conditions.end();
  };
  if (wants(Condition::ci)) ci_ = std::make_unique<IdentifiabilityBlock>(plan, study.proofs);
  wants_individual_ = wants(Condition::ci_ir);
  if (ci_ && wants(Condition::cbdp)) {
    const std::span<const Condition> conditions = plan.conditions();
    const auto place = std::find(conditions.begin(), conditions.end(), Condition::ci);
    joint_place_ = static_cast<std::size_t>(place - conditions.begin());
  }
  if (wants(Condition::convex_independence)) {
    convex_independence_ = std::make_unique<AgentsConvexIndependence>(ensemble.space);
  }
  if (wants(Condition::identifiability))
    identifiability_ = std::make_unique<KosenokSeverinov>(ensemble.space);
  for (const Pattern& pattern : ensemble.patterns) {
    if (wants_individual_) {
      individual_.push_back(
          std::make_unique<ParticipationDecider>(ensemble.space, pattern, Participation::individual));
    }
    if (wants(Condition::ci_cr)) {
      coalitional_.push_back(
          std::make_unique<ParticipationDecider>(ensemble.space, pattern, Participation::coalitional));
    }
  }
  for (const Coalition coalition : plan.patterns().coalitions())
    separations_.emplace_back(ensemble.space, coalition);
  const std::size_t profiles = ensemble.space.profiles();
  closest_.resize(draws_at_a_time * plan.patterns().coalitions().size());
  priors_.reserve(draws_at_a_time);
  rational_ci_.resize(ensemble.patterns.size());
  weights_.resize(draws_at_a_time * profiles);
  scratch_.resize(ensemble.family->scratch_size());
}

Trial::~Trial() = default;

Trial::Tallies Trial::empty_tallies() const {
  Tallies tallies(plan_->ensemble().patterns.size() * plan_->conditions().size());
  for (Tally& tally : tallies) tally.stages.resize(static_cast<std::size_t>(Stage::count_));
  return tallies;
}

void Trial::run(std::uint64_t first, std::uint64_t count, Tallies& tallies,
                std::vector<SampleRecord>& records) {
  const std::size_t profiles = plan_->ensemble().space.profiles();
  for (std::uint64_t done = 0; done < count;) {
    const auto drawn = static_cast<std::size_t>(std::min<std::uint64_t>(draws_at_a_time, count - done));
    const std::span<double> weights(weights_.data(), drawn * profiles);
    plan_->ensemble().family->draw(stream_, first + done, drawn, weights, scratch_);
    priors_.clear();
    for (std::size_t place = 0; place < drawn; ++place) {
      if (const InformationStructure* exact = plan_->ensemble().family->exact_prior(first + done + place)) {
        priors_.emplace_back(*exact);
      } else {
        priors_.emplace_back(std::span<const double>(weights).subspan(place * profiles, profiles));
      }
    }
    separate();
    if (ci_)
      ci_->decide(first + done, priors_,
                  std::span(closest_).first(drawn * plan_->patterns().coalitions().size()));
    for (std::size_t place = 0; place < drawn; ++place) decide(first + done + place, place, tallies, records);
    done += drawn;
  }
}

void Trial::separate() {
  for (std::size_t place = 0; place < priors_.size(); ++place) {
    const std::span<ClosestPosteriors> closest = closest_of(place);
    for (std::size_t k = 0; k < separations_.size(); ++k)
      closest[k] = separations_[k].closest(priors_[place]);
  }
}

void Trial::decide(std::uint64_t sample, std::size_t place, Tallies& tallies,
                   std::vector<SampleRecord>& records) {
  const Prior& prior = priors_[place];
  const std::size_t patterns = rational_ci_.size();
  if (wants_individual_) {
    for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
      rational_ci_[pattern] = decide_with_participation(pattern, Participation::individual, place);
    }
  }
  const std::span<const ClosestPosteriors> closest = closest_of(place);
  const auto least_distance = [&](std::span<const std::uint32_t> members) {
    double least = std::numeric_limits<double>::infinity();
    for (const std::uint32_t member : members) least = std::min(least, closest[member].distance);
    return least;
  };
  const auto agents = static_cast<std::size_t>(plan_->ensemble().space.agents());
  const std::span<const Condition> conditions = plan_->conditions();
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    Decision decision;
    double margin = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
      const std::span<const std::uint32_t> members = plan_->patterns().members(pattern);
      if (pattern == 0 || info(conditions[c]).depends_on_pattern) {
        switch (conditions[c]) {
          case Condition::ci:
            decision = ci_->decision(pattern, place);
            margin = ci_margin(pattern, place);
            break;
          case Condition::cbdp:
            margin = least_distance(members);
            decision = decide_cbdp(margin);
            margin = margin_of_distance(margin);
            break;
          case Condition::bdp:
            // The singletons come first in every pattern.
            margin = least_distance(members.first(agents));
            decision = decide_cbdp(margin);
            margin = margin_of_distance(margin);
            break;
          case Condition::convex_independence:
            decision = convex_independence_->decide(prior);
            break;
          case Condition::identifiability:
            decision = identifiability_->decide(prior);
            break;
          case Condition::ci_ir:
            decision = rational_ci_[pattern];
            break;
          case Condition::ci_cr:
            decision = decide_with_participation(pattern, Participation::coalitional, place);
            break;
        }
      }
      if (joint_place_ && conditions[c] == Condition::cbdp) {
        Tally& tally = tallies[pattern * conditions.size() + *joint_place_];
        const Verdict ci = ci_->decision(pattern, place).verdict;
        ++tally.joint[static_cast<std::size_t>(ci)][static_cast<std::size_t>(decision.verdict)];
      }
      count(sample, pattern, c, decision, margin, tallies, records);
    }
  }
}

double Trial::ci_margin(std::size_t pattern, std::size_t place) {
  if (record_margins_ != RecordMargins::all) return std::numeric_limits<double>::quiet_NaN();
  return ci_->margin(pattern, place, priors_[place]);
}

Decision Trial::decide_with_participation(std::size_t pattern, Participation participation,
                                          std::size_t place) {
  // Coalitional rationality asks more than individual rationality, and that more than CI alone: a proof of
  // failure passes on.
  const bool coalitional = participation == Participation::coalitional;
  for (const Decision& weaker : {ci_ ? ci_->decision(pattern, place) : Decision{},
                                 coalitional && wants_individual_ ? rational_ci_[pattern] : Decision{}}) {
    if (weaker.verdict == Verdict::fails) return {Verdict::fails, weaker.certified, Stage::inherited};
  }
  return (coalitional ? coalitional_ : individual_)[pattern]->decide(priors_[place]);
}

void Trial::count(std::uint64_t sample, std::size_t pattern, std::size_t condition, const Decision& decision,
                  double margin, Tallies& tallies, std::vector<SampleRecord>& records) const {
  Tally& tally = tallies[pattern * plan_->conditions().size() + condition];
  ++tally.verdicts[static_cast<std::size_t>(decision.verdict)];
  ++tally.stages[static_cast<std::size_t>(decision.stage)];
  if (decision.certified) ++tally.certified;
  tally.trace.add(grid_bin(sample), static_cast<std::size_t>(decision.verdict));
  if (record_margins_ != RecordMargins::none && !std::isnan(margin)) {
    tally.margins.add(margin);
    if (margin > 0) tally.extremes.add(margin, sample);
    if (margin < tally.least.margin || (margin == tally.least.margin && sample < tally.least.sample)) {
      tally.least.margin = margin;
      tally.least.sample = sample;
    }
  }
  const bool keep = record_samples_ == RecordSamples::all ||
                    (record_samples_ == RecordSamples::undecided && decision.verdict == Verdict::undecided) ||
                    (record_samples_ == RecordSamples::failures && decision.verdict != Verdict::holds);
  if (keep) {
    records.push_back({pattern, sample, static_cast<std::uint8_t>(condition),
                       static_cast<std::uint8_t>(decision.verdict),
                       static_cast<std::uint8_t>(decision.certified), margin});
  }
}

}  // namespace genericity
