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

std::optional<JointPlaces> joint_of(std::span<const Condition> conditions) {
  std::vector<std::string> keys;
  keys.reserve(conditions.size());
  for (const Condition condition : conditions) keys.push_back(to_string(condition));
  return joint_places(keys);
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
      stream_(make_stream_key(setup.ensemble().seed, setup.ensemble().key)),
      record_samples_(study.recorded_of(setup.ensemble())),
      record_margins_(study.record_margins),
      proofs_(study.proofs),
      joint_(joint_of(setup.conditions())),
      evaluation_(setup.conditions(), setup.patterns(),
                  study.record_margins == RecordMargins::all ? EvaluatedMargins::all
                                                             : EvaluatedMargins::with_verdicts),
      weights_(PriorBlock::capacity * setup.ensemble().space.profiles()),
      scratch_(setup.ensemble().family->scratch_size()) {
  priors_.reserve(PriorBlock::capacity);
  const auto& conditions = setup.conditions();
  const auto ci = std::find(conditions.begin(), conditions.end(), Condition::ci);
  if (study.record_margins == RecordMargins::all && ci != conditions.end())
    t_star_ = static_cast<std::size_t>(ci - conditions.begin());
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
    done += drawn;
  }
}

void SampleCounter::count_all(std::uint64_t sample, std::size_t place, Tallies& tallies,
                              std::vector<SampleRecord>& records) {
  const std::size_t conditions = setup_->conditions().size();
  for (std::size_t c = 0; c < conditions; ++c) {
    for (std::size_t pattern = 0; pattern < setup_->ensemble().patterns.size(); ++pattern) {
      const ConditionEvaluator::Outcome& outcome = evaluation_.outcome(c, pattern, place);
      if (joint_ && c == joint_->cbdp) {
        Tally& tally = tallies[pattern * conditions + joint_->ci];
        const Verdict ci = evaluation_.outcome(joint_->ci, pattern, place).decision.verdict;
        ++tally.joint[static_cast<std::size_t>(ci)][static_cast<std::size_t>(outcome.decision.verdict)];
      }
      if (!count(sample, outcome, tallies[pattern * conditions + c])) continue;
      records.push_back({pattern,
                         sample,
                         static_cast<std::uint8_t>(c),
                         static_cast<std::uint8_t>(outcome.decision.verdict),
                         static_cast<std::uint8_t>(outcome.decision.certified),
                         outcome.margin,
                         {}});
      if (describer_)
        records.back().description = describer_->describe(pattern, place, known_t_star(pattern, place));
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
