#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/coalition.h"
#include "core/information_structure.h"
#include "core/type_space.h"

namespace genericity {

/// The largest |λ| of an agent: nearer to 1 the integrand is so narrow that the sum would take too long.
inline constexpr double greatest_loading = 0.9999;

/// A weight below it is refused, as nothing is known of its digits.
inline constexpr double least_factor_weight = 0x1p-960;

/// The prior of the one-factor normal law: X_i = λ_i·Z + √(1 − λ_i²)·ε_i with Z and all ε_i independent
/// standard normal, and agent i's type the bin of X_i, from the lowest, between thresholds that give the bins
/// the agent's marginal probabilities. So
///
///     p(θ) = ∫ φ(z) Π_i P(X_i in bin θ_i | Z = z) dz.
///
/// The integral is a sum over equal steps h. With κ = 1 + Σ λ_i²/(1 − λ_i²), the integrand f is entire with
/// |f(x + iy)| ≤ f(x)·e^(κy²/2), since |φ(x + iy)| = φ(x)·e^(y²/2) and a bin's probability is an integral
/// over φ. By Poisson's formula the sum's relative error is then at most about 2·e^(κy²/2 − 2πy/h) for every
/// y, which for y = 2π/(κh) is 2·e^(−2π²/(κh²)), however small p(θ) is; h makes it less than e^-39. What is
/// left is rounding: a relative error of about 1e-14 where no bin is narrow and no λ near ±1, and below 1e-12
/// at λ = 0.99.
///
/// Exact ties: profiles of agents who differ in nothing, one with his loading's sign and his bins turned
/// round among them, have equal weights where they are permutations of one another; and agents with λ_i = 0,
/// or all if no two have a loading, are independent exactly (see exact()).
class FactorPrior {
 public:
  /// `loadings[i]` = λ_i; `marginals[i]` sum to about 1 and are divided by their sum.
  FactorPrior(const TypeSpace& space, const std::vector<double>& loadings,
              const std::vector<std::vector<double>>& marginals);

  /// The weights, rounded to doubles.
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
  /// The prior itself where it is a product that doubles do not hold: of the independent agents' marginals,
  /// the doubles as given, and the others' law. Else nothing.
  [[nodiscard]] const std::optional<InformationStructure>& exact() const { return exact_; }
  /// Whether the weights are positive, and none is below least_factor_weight.
  [[nodiscard]] bool is_positive() const;

  /// Whether all agents are independent.
  [[nodiscard]] bool is_independent() const { return dependent_.mask() == 0; }
  /// Whether two joint types of the coalition, not the grand one, are proved to have equal posteriors: one of
  /// its members is independent of all others, or two may swap their types, or all dependent agents are in
  /// it.
  [[nodiscard]] bool hides_types_of(Coalition coalition) const;

 private:
  /// One agent's bins as if his loading were positive. Equal bins of agents with equal loadings are equal
  /// here.
  struct Bins {
    double loading = 0;
    std::vector<double> thresholds;  ///< −∞ first, +∞ last
    bool is_mirrored = false;        ///< type 0 is the last bin

    friend bool operator==(const Bins& a, const Bins& b) {
      return a.loading == b.loading && a.thresholds == b.thresholds;
    }
  };
  [[nodiscard]] static Bins bins_of(double loading, const std::vector<double>& marginal);

  /// The dependent agents' joint probabilities, in the order of CoalitionSplit::inside.
  [[nodiscard]] std::vector<double> joint_law(const TypeSpace& space) const;

  std::vector<Bins> bins_;
  Coalition dependent_;
  std::vector<double> weights_;
  std::optional<InformationStructure> exact_;
};

}  // namespace genericity
