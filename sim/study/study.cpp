#include "sim/study/study.h"

#include <algorithm>

#include "core/conditions/ci_margin.h"
#include "core/errors.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {

std::uint64_t ensemble_key(const TypeSpace& space, const PriorFamily& family,
                           const EnvironmentLaw* environment) {
  return hash_text(space.to_string() + "|" + family.name() +
                   (environment == nullptr ? "" : "|" + environment->name()));
}

StreamKey Ensemble::prior_stream() const {
  return make_stream_key(seed, ensemble_key(space, *family));
}

StreamKey Ensemble::environment_stream() const {
  return make_stream_key(
      seed, hash_text(space.to_string() + "|" + family->name() + "|" + environment->stream_name()));
}

void Study::add(const TypeSpace& space, const std::shared_ptr<const PriorFamily>& family,
                std::span<const Pattern> patterns, const std::shared_ptr<const EnvironmentLaw>& environment) {
  if (family == nullptr) throw InvalidInput("a study needs a family of priors to draw from");
  if (patterns.empty()) throw InvalidInput("a study needs at least one pattern for " + family->name());
  std::vector<Pattern> different;
  for (const Pattern& pattern : patterns) {
    if (pattern.agents() != space.agents())
      throw InvalidInput("the pattern " + pattern.to_string() + " is one of " +
                         std::to_string(pattern.agents()) + " agents, but the types " + space.to_string() +
                         " are those of " + std::to_string(space.agents()));
    if (std::find(different.begin(), different.end(), pattern) == different.end())
      different.push_back(pattern);
  }
  const std::uint64_t key = ensemble_key(space, *family, environment.get());
  for (const Ensemble& ensemble : ensembles) {
    if (ensemble.key == key)
      throw InvalidInput("the study has " + law_text(family->name(), environment ? environment->name() : "") +
                         " on " + space.to_string() + " already");
  }
  for (const std::uint64_t one : seeds) {
    ensembles.push_back({space, family, different, key, one, false, environment});
    // Nothing is drawn from a list.
    if (family->size() > 0) break;
  }
}

std::size_t Study::cells() const {
  std::size_t count = 0;
  for (const Ensemble& ensemble : ensembles) count += ensemble.patterns.size();
  return count;
}

bool Study::records_ci_margins() const {
  return record_margins == RecordMargins::all && mode != StudyMode::tail &&
         std::find(conditions.begin(), conditions.end(), Condition::ci) != conditions.end();
}

std::string Study::identity() const {
  std::string asked = "format 1\nseed " + std::to_string(seed()) + "\nconditions";
  for (const Condition condition : conditions) asked += " " + to_string(condition);
  asked += "\ndraws " + std::to_string(draws_version);
  if (mode != StudyMode::sample) asked += "\nmode " + to_string(mode);
  if (mode == StudyMode::tail) asked += "\ntail.draws " + std::to_string(tail.draws);
  asked += "\nmargins " + to_string(record_margins) + "\nsamples " + to_string(record_samples);
  if (records_ci_margins()) asked += "\nci_margins " + std::to_string(ci_margins_version);
  if (environments > 0 && record_margins == RecordMargins::all)
    asked += "\nenvironment_amounts " + std::to_string(environment_amounts_version);
  if (!described.empty()) asked += "\ndescribed " + described.text();
  if (proofs == Proofs::sample) asked += "\nproofs sample";
  if (environments > 0) asked += "\nenvironments " + std::to_string(environments);
  for (const Ensemble& ensemble : ensembles) {
    if (ensemble.excluded) continue;
    asked += "\nensemble " + ensemble.space.to_string() + " " + ensemble.law();
    if (ensemble.seed != seed()) asked += " seed " + std::to_string(ensemble.seed);
    for (const Pattern& pattern : ensemble.patterns) asked += "\n  " + pattern.to_full_string();
  }
  return asked + "\n";
}

}  // namespace genericity
