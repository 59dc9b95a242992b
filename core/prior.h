#pragma once

#include <optional>
#include <span>

#include "core/exact/integers.h"
#include "core/information_structure.h"
#include "core/temporary.h"

namespace genericity {

/// One prior as the deciders see it: doubles to compute with, and exact integers for when doubles do not
/// settle a matter.
///
/// For a sampled prior the doubles are the prior, exactly, and the integers are made on demand. For a given
/// structure the integers are the prior and the doubles round them.
///
/// It borrows: it keeps a view of the weights, or of the structure, which must outlive it. So it cannot be
/// made from a temporary; give what it is made from a name first.
class Prior {
 public:
  /// A sampled prior: positive finite doubles, taken as exact numbers.
  explicit Prior(std::span<const double> weights) : approximate_(weights), doubles_are_exact_(true) {}
  // No Prior is a container, so this hides neither copying nor moving.
  explicit Prior(TemporaryContainer auto&&) = delete;  // NOLINT(bugprone-forwarding-reference-overload)
  /// A given structure.
  explicit Prior(const InformationStructure& structure)
      : approximate_(structure.approximate()), given_(&structure.exact()) {}
  explicit Prior(const InformationStructure&& structure) = delete;

  /// Weights w(θ) as doubles.
  [[nodiscard]] std::span<const double> approximate() const { return approximate_; }
  /// Whether approximate() is the prior itself, not a rounding of it.
  [[nodiscard]] bool doubles_are_exact() const { return doubles_are_exact_; }
  /// Weights as integers, up to one common factor.
  [[nodiscard]] const IntegerWeights& exact() const {
    if (given_ != nullptr) return *given_;
    if (!made_) made_ = integer_weights(approximate_);
    return *made_;
  }

 private:
  std::span<const double> approximate_;
  bool doubles_are_exact_ = false;
  const IntegerWeights* given_ = nullptr;
  mutable std::optional<IntegerWeights> made_;
};

}  // namespace genericity
