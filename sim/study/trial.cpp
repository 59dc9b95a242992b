#include "sim/study/trial.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/deviations.h"

namespace genericity {

namespace {

/// Priors drawn at a time: enough to fill the lanes of the batch stage twice, few enough to stay in the
/// cache.
constexpr std::size_t draws_at_a_time = 32;

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
  rows.reserve(patterns.size());
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
  const auto wants = [&](Condition condition) {
    const std::span<const Condition> conditions = plan.conditions();
    return std::find(conditions.begin(), conditions.end(), condition) != conditions.end();
  };
  wants_ci_ = wants(Condition::ci);
  wants_individual_ = wants(Condition::ci_ir);
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
  for (const Coalition coalition : plan.coalitions()) separations_.emplace_back(ensemble.space, coalition);
  std::size_t most_members = 0;
  for (std::size_t p = 0; p < ensemble.patterns.size(); ++p) {
    const Pattern& pattern = ensemble.patterns[p];
    most_members = std::max(most_members, plan.members(p).size());
    if (!wants_ci_) continue;
    deciders_.push_back(std::make_unique<IdentifiabilityDecider>(ensemble.space, pattern));
    const bool batches = !deciders_.back()->never() && BatchProver::suits(ensemble.space, pattern);
    provers_.push_back(batches ? std::make_unique<BatchProver>(ensemble.space, pattern) : nullptr);
  }
  const std::size_t profiles = ensemble.space.profiles();
  closest_.resize(draws_at_a_time * plan.coalitions().size());
  closest_of_pattern_.reserve(most_members);
  proved_.resize(draws_at_a_time * ensemble.patterns.size());
  ci_.resize(ensemble.patterns.size());
  rational_ci_.resize(ensemble.patterns.size());
  weights_.resize(draws_at_a_time * profiles);
  pending_weights_.resize(draws_at_a_time * profiles);
  pending_.reserve(draws_at_a_time);
  answers_.resize(draws_at_a_time);
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
    const auto drawn = static_cast<std::size_t>(std::min<std::uint64_t>(draws_at_a_time, count - done));
    const std::span<double> weights(weights_.data(), drawn * profiles);
    plan_->ensemble().family->draw(stream_, first + done, drawn, weights, scratch_);
    separate(weights, drawn);
    if (wants_ci_) prove_in_batches(weights, drawn);
    for (std::size_t place = 0; place < drawn; ++place) {
      const Prior prior(std::span<const double>(weights).subspan(place * profiles, profiles));
      decide(first + done + place, place, prior, tallies, records);
    }
    done += drawn;
  }
}

void Trial::separate(std::span<const double> weights, std::size_t drawn) {
  const std::size_t profiles = plan_->ensemble().space.profiles();
  for (std::size_t place = 0; place < drawn; ++place) {
    const Prior prior(weights.subspan(place * profiles, profiles));
    const std::span<ClosestPosteriors> closest = closest_of(place);
    for (std::size_t k = 0; k < separations_.size(); ++k) closest[k] = separations_[k].closest(prior);
  }
}

void Trial::prove_in_batches(std::span<const double> weights, std::size_t drawn) {
  const std::size_t profiles = plan_->ensemble().space.profiles();
  std::fill(proved_.begin(), proved_.end(), std::uint8_t{0});
  for (const std::size_t pattern : plan_->order()) {
    if (!provers_[pattern]) continue;
    // Left out: what a larger pattern's transfers serve already, and what fails by equal posteriors.
    pending_.clear();
    for (std::size_t place = 0; place < drawn; ++place) {
      const auto is_proved = [&](std::size_t above) { return proved_[above * draws_at_a_time + place] != 0; };
      const auto& above = plan_->above(pattern);
      if (std::any_of(above.begin(), above.end(), is_proved)) continue;
      const std::span<const ClosestPosteriors> closest = closest_of(place);
      const auto is_equal = [&](std::uint32_t member) { return closest[member].distance == 0; };
      const auto& members = plan_->members(pattern);
      if (std::any_of(members.begin(), members.end(), is_equal)) continue;
      std::copy_n(&weights[place * profiles], profiles, &pending_weights_[pending_.size() * profiles]);
      pending_.push_back(place);
    }
    if (pending_.empty()) continue;
    provers_[pattern]->decide(std::span(pending_weights_).first(pending_.size() * profiles), pending_.size(),
                              std::span(answers_).first(pending_.size()));
    for (std::size_t k = 0; k < pending_.size(); ++k) {
      proved_[pattern * draws_at_a_time + pending_[k]] = answers_[k];
    }
  }
}

