#include "core/nested_patterns.h"

#include <algorithm>
#include <numeric>

#include "core/deviations.h"

namespace genericity {

NestedPatterns::NestedPatterns(const TypeSpace& space, std::span<const Pattern> patterns)
    : space_(&space), patterns_(patterns) {
  for (const Pattern& pattern : patterns) {
    coalitions_.insert(coalitions_.end(), pattern.coalitions().begin(), pattern.coalitions().end());
  }
  std::sort(coalitions_.begin(), coalitions_.end());
  coalitions_.erase(std::unique(coalitions_.begin(), coalitions_.end()), coalitions_.end());
  for (const Pattern& pattern : patterns) members_.push_back(places(pattern.coalitions()));

  std::vector<std::size_t> rows;
  rows.reserve(patterns.size());
  for (const Pattern& pattern : patterns) rows.push_back(DeviationSystem::count_rows(space, pattern));
  order_.resize(patterns.size());
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return rows[a] > rows[b]; });
  above_.resize(patterns.size());
  below_.resize(patterns.size());
  for (std::size_t later = 0; later < order_.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const std::size_t a = order_[earlier];
      const std::size_t b = order_[later];
      if (patterns[b].is_subpattern_of(patterns[a])) above_[b].push_back(a);
      if (patterns[a].is_subpattern_of(patterns[b])) below_[b].push_back(a);
    }
  }
}

std::vector<std::uint32_t> NestedPatterns::places(std::span<const Coalition> coalitions) const {
  std::vector<std::uint32_t> places;
  places.reserve(coalitions.size());
  for (const Coalition coalition : coalitions) {
    const auto place = std::lower_bound(coalitions_.begin(), coalitions_.end(), coalition);
    places.push_back(static_cast<std::uint32_t>(place - coalitions_.begin()));
  }
  return places;
}

}  // namespace genericity
