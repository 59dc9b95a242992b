#include "core/coalition.h"

#include <charconv>

#include "core/errors.h"

namespace genericity {

namespace {

/// Offsets of all joint types of `members`, the last member's type fastest.
std::vector<std::uint32_t> offsets_of(const TypeSpace& space, Coalition members) {
  std::vector<std::uint32_t> offsets{0};
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!members.contains(agent)) continue;
    std::vector<std::uint32_t> longer;
    longer.reserve(offsets.size() * static_cast<std::size_t>(space.size(agent)));
    for (const std::uint32_t offset : offsets) {
      for (int type = 0; type < space.size(agent); ++type) {
        longer.push_back(offset +
                         static_cast<std::uint32_t>(static_cast<std::size_t>(type) * space.stride(agent)));
      }
    }
    offsets = std::move(longer);
  }
  return offsets;
}

}  // namespace

std::string Coalition::to_string() const {
  std::string text = "{";
  for (int agent = 0; agent < TypeSpace::max_agents; ++agent) {
    if (!contains(agent)) continue;
    if (text.size() > 1) text += ',';
    text += std::to_string(agent + 1);
  }
  return text + "}";
}

Coalition Coalition::parse(std::string_view text, int agents) {
  // Only what to_string writes, so that one set has one text.
  std::uint32_t mask = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    int agent = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), agent);
    if (error != std::errc{} || agent < 1 || agent > agents) break;
    mask |= single(agent - 1).mask();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
  const Coalition coalition(mask);
  if (coalition.to_string() != text) {
    throw InvalidInput("expected a set of agents from 1 to " + std::to_string(agents) +
                       " in ascending order, such as {1,2}, found '" + std::string(text.substr(0, 60)) + "'");
  }
  return coalition;
}

Coalition Coalition::relabelled(std::span<const int> image) const {
  std::uint32_t mask = 0;
  for (std::size_t agent = 0; agent < image.size(); ++agent) {
    if (contains(static_cast<int>(agent))) mask |= single(image[agent]).mask();
  }
  return Coalition(mask);
}

std::strong_ordering operator<=>(Coalition a, Coalition b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  // The lowest agent in which two coalitions of one size differ decides: its owner comes first.
  const std::uint32_t difference = a.mask_ ^ b.mask_;
  if (difference == 0) return std::strong_ordering::equal;
  const std::uint32_t lowest = difference & (~difference + 1U);
  return (a.mask_ & lowest) != 0 ? std::strong_ordering::less : std::strong_ordering::greater;
}

Coalition informed_agents(const TypeSpace& space) {
  std::uint32_t mask = 0;
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (space.size(agent) > 1) mask |= Coalition::single(agent).mask();
  }
  return Coalition(mask);
}

std::size_t count_joint_types(const TypeSpace& space, Coalition coalition) {
  std::size_t count = 1;
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (coalition.contains(agent)) count *= static_cast<std::size_t>(space.size(agent));
  }
  return count;
}

CoalitionSplit::CoalitionSplit(const TypeSpace& space, Coalition coalition)
    : inside(offsets_of(space, coalition)),
      outside(offsets_of(space, coalition.complement(space.agents()))) {}

std::string joint_type_text(const TypeSpace& space, Coalition coalition, std::uint32_t type) {
  const std::uint32_t profile = CoalitionSplit(space, coalition).inside[type];
  std::string text;
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!coalition.contains(agent)) continue;
    text += (text.empty() ? "(" : ",") + std::to_string(space.type_of(profile, agent) + 1);
  }
  return text + ")";
}

std::string joint_types_text(const TypeSpace& space, Coalition coalition, std::uint32_t first,
                             std::uint32_t second) {
  return "types " + joint_type_text(space, coalition, first) + " and " +
         joint_type_text(space, coalition, second) + " of coalition " + coalition.to_string();
}

}  // namespace genericity
