#include "sim/study/trial.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/deviations.h"

namespace genericity {

namespace {

/// Priors drawn at a time: enough to make the call to the family cheap, few enough to stay in the cache.
constexpr std::uint64_t draws_at_a_time = 16;

}  // namespace

EnsemblePlan::EnsemblePlan(const Ensemble& ensemble, std::span<const Condition> conditions)
    : ensemble_(&ensemble), conditions_(conditions.begin(), conditions.end()) {
  const std::vector<Pattern>& patterns = ensemble.patterns;
  for (const Pattern& pattern : patterns) {
    coalitions_.insert(coalitions_.end(), pattern.coalitions().begin(), pattern.coalitions().end());
  }
  std::sort(coalitions_.begin(), coalitions_.end());
  coalitions_.erase(std::unique(coalitions_.begin(), coalitions_.end()), coalitions_.end());
  for (const Pattern& pattern : patterns) {
    std::vector<std::uint32_t>& places = members_.emplace_back();
    for (const Coalition coalition : pattern.coalitions()) {
      const auto place = std::lower_bound(coalitions_.begin(), coalitions_.end(), coalition);
      places.push_back(static_cast<std::uint32_t>(place - coalitions_.begin()));
    }
  }

  std::vector<std::size_t> rows;
  for (const Pattern& pattern : patterns)
    rows.push_back(DeviationSystem::count_rows(ensemble.space, pattern));
  order_.resize(patterns.size());
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return rows[a] > rows[b]; });
  above_.resize(patterns.size());
  below_.resize(patterns.size());
  for (std::size_t later = 0; later < order_.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const std::size_t a = order_[earlier];
      const std::size_t b = order_[later];
      if (patterns[b].is_subpattern_of(patterns[a])) above_[b].push_back(a);
      if (patterns[a].is_subpattern_of(patterns[b])) below_[b].push_back(a);
    }
  }
}

Trial::Trial(const EnsemblePlan& plan, const Study& study)
    : plan_(&plan),
      stream_(make_stream_key(study.seed, plan.ensemble().key)),
      record_samples_(study.record_samples),
      record_margins_(study.record_margins) {
  const Ensemble& ensemble = plan.ensemble();
  for (const Condition condition : plan.conditions()) {
    (condition == Condition::ci ? wants_ci_ : wants_cbdp_) = true;
  }
  for (const Coalition coalition : plan.coalitions()) separations_.emplace_back(ensemble.space, coalition);
  for (std::size_t pattern = 0; pattern < ensemble.patterns.size(); ++pattern) {
    closest_of_pattern_.emplace_back(plan.members(pattern).size());
    if (wants_ci_) {
      deciders_.push_back(
          std::make_unique<IdentifiabilityDecider>(ensemble.space, ensemble.patterns[pattern]));
    }
  }
  closest_.resize(plan.coalitions().size());
  ci_.resize(ensemble.patterns.size());
  weights_.resize(draws_at_a_time * ensemble.space.profiles());
  scratch_.resize(ensemble.family->scratch_size());
}

Trial::Tallies Trial::empty_tallies() const {
  Tallies tallies(plan_->ensemble().patterns.size() * plan_->conditions().size());
  for (Tally& tally : tallies) tally.stages.resize(static_cast<std::size_t>(Stage::count_));
  return tallies;
}

void Trial::run(std::uint64_t first, std::uint64_t count, Tallies& tallies,
                std::vector<SampleRecord>& records) {
  const std::size_t profiles = plan_->ensemble().space.profiles();
  for (std::uint64_t done = 0; done < count;) {
    const auto drawn = std::min(draws_at_a_time, count - done);
    const std::span<double> weights(weights_.data(), static_cast<std::size_t>(drawn) * profiles);
    plan_->ensemble().family->draw(stream_, first + done, static_cast<std::size_t>(drawn), weights, scratch_);
    for (std::uint64_t k = 0; k < drawn; ++k) {
      const Prior prior(
          std::span<const double>(weights).subspan(static_cast<std::size_t>(k) * profiles, profiles));
      decide(first + done + k, prior, tallies, records);
    }
    done += drawn;
  }
}

void Trial::decide(std::uint64_t sample, const Prior& prior, Tallies& tallies,
                   std::vector<SampleRecord>& records) {
  for (std::size_t k = 0; k < separations_.size(); ++k) closest_[k] = separations_[k].closest(prior);
  const std::size_t patterns = ci_.size();
  for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
    const std::vector<std::uint32_t>& members = plan_->members(pattern);
    for (std::size_t k = 0; k < members.size(); ++k) closest_of_pattern_[pattern][k] = closest_[members[k]];
  }
  if (wants_ci_) {
    for (const std::size_t pattern : plan_->order()) ci_[pattern] = decide_ci(pattern, prior);
  }
  constexpr double not_computed = std::numeric_limits<double>::quiet_NaN();
  const std::span<const Condition> conditions = plan_->conditions();
  for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      if (conditions[c] == Condition::ci) {
        count(sample, pattern, c, ci_[pattern], not_computed, tallies, records);
        continue;
      }
      double margin = std::numeric_limits<double>::infinity();
      for (const ClosestPosteriors& pair : closest_of_pattern_[pattern])
        margin = std::min(margin, pair.distance);
      count(sample, pattern, c, decide_cbdp(margin), margin, tallies, records);
    }
  }
}

Decision Trial::decide_ci(std::size_t pattern, const Prior& prior) {
  // CI can only be lost when coalitions are added: transfers that serve a pattern serve every smaller one,
  // and a certificate of failure is one for every larger pattern.
  if (!deciders_[pattern]->never()) {
    for (const std::size_t above : plan_->above(pattern)) {
      if (ci_[above].verdict == Verdict::holds)
        return {Verdict::holds, ci_[above].certified, Stage::inherited};
    }
    for (const std::size_t below : plan_->below(pattern)) {
      if (ci_[below].verdict == Verdict::fails)
        return {Verdict::fails, ci_[below].certified, Stage::inherited};
    }
  }
  return deciders_[pattern]->decide(prior, closest_of_pattern_[pattern]);
}

void Trial::count(std::uint64_t sample, std::size_t pattern, std::size_t condition, const Decision& decision,
                  double margin, Tallies& tallies, std::vector<SampleRecord>& records) const {
  Tally& tally = tallies[pattern * plan_->conditions().size() + condition];
  ++tally.verdicts[static_cast<std::size_t>(decision.verdict)];
  ++tally.stages[static_cast<std::size_t>(decision.stage)];
  if (decision.certified) ++tally.certified;
  if (record_margins_ && !std::isnan(margin)) {
    tally.margins.add(margin);
    if (margin < tally.least_margin || (margin == tally.least_margin && sample < tally.least_margin_sample)) {
      tally.least_margin = margin;
      tally.least_margin_sample = sample;
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