void Trial::decide(std::uint64_t sample, std::size_t place, const Prior& prior, Tallies& tallies,
                   std::vector<SampleRecord>& records) {
  if (wants_ci_) {
    for (const std::size_t pattern : plan_->order()) ci_[pattern] = decide_ci(pattern, place, prior);
  }
  if (wants_individual_) {
    for (std::size_t pattern = 0; pattern < ci_.size(); ++pattern) {
      rational_ci_[pattern] = decide_with_participation(pattern, Participation::individual, prior);
    }
  }
  constexpr double not_computed = std::numeric_limits<double>::quiet_NaN();
  const std::span<const ClosestPosteriors> closest = closest_of(place);
  const auto least_distance = [&](std::span<const std::uint32_t> members) {
    double least = std::numeric_limits<double>::infinity();
    for (const std::uint32_t member : members) least = std::min(least, closest[member].distance);
    return least;
  };
  const auto agents = static_cast<std::size_t>(plan_->ensemble().space.agents());
  const std::span<const Condition> conditions = plan_->conditions();
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    // What does not depend on the pattern is decided once.
    Decision shared;
    if (conditions[c] == Condition::convex_independence) shared = convex_independence_->decide(prior);
    if (conditions[c] == Condition::identifiability) shared = identifiability_->decide(prior);
    for (std::size_t pattern = 0; pattern < ci_.size(); ++pattern) {
      const std::span<const std::uint32_t> members = plan_->members(pattern);
      Decision decision = shared;
      double margin = not_computed;
      switch (conditions[c]) {
        case Condition::ci:
          decision = ci_[pattern];
          margin = ci_margin(pattern, prior);
          break;
        case Condition::cbdp:
          margin = least_distance(members);
          decision = decide_cbdp(margin);
          break;
        case Condition::bdp:
          // CBDP of the singletons, which come first in every pattern.
          margin = least_distance(members.first(agents));
          decision = decide_cbdp(margin);
          break;
        case Condition::ci_ir:
          decision = rational_ci_[pattern];
          break;
        case Condition::ci_cr:
          decision = decide_with_participation(pattern, Participation::coalitional, prior);
          break;
        default:
          break;
      }
      count(sample, pattern, c, decision, margin, tallies, records);
    }
  }
}

double Trial::ci_margin(std::size_t pattern, const Prior& prior) {
  constexpr double not_computed = std::numeric_limits<double>::quiet_NaN();
  if (record_margins_ != RecordMargins::all) return not_computed;
  switch (ci_[pattern].verdict) {
    case Verdict::holds:
      // Proved positive; where t* is below what doubles resolve, the least positive number stands for it.
      return std::max(deciders_[pattern]->margin(prior).lower, std::numeric_limits<double>::denorm_min());
    case Verdict::fails:
      return 0;
    default:
      return not_computed;
  }
}

Decision Trial::decide_with_participation(std::size_t pattern, Participation participation,
                                          const Prior& prior) {
  // Coalitional rationality asks more than individual rationality, and that more than CI alone: a proof of
  // failure passes on.
  const bool coalitional = participation == Participation::coalitional;
  for (const Decision& weaker : {wants_ci_ ? ci_[pattern] : Decision{},
                                 coalitional && wants_individual_ ? rational_ci_[pattern] : Decision{}}) {
    if (weaker.verdict == Verdict::fails) return {Verdict::fails, weaker.certified, Stage::inherited};
  }
  return (coalitional ? coalitional_ : individual_)[pattern]->decide(prior);
}

Decision Trial::decide_ci(std::size_t pattern, std::size_t place, const Prior& prior) {
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
    if (proved_[pattern * draws_at_a_time + place] != 0) return {Verdict::holds, true, Stage::batch};
  }
  closest_of_pattern_.clear();
  for (const std::uint32_t member : plan_->members(pattern)) {
    closest_of_pattern_.push_back(closest_of(place)[member]);
  }
  return deciders_[pattern]->decide(prior, closest_of_pattern_);
}

void Trial::count(std::uint64_t sample, std::size_t pattern, std::size_t condition, const Decision& decision,
                  double margin, Tallies& tallies, std::vector<SampleRecord>& records) const {
  Tally& tally = tallies[pattern * plan_->conditions().size() + condition];
  ++tally.verdicts[static_cast<std::size_t>(decision.verdict)];
  ++tally.stages[static_cast<std::size_t>(decision.stage)];
  if (decision.certified) ++tally.certified;
  if (record_margins_ != RecordMargins::none && !std::isnan(margin)) {
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
