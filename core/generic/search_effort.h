#pragma once

#include <limits>

namespace genericity {

/// How much a search for a proof may cost. What would cost more is not tried, and what is tried does not
/// depend on the machine.
struct SearchEffort {
  /// About so many operations for each linear program or elimination; a core does some 10⁹ a second.
  double operations = 4e8;

  static constexpr SearchEffort unlimited() { return {std::numeric_limits<double>::infinity()}; }
  [[nodiscard]] constexpr bool allows(double cost) const { return cost <= operations; }
};

}  // namespace genericity
