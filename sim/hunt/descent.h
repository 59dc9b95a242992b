#pragma once

#include <optional>
#include <vector>

#include "core/conditions/ci.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Follows the margin t* of CI downhill. t* is the value of a linear program, so its slope in the weights is
/// that of the best transfers' worst rows: ∂t*/∂w(θ̄_S, x) = −Σ_θ̂ c (f_S(θ̂, x) − f_S(θ̄, x) − a) / Σ c w(θ̄_S),
/// with the best transfers ψ, the best weights c on deviations, and a each row's mean cost.
class Descent {
 public:
  Descent(const TypeSpace& space, const Pattern& pattern);

  /// A prior near the given one with a smaller margin, or where CI fails; nothing if no step goes down.
  /// `step` is how far the logarithm of a weight may move, and is adapted from call to call.
  std::optional<std::vector<double>> next(const std::vector<double>& weights, double& step);

 private:
  /// t* at the prior, or 0 where CI fails; the slope in the logarithms of the weights is put into slope_.
  double margin_and_slope(const std::vector<double>& weights);

  TypeSpace space_;
  Pattern pattern_;
  CiDecider decider_;
  std::vector<double> slope_;
};

/// Weights as whole numbers from 1 to `greatest`, in proportion.
std::vector<double> whole_weights(std::span<const double> weights, double greatest);

}  // namespace genericity
