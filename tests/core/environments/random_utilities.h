#pragma once

#include <cstddef>
#include <vector>

#include "core/environments/sampled_environment.h"
#include "core/type_space.h"
#include "tests/core/random_priors.h"

namespace genericity::test {

/// Normal utilities: u_i(a, θ) of all types, or, with private values, u_i(a, θ_i) of the agent's own.
inline std::vector<double> normal_utilities(RandomPriors& random, const TypeSpace& space,
                                            std::size_t outcomes, bool is_private) {
  const auto agents = static_cast<std::size_t>(space.agents());
  std::vector<double> utilities(outcomes * agents * space.profiles());
  for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
    for (int agent = 0; agent < space.agents(); ++agent) {
      std::vector<double> own(static_cast<std::size_t>(space.size(agent)));
      for (double& value : own) value = random.normal();
      double* const to =
          utilities.data() + (outcome * agents + static_cast<std::size_t>(agent)) * space.profiles();
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        to[profile] =
            is_private ? own[static_cast<std::size_t>(space.type_of(profile, agent))] : random.normal();
    }
  }
  return utilities;
}

/// An environment with these.
inline SampledEnvironment normal_environment(RandomPriors& random, const TypeSpace& space,
                                             std::size_t outcomes, bool is_private, double outside = 0) {
  SampledEnvironment environment(space, outcomes);
  environment.set(normal_utilities(random, space, outcomes, is_private), outside);
  return environment;
}

}  // namespace genericity::test
