#pragma once

#include <cstddef>
#include <span>

#include "sim/random/stream.h"
#include "sim/tail/close_pair.h"

namespace genericity::tail {

/// Draws a point y with TV(x, y) < ε for a given point x of the simplex of k outcomes, with a density that is
/// positive for every such y. Densities are with respect to k−1 of y's entries.
///
/// Where every x_i > 2ε, y − x is uniform on the ball {TV < ε}, whose volume is ε^(k−1) C(2k−2, k−1)/(k−1)!.
///
/// Otherwise entries are drawn one after the other, all but the largest of x, which takes what is left: TV is
/// max(A, B) with A, B the sums of the rises and falls of the other entries, so entry i may move from
/// −min(x_i, ε − B) to ε − A, whatever the others do, and TV < ε comes by itself. An entry with x_i > 2ε
/// moves uniformly; a smaller one is drawn with a density ∝ y^(shape−1), which follows laws that are
/// unbounded (or vanish) at the boundary.
class TubeProposal {
 public:
  TubeProposal(std::size_t outcomes, double epsilon, double shape);

  /// False if what is left for the largest entry is not positive.
  bool draw(Stream& stream, std::span<const double> x, ClosePair& pair) const;
  [[nodiscard]] double log_density(std::span<const double> x, std::span<const double> y,
                                   std::span<const double> difference) const;

 private:
  [[nodiscard]] bool is_inside(std::span<const double> x) const;
  void draw_in_ball(Stream& stream, std::span<const double> x, ClosePair& pair) const;

  std::size_t outcomes_;
  double epsilon_;
  double shape_;
  double log_ball_;
};

}  // namespace genericity::tail
