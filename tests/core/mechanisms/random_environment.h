#pragma once

#include <vector>

#include "core/mechanisms/environment.h"
#include "core/type_space.h"
#include "tests/core/random_priors.h"

namespace genericity::test {

/// Utilities that are small integers or, with `sparse`, mostly zero; the efficient rule is computed.
inline Environment random_environment(RandomPriors& random, const TypeSpace& space, int outcomes,
                                      bool sparse) {
  std::vector<std::string> names;
  for (int a = 0; a < outcomes; ++a) names.push_back("x" + std::to_string(a));
  std::vector<mpq_class> utilities;
  const std::size_t count = static_cast<std::size_t>(outcomes * space.agents()) * space.profiles();
  for (std::size_t k = 0; k < count; ++k)
    utilities.emplace_back(sparse && random.integer(0, 3) > 0 ? 0 : random.integer(-20, 20));
  return {space, std::move(names), std::move(utilities)};
}

}  // namespace genericity::test
