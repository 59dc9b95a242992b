#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>

#include "core/conditions/condition.h"
#include "core/generic/generic_finding.h"
#include "sim/priors/family.h"

namespace genericity {

struct Study;
struct StudyResult;
struct Ensemble;

/// What is proved of CI over all priors, worked out once for every type space and pattern.
class GenericFindings {
 public:
  /// Not from several threads at once. Valid as long as this object.
  const GenericFinding& of(const TypeSpace& space, const Pattern& pattern);

  /// Works out what is not known yet of all patterns of these ensembles, on several threads.
  void prepare(std::span<const Ensemble> ensembles, int threads);

 private:
  using Key = std::pair<std::string, std::string>;
  static Key key_of(const TypeSpace& space, const Pattern& pattern);

  std::map<Key, GenericFinding> known_;
};

/// The share of priors that satisfy a condition under a law, where the finding on CI proves it; else NaN. It
/// is 0 where CI fails at every prior, for CI and all that implies it, whatever the law. It is 1 where CI
/// holds at almost every prior and the law has a density, for CI and all that it implies.
double proved_share(const GenericFinding& finding, Condition condition, const PriorFamily& law);

/// Writes into every cell of the study's result what is proved of it, in place of what stands there.
void state_theorems(const Study& study, int threads, StudyResult& result);

}  // namespace genericity
