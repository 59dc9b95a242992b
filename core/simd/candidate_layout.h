#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pattern.h"
#include "core/simd/candidate_view.h"
#include "core/type_space.h"

namespace genericity::simd {

/// Everything about a type space and a pattern that the candidate kernel needs and that no prior changes.
/// Immutable; may be shared by threads.
class CandidateLayout {
 public:
  CandidateLayout(const TypeSpace& space, const Pattern& pattern);
  CandidateLayout(const CandidateLayout&) = delete;
  CandidateLayout& operator=(const CandidateLayout&) = delete;

  [[nodiscard]] const CandidateView& view() const { return view_; }

  /// Size of the workspace in vectors of lanes, without building the plan; for estimates.
  static std::size_t count_vectors(const TypeSpace& space, const Pattern& pattern);

 private:
  struct Lists {
    std::vector<std::uint32_t> members, inside, outside, row_starts;
  };
  std::vector<Lists> lists_;
  std::vector<std::uint32_t> ramp_;
  std::vector<CandidateCoalition> coalitions_;
  CandidateView view_;
};

}  // namespace genericity::simd
