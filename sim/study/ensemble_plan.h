#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "sim/study/study.h"

namespace genericity {

/// What one ensemble's patterns have in common, worked out once and shared by all threads: the coalitions of
/// all patterns and which pattern contains which.
class EnsemblePlan {
 public:
  EnsemblePlan(const Ensemble& ensemble, std::span<const Condition> conditions);

  [[nodiscard]] const Ensemble& ensemble() const { return *ensemble_; }
  [[nodiscard]] std::span<const Condition> conditions() const { return conditions_; }
  /// Every coalition of any pattern, once.
  [[nodiscard]] const std::vector<Coalition>& coalitions() const { return coalitions_; }
  /// members(p)[k] = place in coalitions() of the k-th coalition of pattern p.
  [[nodiscard]] const std::vector<std::uint32_t>& members(std::size_t pattern) const {
    return members_[pattern];
  }
  /// Patterns in the order in which CI is decided: larger systems first.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  /// Patterns before this one in order() that contain it, and that it contains.
  [[nodiscard]] const std::vector<std::size_t>& above(std::size_t pattern) const { return above_[pattern]; }
  [[nodiscard]] const std::vector<std::size_t>& below(std::size_t pattern) const { return below_[pattern]; }

 private:
  const Ensemble* ensemble_;
  std::vector<Condition> conditions_;
  std::vector<Coalition> coalitions_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<std::size_t>> above_;
  std::vector<std::vector<std::size_t>> below_;
};

}  // namespace genericity
