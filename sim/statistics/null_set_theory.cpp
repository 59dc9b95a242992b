#include "sim/statistics/null_set_theory.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

#include "core/conditions/belief_null_set.h"

namespace genericity {
namespace {

/// A family's canonical name taken apart: "near(base=exchangeable,epsilon=0.1)".
struct FamilyName {
  std::string_view family;
  std::map<std::string_view, std::string_view> parameters;

  [[nodiscard]] double number(std::string_view key) const {
    const auto found = parameters.find(key);
    double value = std::numeric_limits<double>::quiet_NaN();
    if (found != parameters.end()) {
      std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    }
    return value;
  }
};

FamilyName take_apart(std::string_view name) {
  const std::size_t open = name.find('(');
  FamilyName parts{name.substr(0, open), {}};
  if (open == std::string_view::npos || name.back() != ')') return parts;
  const std::string_view list = name.substr(open + 1, name.size() - open - 2);
  // Commas inside brackets and braces belong to a value.
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t place = 0; place <= list.size(); ++place) {
    if (place < list.size()) {
      if (list[place] == '(' || list[place] == '{') ++depth;
      if (list[place] == ')' || list[place] == '}') --depth;
      // A comma between two blocks of agents, "{1},{2}", is followed by no key.
      const bool ends = list[place] == ',' && depth == 0 && place + 1 < list.size() && list[place + 1] != '{';
      if (!ends) continue;
    }
    const std::string_view entry = list.substr(begin, place - begin);
    const std::size_t equals = entry.find('=');
    if (equals != std::string_view::npos) {
      parts.parameters[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
    begin = place + 1;
  }
  return parts;
}

/// "{1,3},{2}".
std::vector<Coalition> read_blocks(std::string_view text) {
  std::vector<Coalition> blocks;
  std::uint32_t mask = 0;
  for (std::size_t place = 0; place < text.size(); ++place) {
    if (text[place] == '}') {
      blocks.emplace_back(mask);
      mask = 0;
    }
    int agent = 0;
    const auto [end, error] = std::from_chars(text.data() + place, text.data() + text.size(), agent);
    if (error != std::errc{}) continue;
    if (agent >= 1 && agent <= TypeSpace::max_agents) mask |= Coalition::single(agent - 1).mask();
    place = static_cast<std::size_t>(end - text.data()) - 1;
  }
  return blocks;
}

/// Families with a bounded positive density on their part of the simplex: exponent and codimension agree.
NullSetTheory regular(std::uint64_t codimension) {
  NullSetTheory theory;
  theory.codimension = static_cast<double>(codimension);
  if (codimension > 0) theory.exponent = theory.codimension;
  return theory;
}

NullSetTheory of_dirichlet(const TypeSpace& space, std::span<const Coalition> coalitions, double alpha) {
  if (!(alpha > 0)) return {};
  NullSetTheory theory = regular(null_set_codimension(space, coalitions));
  theory.exponent *= std::min(1.0, 2 * alpha);
  if (alpha == 1) theory.constant = uniform_tail_constant(space, coalitions);
  return theory;
}

/// Of (1−ε)·base + ε·uniform: a law with a bounded density. It is positive around the base's priors, and the
/// closures of these families contain priors of the failure set.
NullSetTheory of_near(const TypeSpace& space, std::span<const Coalition> coalitions, std::string_view base) {
  constexpr std::array<std::string_view, 7> families{"dirichlet",         "logistic_normal", "independent",
                                                     "block_independent", "exchangeable",    "latent_class",
                                                     "pairwise"};
  if (std::find(families.begin(), families.end(), base) == families.end()) return {};
  return regular(null_set_codimension(space, coalitions));
}

}  // namespace

NullSetTheory null_set_theory(const TypeSpace& space, std::span<const Coalition> coalitions,
                              const std::string& prior) {
  const FamilyName name = take_apart(prior);
  if (name.family == "dirichlet") return of_dirichlet(space, coalitions, name.number("alpha"));
  if (name.family == "logistic_normal") return regular(null_set_codimension(space, coalitions));
  if (name.family == "independent") return regular(0);
  if (name.family == "exchangeable") {
    return regular(null_set_codimension_of_exchangeable(space, coalitions));
  }
  if (name.family == "pairwise") return regular(null_set_codimension_of_pairwise(space, coalitions));
  if (name.family == "block_independent") {
    const auto blocks = name.parameters.find("blocks");
    if (blocks == name.parameters.end()) return {};
    return regular(null_set_codimension_of_blocks(space, coalitions, read_blocks(blocks->second)));
  }
  if (name.family == "latent_class") {
    const double classes = name.number("classes");
    if (!(classes >= 1)) return {};
    NullSetTheory theory =
        regular(null_set_codimension_of_classes(space, coalitions, static_cast<std::uint64_t>(classes)));
    theory.exponent = std::numeric_limits<double>::quiet_NaN();
    return theory;
  }
  if (name.family == "near") {
    const auto base = name.parameters.find("base");
    if (base != name.parameters.end()) return of_near(space, coalitions, take_apart(base->second).family);
  }
  return {};
}

}  // namespace genericity
