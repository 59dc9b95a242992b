#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/simd/variates.h"
#include "core/type_space.h"

namespace genericity {

/// Entropies of priors on one type space, in nats: the same bits on every machine, since the logarithms are
/// the project's own. Holds its memory from call to call; one object per thread.
class Entropies {
 public:
  explicit Entropies(const TypeSpace& space);

  /// H(p) = −Σ p(θ) ln p(θ), with 0 ln 0 = 0, of |Θ| probabilities. Absolute error below 1e-12.
  double entropy(std::span<const double> prior);
  /// Σ_i H(p_i) − H(p): 0 exactly for independent types, up to an absolute error below 1e-12; never negative.
  double total_correlation(std::span<const double> prior);
  /// H(p_S) + H(p_-S) − H(p), what the types of S say of the others', in the same way.
  double mutual_information(std::span<const double> prior, const CoalitionSplit& split);

 private:
  /// The entropy of what `kept` numbers, the rest being summed over; see CoalitionSplit.
  double marginal_entropy(std::span<const double> prior, std::span<const std::uint32_t> kept,
                          std::span<const std::uint32_t> summed);

  std::vector<CoalitionSplit> agents_;
  std::vector<double> marginal_;
  std::vector<double> logarithms_;
  VariateGenerator functions_;
};

}  // namespace genericity
