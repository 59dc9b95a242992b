#pragma once

#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/type_space.h"

namespace genericity {

/// An information structure (Θ, p) given exactly (Guo, section 3): a type space with a common prior of full
/// support.
class InformationStructure {
 public:
  /// `weights[θ]` > 0 in the order of type profiles; the prior is p = w / Σw. Throws InvalidInput for a wrong
  /// count or a weight that is not positive.
  InformationStructure(TypeSpace space, std::span<const mpq_class> weights);
  /// The doubles taken as exact numbers.
  InformationStructure(TypeSpace space, std::span<const double> weights);

  [[nodiscard]] const TypeSpace& space() const { return space_; }
  [[nodiscard]] const IntegerWeights& exact() const { return exact_; }
  /// The closest doubles to the exact weights, the greatest in [1, 2): for floating-point work.
  [[nodiscard]] std::span<const double> approximate() const { return approximate_; }

  /// p(θ_S) for every joint type of the coalition, in the order of CoalitionSplit::inside.
  [[nodiscard]] std::vector<mpq_class> marginal(Coalition coalition) const;
  /// p(θ_-S | θ_S): `[θ_S][θ_-S]`.
  [[nodiscard]] std::vector<std::vector<mpq_class>> posteriors(Coalition coalition) const;

 private:
  TypeSpace space_;
  IntegerWeights exact_;
  std::vector<double> approximate_;
};

}  // namespace genericity
