#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pattern.h"
#include "core/simd/gordan_view.h"
#include "core/simd/independent_pairs.h"
#include "core/type_space.h"

namespace genericity::simd {

/// Everything about a type space and a pattern that GordanSearch needs and that no prior changes. Immutable;
/// may be shared by threads.
class GordanLayout {
 public:
  GordanLayout(const TypeSpace& space, const Pattern& pattern);
  GordanLayout(const GordanLayout&) = delete;
  GordanLayout& operator=(const GordanLayout&) = delete;

  [[nodiscard]] const GordanView& view() const { return view_; }

  /// Size of the workspace in vectors of lanes, without building the plan; for estimates.
  static std::size_t count_vectors(const TypeSpace& space, const Pattern& pattern);

 private:
  struct Lists {
    std::vector<std::uint32_t> carriers, inside, outside, row_starts, slice_starts;
  };
  IndependentPairs kept_;
  std::vector<Lists> lists_;
  std::vector<std::uint32_t> ramp_;
  std::vector<GordanCoalition> coalitions_;
  GordanView view_;
};

}  // namespace genericity::simd
