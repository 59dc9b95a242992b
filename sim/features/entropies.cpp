#include "sim/features/entropies.h"

#include <algorithm>

namespace genericity {

Entropies::Entropies(const TypeSpace& space) {
  for (int agent = 0; agent < space.agents(); ++agent) agents_.emplace_back(space, Coalition::single(agent));
}

double Entropies::entropy(std::span<const double> prior) {
  logarithms_.assign(prior.begin(), prior.end());
  functions_.log(logarithms_);
  double sum = 0;
  for (std::size_t profile = 0; profile < prior.size(); ++profile) {
    if (prior[profile] > 0) sum -= prior[profile] * logarithms_[profile];
  }
  return std::max(sum, 0.0);
}

double Entropies::marginal_entropy(std::span<const double> prior, std::span<const std::uint32_t> kept,
                                   std::span<const std::uint32_t> summed) {
  marginal_.clear();
  for (const std::uint32_t base : kept) {
    double sum = 0;
    for (const std::uint32_t offset : summed) sum += prior[base + offset];
    marginal_.push_back(sum);
  }
  return entropy(marginal_);
}

double Entropies::total_correlation(std::span<const double> prior) {
  double sum = 0;
  for (const CoalitionSplit& agent : agents_) sum += marginal_entropy(prior, agent.inside, agent.outside);
  return std::max(sum - entropy(prior), 0.0);
}

double Entropies::mutual_information(std::span<const double> prior, const CoalitionSplit& split) {
  const double inside = marginal_entropy(prior, split.inside, split.outside);
  const double outside = marginal_entropy(prior, split.outside, split.inside);
  return std::max(inside + outside - entropy(prior), 0.0);
}

}  // namespace genericity
