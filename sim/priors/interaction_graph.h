#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/coalition.h"
#include "sim/priors/spec.h"

namespace genericity {

/// Which pairs of the agents interact: an undirected graph on the agents.
class InteractionGraph {
 public:
  /// An edge names two agents from 0, the smaller one first.
  using Edge = std::pair<int, int>;

  /// `edges` in any order, each as often as may be, with first < second < agents.
  InteractionGraph(int agents, std::vector<Edge> edges);

  /// Sorted, once each.
  [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }
  /// The neighbours of each agent.
  [[nodiscard]] const std::vector<Coalition>& neighbours() const { return neighbours_; }
  /// The largest sets of agents who are all neighbours of one another, in the order of their masks. An agent
  /// without neighbours is one by himself. A positive law has only the interactions of the graph exactly if
  /// it is a product of functions of these sets.
  [[nodiscard]] std::vector<Coalition> maximal_cliques() const;
  /// "1-2,2-3".
  [[nodiscard]] std::string text() const;

 private:
  void extend(Coalition clique, std::uint32_t candidates, std::uint32_t excluded,
              std::vector<Coalition>& found) const;

  std::vector<Edge> edges_;
  std::vector<Coalition> neighbours_;
};

/// Reads "1-2,2-3" (blanks anywhere between signs; an edge may be turned round or named again) from the
/// parameter `key`. Throws PriorError for anything else.
InteractionGraph read_interaction_graph(const PriorSpec& spec, const std::string& key, int agents);

}  // namespace genericity
