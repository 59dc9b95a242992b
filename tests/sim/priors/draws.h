#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/pattern.h"
#include "sim/priors/family.h"

namespace genericity {

/// Stands in for the study's reader: any path holds these three priors on 2x2x2, if it is no plug-in's.
inline LoadedPriors given_on_2x2x2(const std::string& path,
                                   const TypeSpace& /*space*/ = TypeSpace({2, 2, 2})) {
  if (path.ends_with(".so")) return {TypeSpace({2, 2}), {}, {}, {}, false, path};
  return {TypeSpace({2, 2, 2}),
          {{0.2, 0.15, 0.1, 0.05, 0.05, 0.1, 0.15, 0.2},
           {1, 2, 3, 4, 5, 6, 7, 8},
           {1e-300, 1e300, 1, 1, 1, 1, 1, 1}},
          "0123abcd"};
}

inline std::unique_ptr<PriorFamily> family_of(const std::string& spec, const std::vector<int>& types) {
  return make_prior_family(nlohmann::json::parse(spec), TypeSpace(types), given_on_2x2x2);
}

/// What a family states about the null set of a pattern's coalitions.
inline NullSetTheory theory_of(const std::string& spec, const std::vector<int>& types,
                               const std::string& pattern) {
  const TypeSpace space(types);
  return family_of(spec, types)->null_set_theory(space, Pattern::parse(pattern, space.agents()).coalitions());
}

/// Samples first … first+count−1 of a family, one block.
struct Draws {
  Draws(const PriorFamily& family, std::size_t profile_count, std::uint64_t seed, std::uint64_t first,
        std::size_t count)
      : profiles(profile_count), weights(count * profile_count, std::numeric_limits<double>::quiet_NaN()) {
    std::vector<double> scratch(family.scratch_size(), std::numeric_limits<double>::quiet_NaN());
    family.draw(StreamKey{seed}, first, count, weights, scratch);
  }
  Draws(const std::string& spec, const std::vector<int>& types, std::uint64_t seed, std::size_t count)
      : Draws(*family_of(spec, types), TypeSpace(types).profiles(), seed, 0, count) {}

  [[nodiscard]] std::size_t count() const { return weights.size() / profiles; }
  [[nodiscard]] std::span<const double> row(std::size_t sample) const {
    return std::span<const double>(weights).subspan(sample * profiles, profiles);
  }
  /// Σw of one sample.
  [[nodiscard]] double total(std::size_t sample) const {
    double sum = 0;
    for (const double weight : row(sample)) sum += weight;
    return sum;
  }

  std::size_t profiles;
  std::vector<double> weights;
};

}  // namespace genericity
