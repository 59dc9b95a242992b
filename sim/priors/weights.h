#pragma once

#include <cstddef>
#include <span>

#include "core/simd/variates.h"

namespace genericity {

// What several families share. Weights are told apart by ratios only, so nothing here normalises unless it
// says so.

/// No weight is smaller than this, relative to the largest weight of its draw.
inline constexpr double weight_floor = 0x1p-960;

/// Samples to draw at a time into scratch: about a thousand numbers, or one sample.
constexpr std::size_t samples_at_once(std::size_t coordinates) {
  constexpr std::size_t numbers = 1024;
  return coordinates < numbers ? numbers / coordinates : 1;
}

/// Turns logarithms into weights, in place, group by group: w = exp(l − max l), so the largest weight of a
/// group is 1. `logs` holds address.samples samples of address.coordinates numbers each, which fall into
/// groups of `groups[0]`, `groups[1]`, … numbers one after the other, over and over: Σ groups divides the
/// coordinates.
///
/// A weight below `least` becomes least·(1+u), u uniform on (0,1) and fresh for each weight (floor_uniforms
/// of its place in the address). So every weight is positive and a normal double, and two that are too small
/// to tell apart do not become an artificial tie. The law of ratios that lie above `least` is untouched.
void weights_from_logs(const VariateGenerator& generator, const VariateAddress& address,
                       std::span<const int> groups, std::span<double> logs, double least);

/// The weights of symmetric Dirichlet(alpha) laws, not normalised: independent Gamma(alpha) variates.
///
/// alpha = 1 takes exponentials, alpha > 1 gamma variates; both lie above 2^-60. For alpha < 1 a variate is
/// G(alpha+1)·U^(1/alpha), formed in logarithms and scaled to a largest weight of 1 with weights_from_logs,
/// because for small alpha most weights of a draw are far below the least double (alpha = 0.02: one in 10^6
/// below 2^-960).
class GammaWeights {
 public:
  /// `least`: the floor for alpha < 1, relative to the largest weight.
  explicit GammaWeights(double alpha, double least = weight_floor) : alpha_(alpha), least_(least) {}

  [[nodiscard]] double alpha() const { return alpha_; }
  /// Weights of address.samples samples of address.coordinates each; a group of coordinates (see
  /// weights_from_logs) is one Dirichlet draw.
  void draw(const VariateGenerator& generator, const VariateAddress& address, std::span<const int> groups,
            std::span<double> weights) const;

 private:
  double alpha_;
  double least_;
};

/// The parameter alpha as several families read it: 0.01 … 1e9.
inline constexpr double least_alpha = 0.01;
inline constexpr double greatest_alpha = 1e9;
inline constexpr const char* alpha_bounds_reason =
    "below 0.01 one weight of a draw holds nearly all its mass and the others leave the range of doubles; "
    "above 1e9 "
    "the weights agree to nearly all the digits that would tell them apart";

/// The parameter sigma of the log-normal families: 1e-6 … 100.
inline constexpr double least_sigma = 1e-6;
inline constexpr double greatest_sigma = 100;
inline constexpr const char* sigma_bounds_reason =
    "below 1e-6 the weights agree to so many digits that doubles make ties of them; above 100 they leave the "
    "range of "
    "doubles";

/// The nearest double with at most `bits` significant bits (1 … 53), halves away from zero. `x` is positive
/// and normal. A product of n such numbers with n·bits ≤ 53 is exact as long as it neither overflows nor
/// underflows.
double round_to_bits(double x, int bits);

/// Writes the product law: out[θ] = scale·Π_i marginal_i(θ_i), profiles in the type space's order.
/// `marginals` holds the agents' weights one agent after the other (Σ|Θ_i| numbers), `out` has Π|Θ_i| places.
void expand_product(std::span<const int> sizes, std::span<const double> marginals, double scale,
                    std::span<double> out);

/// Σ|Θ_i|.
std::size_t total_types(std::span<const int> sizes);

}  // namespace genericity
