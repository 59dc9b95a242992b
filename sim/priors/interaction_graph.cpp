#include "sim/priors/interaction_graph.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "sim/priors/sign_reader.h"

namespace genericity {

InteractionGraph::InteractionGraph(int agents, std::vector<Edge> edges) : edges_(std::move(edges)) {
  std::sort(edges_.begin(), edges_.end());
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  std::vector<std::uint32_t> masks(static_cast<std::size_t>(agents), 0);
  for (const auto& [i, j] : edges_) {
    masks[static_cast<std::size_t>(i)] |= Coalition::single(j).mask();
    masks[static_cast<std::size_t>(j)] |= Coalition::single(i).mask();
  }
  for (const std::uint32_t mask : masks) neighbours_.emplace_back(mask);
}

std::vector<Coalition> InteractionGraph::maximal_cliques() const {
  std::vector<Coalition> found;
  extend(Coalition(0), Coalition::grand(static_cast<int>(neighbours_.size())).mask(), 0, found);
  std::sort(found.begin(), found.end(), [](Coalition a, Coalition b) { return a.mask() < b.mask(); });
  return found;
}

// Bron and Kerbosch, "Algorithm 457: finding all cliques of an undirected graph", CACM 16(9), 1973, with a
// candidate as the pivot.
void InteractionGraph::extend(Coalition clique, std::uint32_t candidates, std::uint32_t excluded,
                              std::vector<Coalition>& found) const {
  if (candidates == 0) {
    if (excluded == 0) found.push_back(clique);
    return;
  }
  const auto neighbours_of = [this](int agent) {
    return neighbours_[static_cast<std::size_t>(agent)].mask();
  };
  const int pivot = std::countr_zero(candidates);
  for (std::uint32_t left = candidates & ~neighbours_of(pivot); left != 0; left &= left - 1) {
    const int agent = std::countr_zero(left);
    const std::uint32_t bit = Coalition::single(agent).mask();
    extend(Coalition(clique.mask() | bit), candidates & neighbours_of(agent), excluded & neighbours_of(agent),
           found);
    candidates &= ~bit;
    excluded |= bit;
  }
}

std::string InteractionGraph::text() const {
  std::string text;
  for (const auto& [i, j] : edges_) {
    if (!text.empty()) text += ',';
    text += std::to_string(i + 1) + "-" + std::to_string(j + 1);
  }
  return text;
}

InteractionGraph read_interaction_graph(const PriorSpec& spec, const std::string& key, int agents) {
  const std::string example = "\"1-2,2-3\"";
  const std::string text = spec.text(key, example);
  const auto malformed = [&] {
    spec.fail(key, "must be a text such as " + example + ", found " + shown_text(text));
  };
  SignReader reader(text);
  const auto take_agent = [&] {
    const int agent = reader.take_number();
    if (agent < 0) malformed();
    if (agent < 1 || agent > agents)
      spec.fail(key, "names agent " + std::to_string(agent) + ", but the agents are 1 to " +
                         std::to_string(agents));
    return agent - 1;
  };

  std::vector<InteractionGraph::Edge> edges;
  do {
    const int i = take_agent();
    if (!reader.take('-')) malformed();
    const int j = take_agent();
    if (i == j) spec.fail(key, "has an edge from agent " + std::to_string(i + 1) + " to himself");
    edges.emplace_back(std::min(i, j), std::max(i, j));
  } while (reader.take(','));
  if (!reader.at_end()) malformed();
  return {agents, std::move(edges)};
}

}  // namespace genericity
