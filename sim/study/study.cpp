#include "sim/study/study.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/conditions/identifiability_margin.h"
#include "sim/random/variates.h"

namespace genericity {

namespace {

constexpr std::array<std::string_view, 4> record_names{"none", "undecided", "failures", "all"};

}  // namespace

std::string to_string(RecordMargins record) {
  constexpr std::array<std::string_view, 3> names{"false", "true", "all"};
  return std::string(names[static_cast<std::size_t>(record)]);
}

std::string to_string(RecordSamples record) {
  return std::string(record_names[static_cast<std::size_t>(record)]);
}

std::string to_string(StudyMode mode) {
  constexpr std::array<std::string_view, 3> names{"sample", "tail", "enumerate"};
  return std::string(names[static_cast<std::size_t>(mode)]);
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
  std::string asked = "format 1\nseed " + std::to_string(seed) + "\nconditions";
  for (const Condition condition : conditions) asked += " " + to_string(condition);
  asked += "\ndraws " + std::to_string(draws_version);
  if (mode != StudyMode::sample) asked += "\nmode " + to_string(mode);
  if (mode == StudyMode::tail) asked += "\ntail.draws " + std::to_string(tail.draws);
  asked += "\nmargins " + to_string(record_margins) + "\nsamples " + to_string(record_samples);
  if (records_ci_margins()) asked += "\nci_margins " + std::to_string(ci_margins_version);
  if (proofs == Proofs::sample) asked += "\nproofs sample";
  for (const Ensemble& ensemble : ensembles) {
    asked += "\nensemble " + ensemble.space.to_string() + " " + ensemble.family->name();
    for (const Pattern& pattern : ensemble.patterns) asked += "\n  " + pattern.to_full_string();
  }
  return asked + "\n";
}

}  // namespace genericity
