#include "core/conditions/belief_separation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace genericity {

BeliefSeparation::BeliefSeparation(const TypeSpace& space, Coalition coalition)
    : coalition_(coalition),
      split_(space, coalition),
      posterior_(space.profiles()),
      faithful_(split_.inside.size()) {}

bool BeliefSeparation::equal(const IntegerWeights& weights, std::size_t first, std::size_t second) const {
  const std::size_t a = split_.inside[first];
  const std::size_t b = split_.inside[second];
  const std::size_t pivot = split_.outside.front();
  for (const std::uint32_t rest : split_.outside) {
    if (weights[a + rest] * weights[b + pivot] != weights[a + pivot] * weights[b + rest]) return false;
  }
  return true;
}

double BeliefSeparation::exact_distance(const IntegerWeights& weights, std::size_t first,
                                        std::size_t second) const {
  const std::size_t a = split_.inside[first];
  const std::size_t b = split_.inside[second];
  mpz_class total_a = 0;
  mpz_class total_b = 0;
  for (const std::uint32_t rest : split_.outside) {
    total_a += weights[a + rest];
    total_b += weights[b + rest];
  }
  mpz_class sum = 0;
  for (const std::uint32_t rest : split_.outside)
    sum += abs(weights[a + rest] * total_b - weights[b + rest] * total_a);
  mpq_class distance(sum, 2 * total_a * total_b);
  distance.canonicalize();
  // A distance below the least double is still not zero (see margin_of_distance).
  return std::max(distance.get_d(), std::numeric_limits<double>::denorm_min());
}

ClosestPosteriors BeliefSeparation::closest(const Prior& prior) {
  const std::span<const double> weights = prior.approximate();
  const std::size_t types = split_.inside.size();
  const std::size_t others = split_.outside.size();
  for (std::size_t a = 0; a < types; ++a) {
    double total = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t x = 0; x < others; ++x) {
      const double weight = weights[split_.inside[a] + split_.outside[x]];
      total += weight;
      least = std::min(least, weight);
    }
    // Raised to the floor of nearest_doubles a weight is no rounding of the given one, and a sum may
    // overflow.
    faithful_[a] = std::isfinite(total) && (prior.doubles_are_exact() || least > least_nearest_double);
    for (std::size_t x = 0; x < others; ++x) {
      posterior_[a * others + x] = weights[split_.inside[a] + split_.outside[x]] / total;
    }
  }
  // Each posterior entry has a relative error below (k+4)·2^-53 (k additions, a division, and the rounding of
  // given weights to doubles), and entries sum to 1; distances above this bound are certainly positive.
  const double resolution =
      16 * (static_cast<double>(others) + 8) * std::numeric_limits<double>::epsilon() / 2;
  // From here on the error is a small part of the distance.
  const double accurate = 128 * resolution;
  ClosestPosteriors closest;
  closest.distance = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < types; ++a) {
    for (std::size_t b = a + 1; b < types; ++b) {
      double distance = 0;
      for (std::size_t x = 0; x < others; ++x) {
        distance += std::abs(posterior_[a * others + x] - posterior_[b * others + x]);
      }
      distance /= 2;
      if (distance <= accurate || !faithful_[a] || !faithful_[b]) {
        distance = equal(prior.exact(), a, b) ? 0 : exact_distance(prior.exact(), a, b);
      }
      if (distance < closest.distance) {
        closest = {distance, static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)};
      }
    }
  }
  return closest;
}

double margin_of_distance(double distance) {
  const bool is_known = distance == 0 || distance >= std::numeric_limits<double>::min();
  return is_known ? distance : std::numeric_limits<double>::quiet_NaN();
}

Decision decide_cbdp(double margin) {
  if (margin > 0) return {Verdict::holds, true, Stage::definition};
  if (margin == 0) return {Verdict::fails, true, Stage::definition};
  return {};
}

}  // namespace genericity
