#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/type_space.h"

namespace genericity::test {

/// Priors for the tests of core/: drawn with nothing but the standard's 64-bit Mersenne twister, whose output
/// the standard fixes, so that a seed names the same prior everywhere.
class RandomPriors {
 public:
  explicit RandomPriors(std::uint64_t seed) : engine_(seed) {}

  /// Uniform on (0, 1).
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1p-53; }
  double exponential() { return -std::log(uniform()); }
  double normal() {
    constexpr double two_pi = 6.283185307179586;
    return std::sqrt(2 * exponential()) * std::cos(two_pi * uniform());
  }
  /// Uniform on least … greatest.
  int integer(int least, int greatest) {
    const auto width = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least) + 1;
    return least + static_cast<int>(engine_() % width);
  }
  bool coin() { return (engine_() >> 63U) != 0; }

  /// Dirichlet(1): uniform on the simplex once divided by its sum.
  std::vector<double> dirichlet(std::size_t profiles) {
    std::vector<double> weights(profiles);
    for (double& weight : weights) weight = exponential();
    return weights;
  }
  /// Weights U^(1/shape), for small shapes close to Dirichlet(shape): most are many orders below the
  /// greatest. None is below `least`.
  std::vector<double> extreme(std::size_t profiles, double shape, double least) {
    std::vector<double> weights(profiles);
    for (double& weight : weights) weight = std::max(std::exp(-exponential() / shape), least);
    return weights;
  }
  /// Integers 1 … greatest, as doubles.
  std::vector<double> lattice(std::size_t profiles, int greatest) {
    std::vector<double> weights(profiles);
    for (double& weight : weights) weight = integer(1, greatest);
    return weights;
  }
  /// Independent types with small integer weights: the products are exact doubles.
  std::vector<double> independent(const TypeSpace& space, int greatest) {
    std::vector<double> weights(space.profiles(), 1.0);
    for (int agent = 0; agent < space.agents(); ++agent) {
      std::vector<double> marginal(static_cast<std::size_t>(space.size(agent)));
      for (double& weight : marginal) weight = integer(1, greatest);
      for (std::size_t profile = 0; profile < weights.size(); ++profile) {
        weights[profile] *= marginal[static_cast<std::size_t>(space.type_of(profile, agent))];
      }
    }
    return weights;
  }
  /// Independent up to a relative disturbance of the given size.
  std::vector<double> near_independent(const TypeSpace& space, double size) {
    std::vector<double> weights = independent(space, 9);
    for (double& weight : weights) weight *= 1 + size * (2 * uniform() - 1);
    return weights;
  }
  /// Exchangeable for agents with two types: the weight depends on how many have their second type.
  std::vector<double> exchangeable(const TypeSpace& space) {
    std::vector<double> by_count(static_cast<std::size_t>(space.agents()) + 1);
    for (double& weight : by_count) weight = exponential();
    std::vector<double> weights(space.profiles());
    for (std::size_t profile = 0; profile < weights.size(); ++profile) {
      std::size_t count = 0;
      for (int agent = 0; agent < space.agents(); ++agent)
        count += static_cast<std::size_t>(space.type_of(profile, agent));
      weights[profile] = by_count[count];
    }
    return weights;
  }

  template <class Value>
  void shuffle(std::vector<Value>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<std::size_t>(integer(0, static_cast<int>(i) - 1))]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

/// The prior of Guo's section 5 in units of 1/20.
inline std::vector<double> section_five_prior() {
  return {1, 1, 2, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1};
}

/// The prior of the slides, three agents with two types each, in units of 1/20.
inline std::vector<double> slides_prior() {
  return {4, 3, 2, 1, 1, 2, 3, 4};
}

}  // namespace genericity::test
