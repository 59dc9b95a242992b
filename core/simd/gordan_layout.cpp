#include "core/simd/gordan_layout.h"

#include <algorithm>
#include <numeric>

#include "core/deviations.h"
#include "core/simd/factorisation.h"

namespace genericity::simd {

namespace {

/// Places the arrays of the workspace one after the other; the view knows its sizes by now. `largest` is the
/// greatest m_S.
void lay_out(GordanView& view, std::size_t largest) {
  view.vectors = 0;
  const auto take = [&view](std::size_t& place, std::size_t size) {
    place = view.vectors;
    view.vectors += size;
  };
  take(view.posteriors, view.coalition_count * view.profiles);
  take(view.joint, view.profiles);
  take(view.square, std::max(largest * largest, 2 * largest));
  take(view.block, view.profiles * view.profiles);
  for (std::size_t* rows : {&view.multiplier, &view.slack, &view.value, &view.weight, &view.fit, &view.change,
                            &view.multiplier_change, &view.slack_change, &view.scratch,
                            &view.inverse_multiplier, &view.inverse_slack}) {
    take(*rows, view.rows);
  }
  for (std::size_t* unknowns : {&view.solution, &view.direction, &view.fitted})
    take(*unknowns, view.unknowns);
  const std::size_t order = view.kept.order;
  for (std::size_t* kept : {&view.first_side, &view.second_side, &view.pivots, &view.inverses})
    take(*kept, order);
  view.pitch = order | 1U;
  take(view.normal, order * view.pitch);
  take(view.panel, order * panel_columns);
}

}  // namespace

GordanLayout::GordanLayout(const TypeSpace& space, const Pattern& pattern)
    : kept_(space, pattern.coalitions()) {
  const int agents = space.agents();
  const int last = agents - 1;
  view_.profiles = space.profiles();
  view_.unknowns = static_cast<std::size_t>(last) * view_.profiles;
  view_.kept = kept_.pairs();
  view_.places = kept_.places().data();
  lists_.reserve(pattern.coalitions().size());
  std::size_t longest = 0;
  std::size_t largest = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    CoalitionSplit split(space, coalition);
    Lists& lists = lists_.emplace_back();
    lists.inside = std::move(split.inside);
    lists.outside = std::move(split.outside);
    const bool flipped = coalition.contains(last);
    for (int agent = 0; agent < last; ++agent) {
      if (coalition.contains(agent) != flipped) lists.carriers.push_back(static_cast<std::uint32_t>(agent));
    }
    const std::size_t m = lists.inside.size();
    const std::size_t k = lists.outside.size();
    for (std::size_t i = 0; i < m; ++i) {
      lists.row_starts.push_back(static_cast<std::uint32_t>(i * m));
      lists.slice_starts.push_back(static_cast<std::uint32_t>(i * k));
    }
    longest = std::max({longest, m, k});
    largest = std::max(largest, m);

    GordanCoalition& entry = coalitions_.emplace_back();
    entry.joint_types = static_cast<std::uint32_t>(m);
    entry.other_types = static_cast<std::uint32_t>(k);
    entry.carrier_count = static_cast<std::uint32_t>(lists.carriers.size());
    entry.carriers = lists.carriers.data();
    entry.sign = flipped ? -1 : 1;
    entry.inside = lists.inside.data();
    entry.outside = lists.outside.data();
    entry.row_starts = lists.row_starts.data();
    entry.slice_starts = lists.slice_starts.data();
    entry.first_row = view_.rows;
    entry.posterior = (lists_.size() - 1) * view_.profiles;
    view_.rows += m * (m - 1);
  }
  ramp_.resize(longest);
  std::iota(ramp_.begin(), ramp_.end(), 0U);
  view_.coalition_count = coalitions_.size();
  view_.coalitions = coalitions_.data();
  view_.ramp = ramp_.data();
  lay_out(view_, largest);
}

std::size_t GordanLayout::count_vectors(const TypeSpace& space, const Pattern& pattern) {
  GordanView view;
  view.profiles = space.profiles();
  view.unknowns = static_cast<std::size_t>(space.agents() - 1) * view.profiles;
  view.kept.order = view.unknowns;  // at most
  view.rows = DeviationSystem::count_rows(space, pattern);
  view.coalition_count = pattern.coalitions().size();
  std::size_t largest = 0;
  for (const Coalition coalition : pattern.coalitions())
    largest = std::max(largest, count_joint_types(space, coalition));
  lay_out(view, largest);
  return view.vectors;
}

}  // namespace genericity::simd
