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

/// From one profile to another.
struct Move {
  std::uint32_t from;
  std::uint32_t to;

  friend bool operator==(const Move& a, const Move& b) { return a.from == b.from && a.to == b.to; }
};

/// Joint types of a coalition that are connected.
struct Component {
  Coalition coalition;
  std::size_t types;
  std::size_t deviations;   // in use among them
  std::vector<Move> moves;  // from the first of them to each other one, for all joint types of the others

  /// Whether few deviations connect them: they may be counted one by one.
  [[nodiscard]] bool is_few() const { return deviations < moves.size(); }
};

std::vector<Component> components_of(const TypeSpace& space, std::span<const Coalition> coalitions,
                                     const Connections& connections) {
  std::vector<Component> components;
  std::size_t offset = 0;
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit split(space, coalition);
    for (std::uint32_t first = 0; first < split.inside.size(); ++first) {
      Component component{coalition, 1, connections.deviations[offset + first], {}};
      for (std::size_t type = first + 1; type < split.inside.size(); ++type) {
        if (connections.first[offset + type] != first) continue;
        ++component.types;
        for (const std::uint32_t rest : split.outside)
          component.moves.push_back({split.inside[first] + rest, split.inside[type] + rest});
      }
      if (!component.moves.empty()) components.push_back(std::move(component));
    }
    offset += split.inside.size();
  }
  return components;
}

/// Whether `piece` makes some of the moves of `whole` in its own right: a larger coalition both of whose
/// deviations between two joint types, which differ as those of `whole` do, are in use.
bool is_piece(const Component& piece, const Component& whole) {
  return piece.types == 2 && piece.deviations == 2 && piece.coalition != whole.coalition &&
         piece.coalition.contains(whole.coalition) &&
         std::find(whole.moves.begin(), whole.moves.end(), piece.moves.front()) != whole.moves.end();
}

/// What the moves of components change in equations.
class Changes {
 public:
  Changes(int agents, std::span<const BalanceEquation> equations) : agents_(agents), equations_(equations) {}

  /// A row a move; to it `factor` times what each piece among `pieces` changes by the same move.
  [[nodiscard]] Rows rows(const Component& component, std::span<const Component> pieces, int factor) const {
    Rows rows(component.moves.size(), std::vector<std::int64_t>(equations_.size()));
    for (std::size_t m = 0; m < rows.size(); ++m) add(component.coalition, component.moves[m], 1, rows[m]);
    if (factor == 0 || component.types != 2 || !component.is_few()) return rows;
    for (const Component& piece : pieces) {
      if (!is_piece(piece, component)) continue;
      for (const Move& move : piece.moves) {
        const auto place = std::find(component.moves.begin(), component.moves.end(), move);
        if (place != component.moves.end()) {
          add(piece.coalition, move, factor, rows[static_cast<std::size_t>(place - component.moves.begin())]);
        }
      }
    }
    return rows;
  }

 private:
  void add(Coalition coalition, Move move, int factor, std::vector<std::int64_t>& row) const {
    for (std::size_t e = 0; e < equations_.size(); ++e) {
      const int carried = int{coalition.contains(static_cast<int>(equations_[e].agent))} -
                          int{coalition.contains(agents_ - 1)};
      const int moved = int{equations_[e].profile == move.to} - int{equations_[e].profile == move.from};
      row[e] += std::int64_t{carried} * moved * factor;
    }
  }

  int agents_;
  std::span<const BalanceEquation> equations_;
};

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
  std::vector<Component> components = components_of(space, coalitions, connections);
  // Those that few deviations connect come last, and are counted where they would add more to the rank than
  // these.
  std::stable_partition(components.begin(), components.end(),
                        [](const Component& component) { return !component.is_few(); });
  const Changes changes(space.agents(), equations);
  SmallRank all(equations.size());
  for (const Component& component : components) add(changes.rows(component, {}, 0), all);
  std::size_t bound = std::min(equations.size(), all.rank());
  for (const int factor : {0, 1, -1}) {
    SmallRank rank(equations.size());
    std::size_t counted = 0;
    for (const Component& component : components) {
      SmallRank with = rank;
      add(changes.rows(component, components, factor), with);
      if (component.is_few() && with.rank() - rank.rank() > component.deviations) {
        counted += component.deviations;
      } else {
        rank = std::move(with);
      }
    }
    bound = std::min(bound, rank.rank() + counted);
  }
  return bound;
}

}  // namespace genericity
