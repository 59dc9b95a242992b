#include "sim/study/study.h"

#include <algorithm>

#include "core/conditions/ci_margin.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {

std::uint64_t ensemble_key(const TypeSpace& space, const PriorFamily& family) {
  return hash_text(space.to_string() + "|" + family.name());
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
  if (!described.empty()) asked += "\ndescribed " + described.text();
  if (proofs == Proofs::sample) asked += "\nproofs sample";
  for (const Ensemble& ensemble : ensembles) {
    if (ensemble.excluded) continue;
    asked += "\nensemble " + ensemble.space.to_string() + " " + ensemble.family->name();
    if (ensemble.seed != seed()) asked += " seed " + std::to_string(ensemble.seed);
    for (const Pattern& pattern : ensemble.patterns) asked += "\n  " + pattern.to_full_string();
  }
  return asked + "\n";
}

}  // namespace genericity
