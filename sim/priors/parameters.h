#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace genericity {

/// One coordinate of a law of priors: "alpha" and 0.25, or "blocks" and "{1,3},{2}".
struct PriorParameter {
  std::string key;
  std::variant<double, std::string> value;
  /// A count, which names write with all its digits: 100000, where another number is 1e+05. A matter of
  /// spelling only: comparisons leave it out.
  bool is_count = false;

  friend bool operator==(const PriorParameter& a, const PriorParameter& b) {
    return a.key == b.key && a.value == b.value;
  }
};

/// The coordinates of a law in the order of its name: first "family" and the family's own key, then the
/// parameters as studies spell them and what else tells two laws apart. Those of a family inside this one
/// stand together, with "base_" before their keys: "base_family", "base_alpha", "base_base_alpha"; of
/// several, with "component1_", "component2_" and so on.
using PriorParameters = std::vector<PriorParameter>;

/// Adds the coordinates of a family inside this one.
void add_base(PriorParameters& parameters, const PriorParameters& base);

/// Adds those of the `number`-th (from 1) of several.
void add_component(PriorParameters& parameters, std::size_t number, const PriorParameters& component);

/// The canonical name: "exchangeable", "dirichlet(alpha=1)", "near(base=exchangeable,epsilon=0.1)". Numbers
/// are written as the shortest text that reads back. Names key the random streams: a change of a spelling is
/// a change of all draws.
std::string canonical_name(std::span<const PriorParameter> parameters);

}  // namespace genericity
