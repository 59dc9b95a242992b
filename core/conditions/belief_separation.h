#pragma once

#include <cstdint>
#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// The two joint types of a coalition whose posteriors about the others are closest.
struct ClosestPosteriors {
  /// Total-variation distance ½ Σ_x |p(x|θ_S) − p(x|θ'_S)|, in [0, 1]; relative error below 1/128, absolute
  /// error below 16(k_S+8)·2^-53. Exactly 0 if and only if the posteriors are equal; of a distance below the
  /// range of doubles their least number (see margin_of_distance).
  double distance = 1;
  std::uint32_t first = 0;   ///< θ_S, numbered as CoalitionSplit::inside
  std::uint32_t second = 0;  ///< θ'_S > θ_S
};

/// How well one coalition's posteriors p(·|θ_S) ∈ Δ(Θ_-S) are separated, the content of CBDP for that
/// coalition. Holds its memory from call to call; one object per thread.
class BeliefSeparation {
 public:
  BeliefSeparation(const TypeSpace& space, Coalition coalition);

  [[nodiscard]] Coalition coalition() const { return coalition_; }
  /// The closest pair at this prior. A pair that is as close as rounding errors allow, or whose weights are
  /// beyond the range of doubles, is compared in exact arithmetic.
  ClosestPosteriors closest(const Prior& prior);

 private:
  [[nodiscard]] bool equal(const IntegerWeights& weights, std::size_t first, std::size_t second) const;
  [[nodiscard]] double exact_distance(const IntegerWeights& weights, std::size_t first,
                                      std::size_t second) const;

  Coalition coalition_;
  CoalitionSplit split_;
  /// posterior_[θ_S · k_S + θ_-S].
  std::vector<double> posterior_;
  /// Whether the doubles of θ_S's posterior have the error that closest() counts on.
  std::vector<bool> faithful_;
};

/// The distance, or NaN where it is below what doubles say to the accuracy stated: the least normal double.
double margin_of_distance(double distance);

/// CBDP (Guo, section 6): for every non-grand S ∈ 𝒮 any two different joint types θ_S ≠ θ'_S have different
/// posteriors. The margin is the least distance over the coalitions of the pattern; it is 0 exactly if CBDP
/// fails. Undecided only for what is no margin (NaN).
Decision decide_cbdp(double margin);

}  // namespace genericity
