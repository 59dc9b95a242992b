#include "core/balance_equations.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "core/exact/small_rank.h"

namespace genericity {

namespace {

/// Agents but the last one whose rows [i ∈ S] − [n ∈ S], over coalitions that meet T, are a basis of all.
std::vector<std::uint32_t> basis_of_agents(int agents, std::span<const Coalition> coalitions,
                                           std::uint32_t read) {
  std::vector<Coalition> influential;
  for (const Coalition coalition : coalitions) {
    if ((coalition.mask() & read) != 0) influential.push_back(coalition);
  }
  std::vector<std::uint32_t> basis;
  SmallRank rank(influential.size());
  for (int agent = 0; agent + 1 < agents; ++agent) {
    std::vector<std::int64_t> row;
    row.reserve(influential.size());
    for (const Coalition coalition : influential)
      row.push_back(int{coalition.contains(agent)} - int{coalition.contains(agents - 1)});
    if (rank.add(std::move(row))) basis.push_back(static_cast<std::uint32_t>(agent));
  }
  return basis;
}

using Rows = std::vector<std::vector<std::int64_t>>;

/// Joint types of a coalition that are connected.
struct Component {
  Rows differences;        // in the equations
  std::size_t deviations;  // in use among them
};

/// Rows of the differences between two joint types, one for every joint type of the others.
void add_differences(const TypeSpace& space, Coalition coalition, const CoalitionSplit& split,
                     std::array<std::size_t, 2> types, std::span<const BalanceEquation> equations,
                     Rows& rows) {
  for (const std::uint32_t rest : split.outside) {
    std::vector<std::int64_t>& row = rows.emplace_back(equations.size());
    for (std::size_t e = 0; e < equations.size(); ++e) {
      const int carried = int{coalition.contains(static_cast<int>(equations[e].agent))} -
                          int{coalition.contains(space.agents() - 1)};
      const int moved = int{equations[e].profile == split.inside[types[1]] + rest} -
                        int{equations[e].profile == split.inside[types[0]] + rest};
      row[e] = std::int64_t{carried} * moved;
    }
  }
}

void add(const Rows& rows, SmallRank& rank) {
  for (const std::vector<std::int64_t>& row : rows) rank.add(row);
}

}  // namespace

std::vector<BalanceEquation> independent_balance_equations(const TypeSpace& space,
                                                           std::span<const Coalition> coalitions) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> bases;  // by the agents whose types are read
  std::vector<BalanceEquation> equations;
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    std::uint32_t read = 0;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (space.type_of(profile, agent) != 0) read |= Coalition::single(agent).mask();
    }
    const auto [place, is_new] = bases.try_emplace(read);
    if (is_new) place->second = basis_of_agents(space.agents(), coalitions, read);
    for (const std::uint32_t agent : place->second)
      equations.push_back({agent, static_cast<std::uint32_t>(profile)});
  }
  std::sort(equations.begin(), equations.end(), [](const BalanceEquation& a, const BalanceEquation& b) {
    return std::tie(a.agent, a.profile) < std::tie(b.agent, b.profile);
  });
  return equations;
}

std::size_t balance_rank_bound(const TypeSpace& space, std::span<const Coalition> coalitions,
                               std::span<const BalanceEquation> equations, const Connections& connections) {
  std::vector<Component> components;
  std::size_t offset = 0;
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit split(space, coalition);
    for (std::uint32_t first = 0; first < split.inside.size(); ++first) {
      Component component{{}, connections.deviations[offset + first]};
      for (std::size_t type = first + 1; type < split.inside.size(); ++type) {
        if (connections.first[offset + type] == first)
          add_differences(space, coalition, split, {first, type}, equations, component.differences);
      }
      if (!component.differences.empty()) components.push_back(std::move(component));
    }
    offset += split.inside.size();
  }
  SmallRank all(equations.size());
  for (const Component& component : components) add(component.differences, all);
  // Those that few deviations connect come last, and are counted where they would add more to the rank than
  // these.
  const auto are_few = [](const Component& component) {
    return component.deviations < component.differences.size();
  };
  std::stable_partition(components.begin(), components.end(), std::not_fn(are_few));
  SmallRank rank(equations.size());
  std::size_t counted = 0;
  for (const Component& component : components) {
    SmallRank with = rank;
    add(component.differences, with);
    if (are_few(component) && with.rank() - rank.rank() > component.deviations) {
      counted += component.deviations;
    } else {
      rank = std::move(with);
    }
  }
  return std::min({equations.size(), all.rank(), rank.rank() + counted});
}

}  // namespace genericity
