#include "core/simd/balance_layout.h"

#include <algorithm>

#include "core/deviations.h"
#include "core/rounding_bound.h"
#include "core/simd/factorisation.h"

namespace genericity::simd {

namespace {

/// What the least eigenvalue of the scaled Gram matrix has to exceed, besides all errors. The smaller, the
/// more priors are proved near those where the equations depend on each other, and the larger the least
/// weight must be.
constexpr double eigenvalue = 1e-6;

void lay_out(BalanceView& view, std::size_t largest) {
  view.vectors = 0;
  const auto take = [&view](std::size_t& place, std::size_t size) {
    place = view.vectors;
    view.vectors += size;
  };
  take(view.posteriors, view.coalition_count * view.profiles);
  take(view.weight, view.rows);
  take(view.influence, view.profiles);
  take(view.size, view.profiles);
  take(view.block, view.profiles * view.profiles);
  take(view.square, 2 * largest);
  for (std::size_t* part : {&view.residual, &view.terms, &view.diagonal, &view.pivots, &view.inverses})
    take(*part, view.equations.order);
  view.pitch = view.equations.order | 1U;
  take(view.gram, view.equations.order * view.pitch);
  take(view.panel, view.equations.order * panel_columns);
}

/// The bounds that BalanceProof's theorem asks for, from how often it rounds; `largest` is the greatest m_S.
void bound_errors(BalanceView& view, std::size_t largest) {
  const auto joint = static_cast<double>(largest);
  const auto coalitions = static_cast<double>(view.coalition_count);
  const auto order = static_cast<double>(view.equations.order);
  view.residual_error = rounding_bound(2 * joint + coalitions + 6);
  const double gram = rounding_bound(joint + coalitions + 10);
  const double factors = rounding_bound(order + 6);
  const double errors = order * (gram + factors) + rounding_bound(8);
  view.shift = eigenvalue + errors;
  view.least_eigenvalue = eigenvalue * (1 - rounding_bound(16));
}

}  // namespace

BalanceLayout::BalanceLayout(const TypeSpace& space, const Pattern& pattern)
    : equations_(space, pattern.coalitions()) {
  const int last = space.agents() - 1;
  view_.profiles = space.profiles();
  lists_.reserve(pattern.coalitions().size());
  std::size_t largest = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    Lists& lists = lists_.emplace_back();
    CoalitionSplit split(space, coalition);
    lists.inside = std::move(split.inside);
    lists.outside = std::move(split.outside);
    const bool has_last = coalition.contains(last);
    for (int agent = 0; agent < last; ++agent) {
      if (coalition.contains(agent) != has_last) lists.carriers.push_back(static_cast<std::uint32_t>(agent));
    }
    const std::size_t m = lists.inside.size();
    BalanceCoalition& entry = coalitions_.emplace_back();
    entry.joint_types = static_cast<std::uint32_t>(m);
    entry.other_types = static_cast<std::uint32_t>(lists.outside.size());
    entry.inside = lists.inside.data();
    entry.outside = lists.outside.data();
    entry.carrier_count = static_cast<std::uint32_t>(lists.carriers.size());
    entry.carriers = lists.carriers.data();
    entry.sign = has_last ? -1 : 1;
    entry.first_row = view_.rows;
    entry.posterior = (lists_.size() - 1) * view_.profiles;
    view_.rows += m * (m - 1);
    largest = std::max(largest, m);
  }
  view_.coalition_count = coalitions_.size();
  view_.coalitions = coalitions_.data();
  view_.equations = equations_.pairs();
  lay_out(view_, largest);
  bound_errors(view_, largest);
}

std::size_t BalanceLayout::count_vectors(const TypeSpace& space, const Pattern& pattern) {
  BalanceView view;
  view.profiles = space.profiles();
  view.equations.order = static_cast<std::size_t>(space.agents() - 1) * view.profiles;  // at most
  view.rows = DeviationSystem::count_rows(space, pattern);
  view.coalition_count = pattern.coalitions().size();
  std::size_t largest = 0;
  for (const Coalition coalition : pattern.coalitions())
    largest = std::max(largest, count_joint_types(space, coalition));
  lay_out(view, largest);
  return view.vectors;
}

}  // namespace genericity::simd
