#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/conditions/block_evaluation.h"
#include "core/generic/open_set.h"
#include "core/nested_patterns.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Looks for priors of both sides for several patterns at a time: one with transfers, and one with a
/// certificate of failure that carries over to its neighbours. Which priors to look at is the caller's
/// affair.
class WitnessSearch {
 public:
  WitnessSearch(TypeSpace space, std::vector<Pattern> patterns);
  WitnessSearch(const WitnessSearch&) = delete;
  WitnessSearch& operator=(const WitnessSearch&) = delete;
  ~WitnessSearch();

  [[nodiscard]] std::span<const Pattern> patterns() const { return patterns_; }
  /// What has been found; null as long as nothing has. Each passes its check (how_open is not `refused`,
  /// proves_open_success).
  [[nodiscard]] std::shared_ptr<const OpenSuccess> success(std::size_t pattern) const {
    return found_[pattern].success;
  }
  [[nodiscard]] std::shared_ptr<const OpenFailure> failure(std::size_t pattern) const {
    return found_[pattern].failure;
  }
  /// Patterns that lack one of the two.
  [[nodiscard]] std::size_t open() const;

  /// Takes a witness for every pattern that it serves, under any relabelling of the agents.
  void take(const OpenSuccess& success);
  void take(const OpenFailure& failure);

  /// Decides CI for the open patterns at these priors, |Θ| whole numbers ≥ 1 each, below 2^53. Returns
  /// whether anything was found.
  bool look_at(std::span<const std::vector<double>> priors);

 private:
  struct Found {
    std::shared_ptr<const OpenSuccess> success;
    std::shared_ptr<const OpenFailure> failure;
  };
  struct Evaluation;

  void look_at_block(std::span<const std::vector<double>> priors);
  bool take_success(const Pattern& pattern, std::span<const double> weights);
  bool take_failure(const Pattern& pattern, std::span<const double> weights);

  TypeSpace space_;
  std::vector<Pattern> patterns_;
  std::vector<Found> found_;
  std::vector<std::vector<int>> relabellings_;
  std::unique_ptr<Evaluation> evaluation_;  // of the patterns that were open when it was made
};

}  // namespace genericity
