#pragma once

#include <cstddef>
#include <vector>

#include "sim/random/stream.h"

namespace genericity::tail {

/// Two points of the simplex of k outcomes that may be very close: x = common + first, y = common + second,
/// entry by entry, all parts ≥ 0. The difference y − x = second − first has no rounding error but its own.
struct ClosePair {
  std::vector<double> common;
  std::vector<double> first;
  std::vector<double> second;

  void resize(std::size_t outcomes);
};

/// Draws two independent uniform points x, y of the simplex of k ≥ 2 outcomes, given that their
/// total-variation distance TV(x, y) = ½ Σ|y_i − x_i| is below ε. Exact for every ε in (0, 1] and every k,
/// in time ∝ k however small ε.
///
/// Why. Write δ = y − x and t = TV = Σδ⁺ = Σδ⁻. Given δ, x has to satisfy x ≥ δ⁻ only, so x = δ⁻ + (1−t)·w
/// with w uniform on the simplex, and y = δ⁺ + (1−t)·w. The volume of such x is ∝ (1−t)^(k−1): that is the
/// density of δ on the hyperplane Σδ = 0. It depends on δ through t alone, so t and the direction are
/// independent, and since t scales like a norm of k−1 dimensions, t has density ∝ t^(k−2) (1−t)^(k−1): the
/// Beta(k−1, k) law.
///
/// The direction. Let P = {i : δ_i > 0} have a elements. On this piece δ⁺ = t·u and δ⁻ = t·v with u, v on the
/// simplices of P and of its complement, and the volume element is t^(k−2) dt du dv (a−1 and k−a−1 powers of
/// t and one for t itself). So given P, u and v are independent and uniform, and P has probability ∝ the
/// product of the two simplices' volumes, 1/((a−1)! (k−a−1)!), which is ∝ C(k−2, a−1). The total over all P
/// is Σ_a C(k,a) C(k−2,a−1) = C(2k−2, k−1). That is the number of ways to choose k−1 out of k marked and k−2
/// blank things, and each P comes up C(k−2, k−1−a) times as the marked ones among the chosen: so P is drawn
/// by choosing k−1 out of 2k−2 things at random.
///
/// Hence x = (1−t)·w + t·v and y = (1−t)·w + t·u, with u and v on disjoint sets of outcomes.
class ClosePairLaw {
 public:
  ClosePairLaw(std::size_t outcomes, double epsilon);

  /// P(TV < ε), the distribution function of Beta(k−1, k).
  [[nodiscard]] double probability() const { return probability_; }
  /// Draws (x, y); returns t, their distance.
  double draw(Stream& stream, ClosePair& pair) const;

 private:
  [[nodiscard]] double draw_distance(Stream& stream) const;

  std::size_t outcomes_;
  double epsilon_;
  double probability_;
};

}  // namespace genericity::tail
