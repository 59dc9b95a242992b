#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/priors/generative_form.h"
#include "sim/random/stream.h"

namespace genericity::tail {

/// Proposals of a random walk in the inputs of a prior. With the acceptance probability
/// min(1, e^(log density ratio)) a walk leaves the inputs' law as it is; if moves out of a set are refused
/// besides, it leaves the law given the set.
///
/// Where two posteriors are within a small t of each other, the set is a thin slab around a surface. Half of
/// the moves change all inputs by about the slab's width, to move through it. The others change a few by
/// up to the width of the law: one, a sum or difference of two, … up to four, or a tilt of the form. Many
/// laws are log-linear, so that such moves run along the surface.
class ParticleMoves {
 public:
  explicit ParticleMoves(const GenerativeForm& form);

  /// Independent inputs from their laws.
  void draw(Stream& stream, std::span<double> inputs) const;

  /// Moves `from` to `to`. `width`: about how much of its law's width an input may change in the slab, in
  /// (0, 1]. The proposal does not depend on `from` but through the sum, and is symmetric.
  /// Returns the logarithm of the ratio of the densities of `to` and `from`.
  double propose(Stream& stream, double width, bool wide, std::span<const double> from,
                 std::span<double> to) const;

 private:
  [[nodiscard]] double log_ratio(std::size_t input, double from, double to) const;
  [[nodiscard]] std::size_t any_primary(Stream& stream) const;
  void move_few(Stream& stream, double step, std::span<double> to) const;

  std::vector<InputLaw> laws_;
  std::vector<double> units_;  ///< about the width of each law
  std::vector<std::vector<double>> tilts_;
};

}  // namespace genericity::tail
