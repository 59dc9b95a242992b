#include "sim/study/sample_counter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "sim/priors/spec.h"
#include "sim/statistics/sample_grid.h"

namespace genericity {

namespace {

constexpr double no_amount = std::numeric_limits<double>::quiet_NaN();

std::optional<JointPlaces> joint_of(std::span<const Condition> conditions) {
  std::vector<std::string> keys;
  keys.reserve(conditions.size());
  for (const Condition condition : conditions) keys.push_back(to_string(condition));
  return joint_places(keys);
}

/// Places in the setup's conditions of those that need an environment, or of those that do not.
std::vector<std::size_t> places_of(const EnsembleSetup& setup, bool needs_environment) {
  std::vector<std::size_t> places;
  for (std::size_t c = 0; c < setup.conditions().size(); ++c) {
    if (info(setup.conditions()[c]).needs_environment == needs_environment) places.push_back(c);
  }
  return places;
}

/// Where CI stands, or would be added, among the conditions on priors alone.
std::size_t place_of_ci(const EnsembleSetup& setup) {
  const auto conditions = setup.conditions_of_priors();
  return static_cast<std::size_t>(std::find(conditions.begin(), conditions.end(), Condition::ci) -
                                  conditions.begin());
}

/// The conditions on priors alone; and CI, where environments are decided: it spares most of that work.
std::vector<Condition> evaluated(const EnsembleSetup& setup) {
  const auto asked = setup.conditions_of_priors();
  std::vector<Condition> conditions(asked.begin(), asked.end());
  if (!setup.conditions_of_environments().empty() && place_of_ci(setup) == conditions.size())
    conditions.push_back(Condition::ci);
  return conditions;
}

/// Throws PriorError if draws from `first` on are no priors. Families of this project see to that themselves;
/// what others draw is looked at here, for a verdict on no prior would be counted.
void require_priors(const Ensemble& ensemble, std::uint64_t first, std::span<const double> weights) {
  const auto faulty = std::find_if_not(weights.begin(), weights.end(), [](double weight) {
    return weight > 0 && weight <= std::numeric_limits<double>::max();  // false for NaN
  });
  if (faulty == weights.end()) return;
  const auto place = static_cast<std::size_t>(faulty - weights.begin());
  const std::size_t profiles = ensemble.space.profiles();
  throw PriorError("family", "sample " + std::to_string(first + place / profiles) + " of " +
                                 ensemble.family->name() + " has the weight " + number_text(*faulty) +
                                 " for type profile " + std::to_string(place % profiles + 1) +
                                 "; weights must be positive and finite");
}

}  // namespace

SampleCounter::SampleCounter(const EnsembleSetup& setup, const Study& study)
    : setup_(&setup),
      stream_(setup.ensemble().prior_stream()),
      record_samples_(study.recorded_of(setup.ensemble())),
      record_margins_(study.record_margins),
      proofs_(study.proofs),
      of_priors_(places_of(setup, false)),
      of_environments_(places_of(setup, true)),
      joint_(joint_of(setup.conditions_of_priors())),
      ci_(place_of_ci(setup)),
      evaluation_(evaluated(setup), setup.patterns(),
                  study.record_margins == RecordMargins::all ? EvaluatedMargins::all
                                                             : EvaluatedMargins::with_verdicts),
      environments_(of_environments_.empty() ? 0 : study.environments),
      weights_(PriorBlock::capacity * setup.ensemble().space.profiles()),
      scratch_(setup.ensemble().family->scratch_size()) {
  priors_.reserve(PriorBlock::capacity);
  if (study.record_margins == RecordMargins::all && ci_ < of_priors_.size()) t_star_ = ci_;
  if (environments_ > 0) {
    decider_.emplace(setup, record_margins_ == RecordMargins::all ? EvaluatedMargins::all
                                                                  : EvaluatedMargins::with_verdicts);
  }
  first_verdict_.resize(PriorBlock::capacity * of_environments_.size() * setup.ensemble().patterns.size());
  of_prior_.resize(PriorBlock::capacity * of_environments_.size() * setup.ensemble().patterns.size());
  if (record_samples_ != RecordSamples::none && !study.described.empty())
    describer_.emplace(study.described, setup.patterns());
}

void SampleCounter::run(std::uint64_t first, std::uint64_t count, Tallies& tallies,
                        std::vector<SampleRecord>& records) {
  const std::size_t profiles = setup_->ensemble().space.profiles();
  for (std::uint64_t done = 0; done < count;) {
    const auto drawn = static_cast<std::size_t>(std::min<std::uint64_t>(PriorBlock::capacity, count - done));
    const std::span<double> weights(weights_.data(), drawn * profiles);
    setup_->ensemble().family->draw(stream_, first + done, drawn, weights, scratch_);
    require_priors(setup_->ensemble(), first + done, weights);
    priors_.clear();
    PriorBlock::Places trusted;
    for (std::size_t place = 0; place < drawn; ++place) {
      const std::uint64_t sample = first + done + place;
      if (const InformationStructure* exact = setup_->ensemble().family->exact_prior(sample)) {
        priors_.emplace_back(*exact);
      } else {
        priors_.emplace_back(std::span<const double>(weights).subspan(place * profiles, profiles));
      }
      trusted[place] = proofs_ == Proofs::sample && sample % proof_interval != 0;
    }
    evaluation_.evaluate(priors_, trusted);
    if (describer_) describer_->look_at(priors_);
    for (std::size_t place = 0; place < drawn; ++place)
      count_all(first + done + place, place, tallies, records);
    if (decider_) count_environments(first + done, tallies, records);
    done += drawn;
  }
}

void SampleCounter::count_all(std::uint64_t sample, std::size_t place, Tallies& tallies,
                              std::vector<SampleRecord>& records) {
  const std::size_t conditions = setup_->conditions().size();
  for (std::size_t c = 0; c < of_priors_.size(); ++c) {
    for (std::size_t pattern = 0; pattern < setup_->ensemble().patterns.size(); ++pattern) {
      const ConditionEvaluator::Outcome& outcome = evaluation_.outcome(c, pattern, place);
      if (joint_ && c == joint_->cbdp) {
        Tally& tally = tallies[pattern * conditions + of_priors_[joint_->ci]];
        const Verdict ci = evaluation_.outcome(joint_->ci, pattern, place).decision.verdict;
        ++tally.joint[static_cast<std::size_t>(ci)][static_cast<std::size_t>(outcome.decision.verdict)];
      }
      if (!count(sample, outcome, tallies[pattern * conditions + of_priors_[c]])) continue;
      keep({pattern,
            sample,
            0,
            static_cast<std::uint8_t>(of_priors_[c]),
            static_cast<std::uint8_t>(outcome.decision.verdict),
            static_cast<std::uint8_t>(outcome.decision.certified),
            outcome.margin,
            no_amount,
            no_amount,
            {}},
           place, records);
    }
  }
}

void SampleCounter::keep(const SampleRecord& record, std::size_t place, std::vector<SampleRecord>& records) {
  records.push_back(record);
  if (!describer_) return;
  const auto pattern = static_cast<std::size_t>(record.cell);
  records.back().description = describer_->describe(pattern, place, known_t_star(pattern, place));
}

void SampleCounter::count_environments(std::uint64_t first, Tallies& tallies,
                                       std::vector<SampleRecord>& records) {
  const std::size_t patterns = setup_->ensemble().patterns.size();
  const std::size_t conditions = setup_->conditions().size();
  for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
    for (std::size_t place = 0; place < priors_.size(); ++place)
      decider_->ci(pattern, place) = evaluation_.outcome(ci_, pattern, place).decision;
  }
  std::fill(of_prior_.begin(), of_prior_.end(), CountsByPrior::Verdicts{});
  const auto unit_place = [&](std::size_t c, std::size_t pattern, std::size_t place) {
    return (c * patterns + pattern) * PriorBlock::capacity + place;
  };
  for (std::uint64_t number = 0; number < environments_; ++number) {
    decider_->decide(priors_, first, number);
    for (std::size_t c = 0; c < of_environments_.size(); ++c) {
      for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
        for (std::size_t place = 0; place < priors_.size(); ++place) {
          const EnvironmentAmounts& amounts = decider_->amounts(c, pattern, place);
          const ConditionEvaluator::Outcome outcome{decider_->decision(c, pattern, place), amounts.margin};
          Tally& tally = tallies[pattern * conditions + of_environments_[c]];
          if (std::isinf(amounts.relative_subsidy)) {
            ++tally.no_subsidy;
          } else if (!std::isnan(amounts.relative_subsidy)) {
            tally.subsidies.add(amounts.relative_subsidy);
          }
          const auto verdict = static_cast<std::uint8_t>(outcome.decision.verdict);
          ++of_prior_[unit_place(c, pattern, place)][verdict];
          if (number == 0) first_verdict_[unit_place(c, pattern, place)] = verdict;
          if (!count(first + place, outcome, tally)) continue;
          keep({pattern,
                first + place,
                number,
                static_cast<std::uint8_t>(of_environments_[c]),
                verdict,
                static_cast<std::uint8_t>(outcome.decision.certified),
                outcome.margin,
                amounts.least_transfer,
                amounts.least_subsidy,
                {}},
               place, records);
        }
      }
    }
  }
  if (environments_ < 2) return;
  for (std::size_t c = 0; c < of_environments_.size(); ++c) {
    for (std::size_t pattern = 0; pattern < patterns; ++pattern) {
      CountsByPrior& by_prior = tallies[pattern * conditions + of_environments_[c]].by_prior;
      for (std::size_t place = 0; place < priors_.size(); ++place) {
        const std::size_t at = unit_place(c, pattern, place);
        by_prior.add(of_prior_[at], first_verdict_[at], environments_);
      }
    }
  }
}

bool SampleCounter::count(std::uint64_t sample, const ConditionEvaluator::Outcome& outcome,
                          Tally& tally) const {
  const auto& [decision, margin] = outcome;
  ++tally.verdicts[static_cast<std::size_t>(decision.verdict)];
  ++tally.stages[static_cast<std::size_t>(decision.stage)];
  if (decision.certified) ++tally.certified;
  tally.trace.add(grid_bin(sample), static_cast<std::size_t>(decision.verdict));
  if (record_margins_ != RecordMargins::none && !std::isnan(margin)) {
    tally.margins.add(margin);
    if (margin > 0) tally.extremes.add(margin, sample);
    tally.least.merge({margin, sample});
  }
  return record_samples_ == RecordSamples::all ||
         (record_samples_ == RecordSamples::undecided && decision.verdict == Verdict::undecided) ||
         (record_samples_ == RecordSamples::failures && decision.verdict != Verdict::holds);
}

std::optional<double> SampleCounter::known_t_star(std::size_t pattern, std::size_t place) const {
  if (!t_star_) return {};
  return evaluation_.outcome(*t_star_, pattern, place).margin;
}

}  // namespace genericity
