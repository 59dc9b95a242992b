#include "sim/tail/pair_events.h"

#include <string>

#include "core/errors.h"

namespace genericity::tail {

PairEvents::PairEvents(const TypeSpace& space, std::span<const Coalition> coalitions) {
  std::size_t pairs = 0;
  for (const Coalition coalition : coalitions) {
    splits_.emplace_back(space, coalition);
    const std::size_t types = splits_.back().inside.size();
    pairs += types * (types - 1) / 2;
    if (pairs > most_events) {
      throw InvalidInput("types " + space.to_string() + " have more than " + std::to_string(most_events) +
                         " pairs of posteriors that may be close");
    }
  }
  events_.reserve(pairs);
  for (std::uint32_t s = 0; s < splits_.size(); ++s) {
    const auto types = static_cast<std::uint32_t>(splits_[s].inside.size());
    for (std::uint32_t first = 0; first < types; ++first)
      for (std::uint32_t second = first + 1; second < types; ++second) events_.push_back({s, first, second});
  }
}

}  // namespace genericity::tail
