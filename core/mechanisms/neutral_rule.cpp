#include "core/mechanisms/neutral_rule.h"

#include <utility>
#include <vector>

#include "core/errors.h"

namespace genericity {

namespace {

struct Component {
  std::uint32_t agents = 0;  ///< T as a mask
  std::vector<mpq_class> values;
};

/// The interaction components of a function on Θ: f = Σ_T f^T, f^T a function of θ_T that sums to zero over
/// each of its arguments. Components that vanish are left out.
std::vector<Component> interactions(const TypeSpace& space, std::vector<mpq_class> function) {
  std::vector<Component> components;
  components.push_back({0, std::move(function)});
  for (int agent = 0; agent < space.agents(); ++agent) {
    std::vector<Component> next;
    for (Component& component : components) {
      Component average{component.agents, std::vector<mpq_class>(space.profiles())};
      bool moves = false;
      bool stays = false;
      for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
        if (space.type_of(profile, agent) != 0) continue;
        mpq_class sum = 0;
        for (int type = 0; type < space.size(agent); ++type)
          sum += component.values[profile + static_cast<std::size_t>(type) * space.stride(agent)];
        sum /= space.size(agent);
        stays = stays || sum != 0;
        for (int type = 0; type < space.size(agent); ++type) {
          const std::size_t at = profile + static_cast<std::size_t>(type) * space.stride(agent);
          average.values[at] = sum;
          component.values[at] -= sum;
          moves = moves || component.values[at] != 0;
        }
      }
      if (stays) next.push_back(std::move(average));
      if (!moves) continue;
      component.agents |= Coalition::single(agent).mask();
      next.push_back(std::move(component));
    }
    components = std::move(next);
  }
  return components;
}

/// G of the docstring.
std::vector<mpq_class> punishment(const InformationStructure& structure, const CoalitionSplit& split,
                                  std::uint32_t truth) {
  const IntegerWeights& weights = structure.exact();
  std::vector<mpz_class> totals;
  for (const std::uint32_t inside : split.inside) {
    mpz_class total = 0;
    for (const std::uint32_t rest : split.outside) total += weights[inside + rest];
    totals.push_back(std::move(total));
  }
  std::vector<mpq_class> g(structure.space().profiles());
  for (std::size_t report = 0; report < split.inside.size(); ++report) {
    if (report == truth) continue;
    std::vector<mpq_class> ratio;
    mpq_class mean = 0;
    for (const std::uint32_t rest : split.outside) {
      ratio.emplace_back(weights[split.inside[truth] + rest] * totals[report],
                         weights[split.inside[report] + rest] * totals[truth]);
      ratio.back().canonicalize();
      mean += ratio.back();
    }
    mean /= static_cast<unsigned long>(split.outside.size());
    for (std::size_t x = 0; x < split.outside.size(); ++x) {
      const mpq_class value = mean - ratio[x];
      g[split.inside[report] + split.outside[x]] = value;
      g[split.inside[truth] + split.outside[x]] -= value;
    }
  }
  return g;
}

}  // namespace

TransferRule neutral_rule(const InformationStructure& structure, Coalition coalition, std::uint32_t type) {
  const TypeSpace& space = structure.space();
  if (coalition.size() == 0 || coalition.complement(space.agents()).size() == 0)
    throw InvalidInput("coalition " + coalition.to_string() + " leaves nobody in or nobody out");
  const CoalitionSplit split(space, coalition);
  if (type >= split.inside.size())
    throw InvalidInput("coalition " + coalition.to_string() + " has no such joint type");
  TransferRule rule(space);
  for (const Component& component : interactions(space, punishment(structure, split, type))) {
    const Coalition members(component.agents);
    const int inside = Coalition(members.mask() & coalition.mask()).size();
    const int outside = members.size() - inside;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (!members.contains(agent)) continue;
      const int share = coalition.contains(agent) ? inside : -outside;
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        rule.at(agent, profile) += component.values[profile] / share;
    }
  }
  mpz_class total = 0;
  for (const mpz_class& weight : structure.exact()) total += weight;
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    mpq_class inverse(total, structure.exact()[profile]);
    inverse.canonicalize();
    for (int agent = 0; agent < space.agents(); ++agent) rule.at(agent, profile) *= inverse;
  }
  return rule;
}

}  // namespace genericity
