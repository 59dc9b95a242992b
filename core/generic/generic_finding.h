#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// What is proved about CI for a pattern on a type space, over all priors at once. "Almost every" is meant in
/// the sense of Lebesgue measure on the simplex of priors.
enum class GenericVerdict : std::uint8_t {
  never,          ///< CI fails at every prior
  almost_always,  ///< CI fails on a null set of priors only
  between,        ///< CI holds on a set of positive measure, and fails on one
  open            ///< nothing of the kind is proved
};

/// "never", "almost_always", "between", "open".
std::string_view to_string(GenericVerdict verdict);

struct GenericFinding {
  GenericVerdict verdict = GenericVerdict::open;
  /// Whether the verdict is proved for all type counts of two and more at once, not for these alone.
  bool all_type_counts = false;
  /// False where the proof rests on identities tested at random priors modulo random primes: wrong with a
  /// chance below 2^-40.
  bool certain = true;
  /// Why, in a short phrase, which says so if the verdict is not certain: "complementary coalitions {1} and
  /// {2,3}".
  std::string reason;
};

/// What is known without looking for priors of either side; `between` is for those who do.
GenericFinding generic_finding(const TypeSpace& space, const Pattern& pattern);

}  // namespace genericity
