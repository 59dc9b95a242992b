#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/environments/environment_evaluation.h"
#include "core/environments/sampled_environment.h"
#include "core/prior.h"
#include "core/verdict.h"
#include "sim/study/ensemble_setup.h"
#include "sim/study/study.h"

namespace genericity {

/// Draws environments for a block of priors and decides the study's conditions on them. Holds its memory from
/// block to block; one object per thread.
class EnvironmentDecider {
 public:
  EnvironmentDecider(const EnsembleSetup& setup, EvaluatedMargins margins);
  EnvironmentDecider(const EnsembleSetup&& setup, EvaluatedMargins margins) = delete;

  /// What is known of CI at the block's priors, by pattern and place: to be filled before decide().
  [[nodiscard]] Decision& ci(std::size_t pattern, std::size_t place) {
    return ci_[pattern * PriorBlock::capacity + place];
  }
  /// Draws environment `number` for each of the priors, which are samples `first`, `first` + 1, …, and
  /// decides.
  void decide(std::span<const Prior> priors, std::uint64_t first, std::uint64_t number);
  /// On the condition at this place among those on environments.
  [[nodiscard]] const Decision& decision(std::size_t condition, std::size_t pattern,
                                         std::size_t place) const {
    return evaluation_.decision(condition, pattern, place);
  }
  [[nodiscard]] const EnvironmentAmounts& amounts(std::size_t condition, std::size_t pattern,
                                                  std::size_t place) const {
    return evaluation_.amounts(condition, pattern, place);
  }

 private:
  const EnvironmentLaw& law_;
  StreamKey stream_;
  EnvironmentEvaluation evaluation_;
  std::vector<Decision> ci_;
  std::vector<SampledEnvironment> environments_;
  std::vector<double> scratch_;
};

}  // namespace genericity
