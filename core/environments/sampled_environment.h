#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/mechanisms/environment.h"
#include "core/type_space.h"

namespace genericity {

/// An environment as studies draw it: utilities u_i(a, θ) that are whole multiples of 2^-32 of at most 1024,
/// so that their sums over agents are exact in a double and in 64 bits; what an agent gets by staying out,
/// the same for all; and an ex-post efficient rule q.
class SampledEnvironment {
 public:
  /// Utilities are multiples of this, and none is greater than this.
  static constexpr double unit = 0x1p-32;
  static constexpr double greatest = 0x1p10;
  /// x rounded to a multiple of the unit, ties to even, and brought within ±greatest. x must be a number.
  static double rounded(double x);

  /// All utilities 0, and q the first outcome everywhere. Throws InvalidInput for no outcome.
  SampledEnvironment(const TypeSpace& space, std::size_t outcomes);

  [[nodiscard]] std::size_t agents() const { return agents_; }
  [[nodiscard]] std::size_t profiles() const { return profiles_; }
  [[nodiscard]] std::size_t outcomes() const { return outcomes_; }

  /// Puts these in place of the utilities, [(a·n + i)·|Θ| + θ] = u_i(a, θ), each rounded(), and what staying
  /// out is worth to every agent; and chooses the efficient rule, the first of equally good outcomes. Returns
  /// at how many profiles there was more than one. Throws InvalidInput for a wrong count.
  std::size_t set(std::span<const double> utilities, double outside = 0);

  /// u_i(a, θ).
  [[nodiscard]] double utility(std::size_t outcome, std::size_t agent, std::size_t profile) const {
    return utilities_[(outcome * agents_ + agent) * profiles_ + profile];
  }
  /// Σ_{i∈S} u_i(a, θ), exact.
  [[nodiscard]] double joint_utility(Coalition coalition, std::size_t outcome, std::size_t profile) const {
    double sum = 0;
    for (std::size_t agent = 0; agent < agents_; ++agent) {
      if (coalition.contains(static_cast<int>(agent))) sum += utility(outcome, agent, profile);
    }
    return sum;
  }
  /// q(θ).
  [[nodiscard]] std::uint32_t chosen(std::size_t profile) const { return rule_[profile]; }
  /// Whether q is one outcome everywhere.
  [[nodiscard]] bool is_constant() const;
  /// What staying out is worth to an agent, whatever the types.
  [[nodiscard]] double outside() const { return outside_; }
  /// max_{i,θ} (max_a u_i(a, θ) − min_a u_i(a, θ)): the most that an outcome can matter to an agent.
  [[nodiscard]] double greatest_difference() const;

  /// The same in rationals, for mechanisms and their audits, with outcomes "x1", "x2", …. What staying out is
  /// worth is taken from every utility, so that it is 0 there, as the audit has it.
  [[nodiscard]] Environment exact(const TypeSpace& space) const;

 private:
  std::size_t agents_;
  std::size_t profiles_;
  std::size_t outcomes_;
  double outside_ = 0;
  std::vector<double> utilities_;
  std::vector<std::uint32_t> rule_;
};

}  // namespace genericity
