#include "sim/priors/given_marginals.h"

#include <cmath>

namespace genericity {

std::vector<std::vector<double>> read_marginals(const PriorSpec& spec, const TypeSpace& space) {
  const std::string key = "marginals";
  std::vector<std::vector<double>> marginals = spec.number_lists(key, "[[0.5, 0.5], [0.2, 0.8]]");
  if (marginals.size() != static_cast<std::size_t>(space.agents()))
    spec.fail(key, "has " + std::to_string(marginals.size()) + " lists, but the agents are " +
                       std::to_string(space.agents()));
  for (int agent = 0; agent < space.agents(); ++agent) {
    const std::vector<double>& marginal = marginals[static_cast<std::size_t>(agent)];
    const std::string of_agent = "of agent " + std::to_string(agent + 1);
    if (marginal.size() != static_cast<std::size_t>(space.size(agent)))
      spec.fail(key, of_agent + " has " + std::to_string(marginal.size()) + " numbers, but his types are " +
                         std::to_string(space.size(agent)));
    double total = 0;
    for (const double probability : marginal) {
      if (!(probability > 0 && std::isnormal(probability)))
        spec.fail(key, of_agent + " must hold positive numbers, found " + number_text(probability));
      total += probability;
    }
    if (!(std::abs(total - 1) <= 1e-9))
      spec.fail(key, of_agent + " must have the sum 1 within 1e-9, found " + number_text(total));
  }
  return marginals;
}

}  // namespace genericity
