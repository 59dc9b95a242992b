#include "core/conditions/belief_null_set.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace genericity {
namespace {

/// |Θ_S|.
std::uint64_t joint_types(const TypeSpace& space, Coalition coalition) {
  std::uint64_t types = 1;
  for (int i = 0; i < space.agents(); ++i) {
    if (coalition.contains(i)) types *= static_cast<std::uint64_t>(space.size(i));
  }
  return types;
}

std::uint64_t outside_types(const TypeSpace& space, Coalition coalition) {
  return joint_types(space, coalition.complement(space.agents()));
}

/// Least value of a function of the coalitions.
template <typename Function>
std::uint64_t least(std::span<const Coalition> coalitions, Function function) {
  std::uint64_t value = std::numeric_limits<std::uint64_t>::max();
  for (const Coalition coalition : coalitions) value = std::min<std::uint64_t>(value, function(coalition));
  return value;
}

/// C(n, k), exact as long as it is below 2^53.
double binomial(std::uint64_t n, std::uint64_t k) {
  double value = 1;
  for (std::uint64_t i = 1; i <= k; ++i)
    value = value * static_cast<double>(n - k + i) / static_cast<double>(i);
  return value;
}

/// Number of 2 × 2 minors that two of the coalitions see.
std::uint64_t shared_minors(const TypeSpace& space, std::span<const Coalition> coalitions) {
  const int n = space.agents();
  const auto counts = [&](int agent) {
    const Coalition others = Coalition::single(agent).complement(n);
    return space.size(agent) == 2 &&
           std::find(coalitions.begin(), coalitions.end(), others) != coalitions.end();
  };
  std::uint64_t shared = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) {
      if (counts(i) && counts(j)) shared += space.profiles() / 4;
    }
  }
  return shared;
}

}  // namespace

std::uint64_t null_set_codimension(const TypeSpace& space, std::span<const Coalition> coalitions) {
  return least(coalitions, [&](Coalition s) { return outside_types(space, s) - 1; });
}

double uniform_tail_constant(const TypeSpace& space, std::span<const Coalition> coalitions) {
  const std::uint64_t d = null_set_codimension(space, coalitions);
  double pairs = 0;
  for (const Coalition s : coalitions) {
    if (outside_types(space, s) == d + 1) pairs += binomial(joint_types(space, s), 2);
  }
  if (d >= 2) return pairs * binomial(2 * d, d);
  return 2 * pairs - 1.5 * static_cast<double>(shared_minors(space, coalitions));
}

std::uint64_t null_set_codimension_of_blocks(const TypeSpace& space, std::span<const Coalition> coalitions,
                                             std::span<const Coalition> blocks) {
  return least(coalitions, [&](Coalition s) {
    std::uint64_t codimension = std::numeric_limits<std::uint64_t>::max();
    for (const Coalition block : blocks) {
      if ((block.mask() & s.mask()) == 0) continue;
      const Coalition rest(block.mask() & ~s.mask());
      codimension = std::min(codimension, joint_types(space, rest) - 1);
    }
    return codimension;
  });
}

std::uint64_t null_set_codimension_of_exchangeable(const TypeSpace& space,
                                                   std::span<const Coalition> coalitions) {
  if (std::any_of(coalitions.begin(), coalitions.end(), [](Coalition s) { return s.size() > 1; })) return 0;
  const auto others = static_cast<std::uint64_t>(space.agents() - 1);
  const auto types = static_cast<std::uint64_t>(space.size(0));
  return static_cast<std::uint64_t>(binomial(types + others - 1, others)) - 1;
}

std::uint64_t null_set_codimension_of_classes(const TypeSpace& space, std::span<const Coalition> coalitions,
                                              std::uint64_t classes) {
  return least(coalitions, [&](Coalition s) { return std::min(classes, outside_types(space, s)) - 1; });
}

std::uint64_t null_set_codimension_of_pairwise(const TypeSpace& space,
                                               std::span<const Coalition> coalitions) {
  return least(coalitions, [&](Coalition s) {
    std::uint64_t codimension = 0;
    for (int j = 0; j < space.agents(); ++j) {
      if (!s.contains(j)) codimension += static_cast<std::uint64_t>(space.size(j)) - 1;
    }
    return codimension;
  });
}

std::uint64_t null_set_codimension_of_graph(const TypeSpace& space, std::span<const Coalition> coalitions,
                                            std::span<const Coalition> neighbours) {
  return least(coalitions, [&](Coalition s) {
    std::uint64_t codimension = std::numeric_limits<std::uint64_t>::max();
    for (int i = 0; i < space.agents(); ++i) {
      if (!s.contains(i)) continue;
      std::uint64_t equations = 0;
      for (int j = 0; j < space.agents(); ++j) {
        if (!s.contains(j) && neighbours[static_cast<std::size_t>(i)].contains(j))
          equations += static_cast<std::uint64_t>(space.size(j)) - 1;
      }
      codimension = std::min(codimension, equations);
    }
    return codimension;
  });
}

}  // namespace genericity
