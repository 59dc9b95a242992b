#include "core/information_structure.h"

#include <string>
#include <utility>

#include "core/errors.h"

namespace genericity {

namespace {

void require_count(const TypeSpace& space, std::size_t count) {
  if (count == space.profiles()) return;
  throw InvalidInput("a prior on " + space.to_string() + " needs " + std::to_string(space.profiles()) +
                     " weights, not " + std::to_string(count));
}

}  // namespace

InformationStructure::InformationStructure(TypeSpace space, std::span<const mpq_class> weights)
    : space_(std::move(space)) {
  require_count(space_, weights.size());
  exact_ = integer_weights(weights);
  approximate_ = nearest_doubles(exact_);
}

InformationStructure::InformationStructure(TypeSpace space, std::span<const double> weights)
    : space_(std::move(space)) {
  require_count(space_, weights.size());
  exact_ = integer_weights(weights);
  approximate_ = nearest_doubles(exact_);
}

std::vector<mpq_class> InformationStructure::marginal(Coalition coalition) const {
  const CoalitionSplit split(space_, coalition);
  mpz_class total = 0;
  for (const mpz_class& weight : exact_) total += weight;
  std::vector<mpq_class> marginal;
  for (const std::uint32_t inside : split.inside) {
    mpz_class sum = 0;
    for (const std::uint32_t outside : split.outside) sum += exact_[inside + outside];
    marginal.emplace_back(sum, total);
    marginal.back().canonicalize();
  }
  return marginal;
}

std::vector<std::vector<mpq_class>> InformationStructure::posteriors(Coalition coalition) const {
  const CoalitionSplit split(space_, coalition);
  std::vector<std::vector<mpq_class>> posteriors;
  for (const std::uint32_t inside : split.inside) {
    mpz_class sum = 0;
    for (const std::uint32_t outside : split.outside) sum += exact_[inside + outside];
    std::vector<mpq_class>& row = posteriors.emplace_back();
    for (const std::uint32_t outside : split.outside) {
      row.emplace_back(exact_[inside + outside], sum);
      row.back().canonicalize();
    }
  }
  return posteriors;
}

}  // namespace genericity
