#include "sim/features/entropies.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace genericity {
namespace {

constexpr double ln2 = std::numbers::ln2;

std::vector<double> product(std::initializer_list<std::vector<double>> marginals) {
  std::vector<double> prior{1};
  for (const std::vector<double>& marginal : marginals) {
    std::vector<double> longer;
    for (const double p : prior)
      for (const double q : marginal) longer.push_back(p * q);
    prior = longer;
  }
  return prior;
}

TEST_CASE("a uniform prior has the entropy ln |Θ|") {
  for (const std::vector<int>& sizes : {std::vector{2, 2}, std::vector{2, 3, 4}, std::vector{8, 8, 8}}) {
    const TypeSpace space(sizes);
    Entropies entropies(space);
    const std::vector<double> uniform(space.profiles(), 1.0 / static_cast<double>(space.profiles()));
    CHECK(entropies.entropy(uniform) ==
          doctest::Approx(std::log(static_cast<double>(space.profiles()))).epsilon(1e-13));
    CHECK(entropies.total_correlation(uniform) < 1e-12);
  }
}

TEST_CASE("two binary types with correlation rho have the closed forms") {
  const TypeSpace space({2, 2});
  Entropies entropies(space);
  const CoalitionSplit first(space, Coalition::single(0));
  for (const double rho : {0.0, 0.25, 0.5, 0.875}) {
    const double same = (1 + rho) / 4;
    const double other = (1 - rho) / 4;
    const std::vector<double> prior{same, other, other, same};
    const double entropy = -2 * (same * std::log(same) + other * std::log(other));
    CHECK(entropies.entropy(prior) == doctest::Approx(entropy).epsilon(1e-13));
    CHECK(std::abs(entropies.mutual_information(prior, first) - (2 * ln2 - entropy)) < 1e-13);
    CHECK(std::abs(entropies.total_correlation(prior) - (2 * ln2 - entropy)) < 1e-13);
  }
}

TEST_CASE("of three agents, two equal ones say ln 2 of each other and nothing of the independent third") {
  const TypeSpace space({2, 2, 3});
  Entropies entropies(space);
  std::vector<double> prior;
  for (const double pair : {0.5, 0.0, 0.0, 0.5})
    for (const double third : {0.25, 0.25, 0.5}) prior.push_back(pair * third);
  CHECK(std::abs(entropies.entropy(prior) - (ln2 + 1.5 * ln2)) < 1e-13);
  CHECK(std::abs(entropies.total_correlation(prior) - ln2) < 1e-13);
  const auto information = [&](std::uint32_t members) {
    return entropies.mutual_information(prior, CoalitionSplit(space, Coalition(members)));
  };
  CHECK(std::abs(information(0b001) - ln2) < 1e-13);
  CHECK(std::abs(information(0b101) - ln2) < 1e-13);
  CHECK(information(0b100) < 1e-13);
  CHECK(information(0b011) < 1e-13);
}

TEST_CASE("independent types have neither total correlation nor mutual information") {
  const TypeSpace space({2, 3, 2});
  Entropies entropies(space);
  const std::vector<double> prior = product({{0.3, 0.7}, {0.1, 0.2, 0.7}, {0.999, 0.001}});
  CHECK(entropies.total_correlation(prior) < 1e-12);
  CHECK(entropies.mutual_information(prior, CoalitionSplit(space, Coalition(0b011))) < 1e-12);
}

}  // namespace
}  // namespace genericity
