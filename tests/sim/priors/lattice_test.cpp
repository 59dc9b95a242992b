#include <doctest/doctest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <map>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {

TEST_CASE("lattice is uniform over all compositions") {
  const std::uint64_t seed = 81;
  constexpr std::size_t draws = 200000;
  CAPTURE(seed);
  // C(N−1, 3) compositions of N into four positive parts; N = 4 has only one, N = 5 four, …
  for (const auto& [denominator, compositions] :
       std::vector<std::pair<int, std::size_t>>{{4, 1}, {5, 4}, {8, 35}, {12, 165}, {20, 969}}) {
    const auto& parts = denominator;
    CAPTURE(parts);
    const Draws sample(R"({"family": "lattice", "denominator": )" + std::to_string(denominator) + "}", {2, 2},
                       seed, draws);
    std::map<std::vector<double>, double> counts;
    for (std::size_t i = 0; i < draws; ++i) {
      REQUIRE(sample.total(i) == denominator);
      ++counts[{sample.row(i).begin(), sample.row(i).end()}];
    }
    for (const auto& [composition, count] : counts)
      for (const double part : composition) REQUIRE((part >= 1 && part == std::floor(part)));
    REQUIRE(counts.size() == compositions);
    if (compositions == 1) continue;
    const double expected = static_cast<double>(draws) / static_cast<double>(compositions);
    double statistic = 0;
    for (const auto& [composition, count] : counts)
      statistic += (count - expected) * (count - expected) / expected;
    const boost::math::chi_squared law(static_cast<double>(compositions - 1));
    CHECK(statistic < quantile(complement(law, test_tail)));
  }
}

// The first part of a uniform composition of N into K parts exceeds x with chance C(N−1−x, K−1)/C(N−1, K−1).
TEST_CASE("every part of a fine lattice has the same exact marginal law") {
  const std::uint64_t seed = 82;
  constexpr std::size_t draws = 50000;
  constexpr int denominator = 200;
  constexpr int parts = 12;
  CAPTURE(seed);
  const Draws sample(R"({"family": "lattice", "denominator": 200})", {2, 3, 2}, seed, draws);
  const auto log_choose = [](int n, int k) {
    return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
  };
  const auto below_or_at = [&](int x) {
    if (denominator - 1 - x < parts - 1) return 1.0;
    return 1 - std::exp(log_choose(denominator - 1 - x, parts - 1) - log_choose(denominator - 1, parts - 1));
  };
  for (const std::size_t place : {0U, 5U, 11U}) {
    std::vector<double> count(denominator + 1);
    for (std::size_t i = 0; i < draws; ++i) ++count[static_cast<std::size_t>(sample.row(i)[place])];
    double cumulated = 0;
    double distance = 0;
    for (int x = 0; x <= denominator; ++x) {
      cumulated += count[static_cast<std::size_t>(x)] / draws;
      distance = std::max(distance, std::abs(cumulated - below_or_at(x)));
    }
    CHECK(std::sqrt(static_cast<double>(draws)) * distance < ks_limit());
  }
}

TEST_CASE("the largest denominators keep their sum exactly") {
  for (const std::string denominator : {"9007199254740992", "9007199254740991", "65537"}) {
    const Draws sample(R"({"family": "lattice", "denominator": )" + denominator + "}", {4, 4, 4}, 83, 200);
    for (std::size_t i = 0; i < sample.count(); ++i) {
      std::uint64_t sum = 0;
      for (const double part : sample.row(i)) {
        REQUIRE(part >= 1);
        REQUIRE(part == std::floor(part));
        sum += static_cast<std::uint64_t>(part);
      }
      REQUIRE(sum == std::stoull(denominator));
    }
  }
}

TEST_CASE("a lattice has atoms: no theory, no tail, but all its priors can be gone through") {
  const std::string spec = R"({"family": "lattice", "denominator": 20})";
  CHECK(std::isnan(theory_of(spec, {2, 2, 2}, "minimal").codimension));
  const auto family = family_of(spec, {2, 2, 2});
  CHECK(family->tail_refusal().find("enumerate") != std::string::npos);
  const auto every = family->every_prior();
  REQUIRE(every);
  CHECK(every->size() == 50388);  // C(19, 7)
  CHECK(every->name() == "every_lattice(denominator=20)");
}

}  // namespace genericity
