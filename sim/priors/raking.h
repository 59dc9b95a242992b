#pragma once

#include <span>
#include <vector>

#include "core/simd/variates.h"
#include "core/type_space.h"

namespace genericity {

/// Rakes priors to given marginals: of all p(θ) = w(θ)·Π_i f_i(θ_i) the one whose marginals are the given
/// ones. For positive weights there is exactly one. Posteriors that are equal stay so, and others do not
/// become equal.
///
/// First by iterative proportional fitting (Deming and Stephan, Annals of Mathematical Statistics 11, 1940):
/// a sweep scales each agent's marginal in turn. Where weights are far apart that is slow, without a bound.
/// So after a few sweeps Newton's steps for the convex function Σ_θ p(θ) − Σ_i Σ_t m_i(t)·log f_i(t), which
/// has its least value where the marginals are met, alternate with sweeps. A step changes no weight by more
/// than a factor of e, for which the function is sure to fall.
///
/// Sums are compensated, everything is in a fixed order, and the exponential is the project's own: the same
/// bits on every machine.
class Raking {
 public:
  /// The marginals are met to this relative error.
  static constexpr double tolerance = 1e-14;
  /// Sweeps, and steps of Newton's method, that are enough wherever doubles can hold the result; then it is
  /// given up.
  static constexpr int most_rounds = 2000;

  /// `marginals[i]` are positive; they are divided by their sum.
  Raking(TypeSpace space, std::vector<std::vector<double>> marginals);

  /// Doubles of scratch that rake() needs.
  [[nodiscard]] std::size_t scratch_size() const;
  /// Rakes one prior in place; its sum becomes 1. False where the marginals were not met, or a weight left
  /// the range of normal doubles.
  [[nodiscard]] bool rake(const VariateGenerator& generator, std::span<double> weights,
                          std::span<double> scratch) const;

 private:
  /// The places of an agent's types among all types of all agents.
  [[nodiscard]] std::size_t place(int agent, int type) const {
    return begin_[static_cast<std::size_t>(agent)] + static_cast<std::size_t>(type);
  }
  /// The agent's marginal sums into `sums`, with as many places as he has types, twice.
  void add_up(int agent, std::span<const double> weights, std::span<double> sums) const;
  /// Scales each agent's marginals in turn, or only looks. Returns the largest relative error met.
  [[nodiscard]] double sweep(std::span<double> weights, std::span<double> sums, bool scales) const;
  /// One step of Newton's method; false where the equations cannot be solved in doubles.
  [[nodiscard]] bool step(const VariateGenerator& generator, std::span<double> weights,
                          std::span<double> scratch) const;

  /// More types in all would make equations that take too much memory; then sweeps are all there is.
  static constexpr std::size_t most_types_for_steps = 512;
  [[nodiscard]] bool takes_steps() const { return types_ <= most_types_for_steps; }

  TypeSpace space_;
  std::vector<double> targets_;
  /// Of each type of each agent, which unknown its factor is; unknowns_ where it stays 1. A factor of one
  /// agent may be moved to another, so that the last types of all but the first agent have none.
  std::vector<std::size_t> unknown_;
  std::size_t unknowns_ = 0;
  std::vector<std::size_t> begin_;
  std::size_t types_ = 0;
};

}  // namespace genericity
