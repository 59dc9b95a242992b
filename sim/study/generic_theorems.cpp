#include "sim/study/generic_theorems.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "sim/study/parallel.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

namespace {

/// Whether one condition implies another, directly or through others.
bool does_imply(Condition condition, Condition weaker) {
  if (condition == weaker || info(weaker).follows_from.contains(condition)) return true;
  return std::any_of(condition_table.begin(), condition_table.end(), [&](const ConditionInfo& between) {
    return info(condition).implies.contains(between.condition) && does_imply(between.condition, weaker);
  });
}

}  // namespace

GenericFindings::Key GenericFindings::key_of(const TypeSpace& space, const Pattern& pattern) {
  return {space.to_string(), pattern.to_full_string()};
}

const GenericFinding& GenericFindings::of(const TypeSpace& space, const Pattern& pattern) {
  const auto [place, is_new] = known_.try_emplace(key_of(space, pattern));
  if (is_new) place->second = generic_finding(space, pattern);
  return place->second;
}

void GenericFindings::prepare(std::span<const Ensemble> ensembles, int threads) {
  struct Task {
    const TypeSpace* space;
    const Pattern* pattern;
    GenericFinding finding;
  };
  std::map<Key, Task> wanted;
  for (const Ensemble& ensemble : ensembles) {
    for (const Pattern& pattern : ensemble.patterns) {
      Key key = key_of(ensemble.space, pattern);
      if (!known_.contains(key)) wanted.try_emplace(std::move(key), Task{&ensemble.space, &pattern, {}});
    }
  }
  std::vector<Task*> tasks;
  tasks.reserve(wanted.size());
  for (auto& [key, task] : wanted) tasks.push_back(&task);
  for_each_in_parallel(tasks.size(), threads, [&](std::size_t k) {
    tasks[k]->finding = generic_finding(*tasks[k]->space, *tasks[k]->pattern);
  });
  for (auto& [key, task] : wanted) known_.emplace(key, std::move(task.finding));
}

double proved_share(const GenericFinding& finding, Condition condition, const PriorFamily& law) {
  if (finding.verdict == GenericVerdict::never && does_imply(condition, Condition::ci)) return 0;
  const bool is_almost_sure = finding.verdict == GenericVerdict::almost_always && law.has_density();
  if (is_almost_sure && does_imply(Condition::ci, condition)) return 1;
  return std::numeric_limits<double>::quiet_NaN();
}

void state_theorems(const Study& study, int threads, StudyResult& result) {
  GenericFindings& findings = *study.findings;
  findings.prepare(study.ensembles, threads);
  std::size_t number = 0;
  for (const Ensemble& ensemble : study.ensembles) {
    for (const Pattern& pattern : ensemble.patterns) {
      const GenericFinding& finding = findings.of(ensemble.space, pattern);
      CellTheorem& theorem = result.cells[number++].theorem;
      theorem.verdict = std::string(to_string(finding.verdict));
      theorem.reason = finding.reason;
      theorem.shares.clear();
      for (const Condition condition : study.conditions)
        theorem.shares.push_back(proved_share(finding, condition, *ensemble.family));
    }
  }
}

}  // namespace genericity
