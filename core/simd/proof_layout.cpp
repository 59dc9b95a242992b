#include "core/simd/proof_layout.h"

#include <algorithm>

namespace genericity::simd {

ProofLayout::ProofLayout(const TypeSpace& space, const Pattern& pattern) {
  const std::size_t profiles = space.profiles();
  std::size_t longest = 0;
  slices_.reserve(pattern.coalitions().size());
  for (const Coalition coalition : pattern.coalitions()) {
    // Every profile is asked for the joint types of the two sides; the numbers need only be distinct.
    std::vector<std::uint32_t> inside(profiles);
    std::vector<std::uint32_t> outside(profiles);
    std::uint32_t inside_count = 1;
    std::uint32_t outside_count = 1;
    for (int agent = 0; agent < space.agents(); ++agent) {
      const bool member = coalition.contains(agent);
      std::vector<std::uint32_t>& numbers = member ? inside : outside;
      std::uint32_t& count = member ? inside_count : outside_count;
      for (std::size_t profile = 0; profile < profiles; ++profile)
        numbers[profile] += count * static_cast<std::uint32_t>(space.type_of(profile, agent));
      count *= static_cast<std::uint32_t>(space.size(agent));
    }
    std::vector<std::uint32_t>& slice = slices_.emplace_back(profiles);
    for (std::size_t profile = 0; profile < profiles; ++profile)
      slice[inside[profile] * outside_count + outside[profile]] = static_cast<std::uint32_t>(profile);
    coalitions_.push_back({coalition.mask(), inside_count, outside_count, slice.data()});
    longest = std::max<std::size_t>(longest, inside_count);
  }
  view_.agents = static_cast<std::uint32_t>(space.agents());
  view_.profiles = profiles;
  view_.coalition_count = coalitions_.size();
  view_.coalitions = coalitions_.data();
  view_.vectors = 2 * profiles + longest;
}

}  // namespace genericity::simd
