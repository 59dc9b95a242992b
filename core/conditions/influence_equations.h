#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// The equations Σ_{S∋i, S large} ν_S + g_i = b for all agents i, where b is free and every ν_S may be any
/// function on Θ with zero Θ_-S-marginals (Σ_{θ_S} ν_S(θ_S, ·) = 0).
///
/// Coordinates: for every agent, either the sum over her types or the value at one of her types but the
/// first. A function on Θ has |Θ| such coordinates, numbered like profiles, type 1 standing for the sum; the
/// change is unimodular. ν_S has zero marginals exactly if its coordinates that sum over all of S vanish. So
/// at a coordinate that reads the types of just the agents T only the large coalitions that meet T take part,
/// and the equations are n numbers in as many unknowns, with coefficients 0 and 1 that depend on T alone.
class InfluenceEquations {
 public:
  InfluenceEquations(const TypeSpace& space, std::span<const Coalition> large);

  /// At one set T: ν of `solved` = (of_imbalance · g + of_free · ν of `free`) / denominator().
  struct Solution {
    struct Solved {
      std::size_t coalition = 0;  ///< place in the list of large coalitions
      std::vector<long> of_imbalance;
      std::vector<long> of_free;
    };
    std::vector<std::size_t> free;
    std::vector<Solved> solved;
    /// Solvable only if y·g = 0 for each of these y (n numbers each).
    std::vector<std::vector<long>> conditions;
  };

  [[nodiscard]] const Solution& at(std::size_t coordinate) const { return solutions_[reads_[coordinate]]; }
  [[nodiscard]] long denominator() const { return denominator_; }
  [[nodiscard]] std::size_t coordinates() const { return reads_.size(); }
  [[nodiscard]] std::size_t agents() const { return sizes_.size(); }

  /// Values on Θ to coordinates and back, in place.
  template <class Number>
  void to_coordinates(std::span<Number> values) const {
    for_each_line([&](std::size_t first, std::size_t stride, std::size_t size) {
      for (std::size_t k = 1; k < size; ++k) values[first] += values[first + k * stride];
    });
  }
  template <class Number>
  void to_values(std::span<Number> coordinates) const {
    for_each_line([&](std::size_t first, std::size_t stride, std::size_t size) {
      for (std::size_t k = 1; k < size; ++k) coordinates[first] -= coordinates[first + k * stride];
    });
  }

 private:
  /// Every line of profiles along every agent, agent by agent.
  template <class Visit>
  void for_each_line(Visit visit) const {
    for (std::size_t agent = 0; agent < sizes_.size(); ++agent) {
      const std::size_t stride = strides_[agent];
      const std::size_t span = stride * sizes_[agent];
      for (std::size_t outer = 0; outer < reads_.size(); outer += span) {
        for (std::size_t inner = 0; inner < stride; ++inner) visit(outer + inner, stride, sizes_[agent]);
      }
    }
  }

  std::vector<std::size_t> sizes_;
  std::vector<std::size_t> strides_;
  std::vector<std::uint32_t> reads_;  // per coordinate: mask of the agents whose types it reads
  std::vector<Solution> solutions_;   // per mask
  long denominator_ = 1;
};

}  // namespace genericity
