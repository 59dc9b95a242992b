#pragma once

#include <cstddef>
#include <span>

#include "sim/random/stream.h"

namespace genericity::tail {

/// log of the Dirichlet(alpha) density at x, with respect to all entries of x but one.
double log_dirichlet(double alpha, std::span<const double> x);

/// Draws a posterior x about which a second one may well be close, under Dirichlet(α): with a density near
/// ∝ Π x_i^(α−1) max(x_i, ε)^(α−1), which is what x has given that an independent y is within ε of it.
///
/// For α ≥ 0.6 that is Dirichlet(2α−1) away from the boundary. For smaller α the mass near the corners
/// decides (for α < 1/2 it makes the exponent of ε fall from k−1 to 2α(k−1)): one entry, any, is what the
/// others leave, and each of these has the density h(x) ∝ x^(α−1) max(x, ε)^(α−1) on (0, 1). The density of x
/// is then (1/k) Σ_i Π_{j≠i} h(x_j). Both are positive wherever Dirichlet(α) is.
class FirstPosterior {
 public:
  FirstPosterior(double alpha, double epsilon);

  /// False if the entries leave nothing for the last one.
  bool draw(Stream& stream, std::span<double> x) const;
  [[nodiscard]] double log_density(std::span<const double> x) const;

 private:
  [[nodiscard]] double draw_entry(Stream& stream) const;
  [[nodiscard]] double log_entry_density(double x) const;

  double alpha_;
  bool at_corners_;
  double epsilon_;
  double below_ = 0;  // ∫ x^(α−1) max(x, ε)^(α−1) over (0, ε) and over (ε, 1)
  double above_ = 0;
};

}  // namespace genericity::tail
