#include "core/simd/candidate_layout.h"

#include <algorithm>
#include <numeric>

namespace genericity::simd {

CandidateLayout::CandidateLayout(const TypeSpace& space, const Pattern& pattern) {
  const int agents = space.agents();
  lists_.reserve(pattern.coalitions().size());
  std::size_t longest = 0;
  std::size_t rows = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    CoalitionSplit split(space, coalition);
    Lists& lists = lists_.emplace_back();
    lists.inside = std::move(split.inside);
    lists.outside = std::move(split.outside);
    for (int agent = 0; agent < agents; ++agent) {
      if (coalition.contains(agent)) lists.members.push_back(static_cast<std::uint32_t>(agent));
    }
    const std::size_t m = lists.inside.size();
    for (std::size_t i = 0; i < m; ++i) lists.row_starts.push_back(static_cast<std::uint32_t>(i * m));
    longest = std::max({longest, m, lists.outside.size()});

    CandidateCoalition& entry = coalitions_.emplace_back();
    entry.joint_types = static_cast<std::uint32_t>(m);
    entry.other_types = static_cast<std::uint32_t>(lists.outside.size());
    entry.member_count = static_cast<std::uint32_t>(lists.members.size());
    entry.members = lists.members.data();
    entry.inside = lists.inside.data();
    entry.outside = lists.outside.data();
    entry.row_starts = lists.row_starts.data();
    entry.matrix = view_.matrix_size;
    entry.row = rows;
    entry.weight = static_cast<double>(agents) / (coalition.size() * (agents - coalition.size()));
    view_.matrix_size += m * m;
    rows += m;
  }
  ramp_.resize(longest);
  std::iota(ramp_.begin(), ramp_.end(), 0U);

  view_.agents = static_cast<std::uint32_t>(agents);
  view_.profiles = space.profiles();
  view_.coalition_count = coalitions_.size();
  view_.coalitions = coalitions_.data();
  view_.ramp = ramp_.data();
  const auto take = [this](std::size_t& place, std::size_t size) {
    place = view_.vectors;
    view_.vectors += size;
  };
  const std::size_t unknowns = view_.agents * view_.profiles;
  take(view_.weights, view_.profiles);
  take(view_.joint, view_.profiles);
  take(view_.transfers, unknowns);
  take(view_.direction, unknowns);
  take(view_.gradient, unknowns);
  take(view_.previous, unknowns);
  take(view_.residual, view_.matrix_size);
  take(view_.weighted, view_.matrix_size);
  take(view_.change, view_.matrix_size);
  take(view_.weighted_change, view_.matrix_size);
  take(view_.inverse, view_.matrix_size);
  take(view_.threshold, rows);
  take(view_.scale, rows);
}

std::size_t CandidateLayout::count_vectors(const TypeSpace& space, const Pattern& pattern) {
  std::size_t matrices = 0;
  std::size_t rows = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    std::size_t m = 1;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (coalition.contains(agent)) m *= static_cast<std::size_t>(space.size(agent));
    }
    matrices += m * m;
    rows += m;
  }
  return (2 + 4 * static_cast<std::size_t>(space.agents())) * space.profiles() + 5 * matrices + 2 * rows;
}

}  // namespace genericity::simd
