#include "core/deviations.h"

#include <doctest/doctest.h>
#include <gmpxx.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

using Profile = std::vector<int>;

/// All profiles in order, as lists of types: the naive view that the tests compare with.
std::vector<Profile> all_profiles(const TypeSpace& space) {
  std::vector<Profile> list{Profile{}};
  for (int agent = 0; agent < space.agents(); ++agent) {
    std::vector<Profile> longer;
    for (const Profile& profile : list) {
      for (int type = 0; type < space.size(agent); ++type) {
        longer.push_back(profile);
        longer.back().push_back(type);
      }
    }
    list = longer;
  }
  return list;
}

std::size_t number_of(const std::vector<Profile>& profiles, const Profile& profile) {
  return static_cast<std::size_t>(std::find(profiles.begin(), profiles.end(), profile) - profiles.begin());
}

/// Joint types of a coalition in order, as profiles whose other entries are −1.
std::vector<Profile> joint_types(const TypeSpace& space, Coalition coalition) {
  std::vector<Profile> list{Profile{}};
  for (int agent = 0; agent < space.agents(); ++agent) {
    std::vector<Profile> longer;
    for (const Profile& profile : list) {
      const int types = coalition.contains(agent) ? space.size(agent) : 1;
      for (int type = 0; type < types; ++type) {
        longer.push_back(profile);
        longer.back().push_back(coalition.contains(agent) ? type : -1);
      }
    }
    list = longer;
  }
  return list;
}

/// Lemma 1 as it is written, times w(θ̄_S): Σ over the profiles that agree with the truth.
mpz_class lemma_one(const std::vector<Profile>& profiles, const std::vector<mpz_class>& weights,
                    const std::vector<std::vector<mpz_class>>& psi, Coalition coalition, const Profile& truth,
                    const Profile& report) {
  mpz_class gain = 0;
  for (std::size_t k = 0; k < profiles.size(); ++k) {
    bool agrees = true;
    Profile reported = profiles[k];
    for (std::size_t agent = 0; agent < truth.size(); ++agent) {
      if (truth[agent] < 0) continue;
      agrees = agrees && profiles[k][agent] == truth[agent];
      reported[agent] = report[agent];
    }
    if (!agrees) continue;
    const std::size_t to = number_of(profiles, reported);
    for (std::size_t agent = 0; agent < truth.size(); ++agent) {
      if (coalition.contains(static_cast<int>(agent))) gain += weights[k] * (psi[agent][to] - psi[agent][k]);
    }
  }
  return gain;
}

}  // namespace

TEST_CASE("rows are Lemma 1's inequalities, in the promised order, on every kind of coalition") {
  constexpr std::uint64_t seed = 61;
  INFO("seed ", seed);
  RandomPriors random(seed);
  const std::vector<std::pair<std::vector<int>, std::string>> cases{
      {{2, 2, 2}, "minimal"}, {{2, 2, 2}, "maximal"},          {{2, 3, 4}, "{1,2},{2,3}"},
      {{3, 2}, "minimal"},    {{2, 2, 3, 2}, "{1,2},{2,3,4}"}, {{2, 2, 2, 2}, "maximal"}};
  for (const auto& [sizes, text] : cases) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::parse(text, space.agents());
    CAPTURE(space.to_string());
    CAPTURE(pattern.to_string());
    const std::vector<Profile> profiles = all_profiles(space);
    const auto agents = static_cast<std::size_t>(space.agents());
    const DeviationSystem system(space, pattern);
    CHECK(system.unknowns() == (agents - 1) * space.profiles());

    std::vector<mpz_class> weights;
    for (std::size_t k = 0; k < space.profiles(); ++k) weights.emplace_back(random.integer(1, 1000));
    std::vector<std::vector<mpz_class>> psi(agents, std::vector<mpz_class>(space.profiles()));
    std::vector<mpz_class> unknowns;
    for (std::size_t agent = 0; agent + 1 < agents; ++agent) {
      for (std::size_t k = 0; k < space.profiles(); ++k) {
        psi[agent][k] = random.integer(-1000, 1000);
        psi[agents - 1][k] -= psi[agent][k];
        unknowns.push_back(psi[agent][k]);
      }
    }
    SparseRows<mpz_class> exact = system.matrix<mpz_class>();
    system.fill(weights, exact);

    std::vector<double> doubles;
    for (const mpz_class& weight : weights) doubles.push_back(weight.get_d());
    SparseRows<double> approximate = system.matrix<double>();
    system.fill(doubles, approximate);
    std::vector<double> scale(system.rows());
    system.posterior_scale(doubles, scale);

    std::size_t row = 0;
    for (const Coalition coalition : pattern.coalitions()) {
      const std::vector<Profile> types = joint_types(space, coalition);
      for (std::size_t truth = 0; truth < types.size(); ++truth) {
        mpz_class marginal = 0;
        for (std::size_t k = 0; k < profiles.size(); ++k) {
          bool agrees = true;
          for (std::size_t i = 0; i < agents; ++i)
            agrees = agrees && (types[truth][i] < 0 || types[truth][i] == profiles[k][i]);
          if (agrees) marginal += weights[k];
        }
        for (std::size_t report = 0; report < types.size(); ++report) {
          if (truth == report) continue;
          REQUIRE(row < system.rows());
          const DeviationSystem::Deviation deviation = system.deviation(row);
          CHECK(deviation.block->coalition == coalition);
          CHECK(deviation.truth == truth);
          CHECK(deviation.report == report);
          mpz_class product = 0;
          for (std::uint32_t k = exact.start[row]; k < exact.start[row + 1]; ++k) {
            product += exact.value[k] * unknowns[exact.column[k]];
            CHECK(approximate.value[k] == exact.value[k].get_d());
          }
          CHECK(product == lemma_one(profiles, weights, psi, coalition, types[truth], types[report]));
          CHECK(scale[row] == doctest::Approx(1 / marginal.get_d()).epsilon(1e-14));
          ++row;
        }
      }
    }
    CHECK(row == system.rows());
    CHECK(row == DeviationSystem::count_rows(space, pattern));
  }
}

TEST_CASE("row counts of the published cases") {
  const auto rows = [](const std::vector<int>& sizes, const char* pattern) {
    const TypeSpace space(sizes);
    return DeviationSystem::count_rows(space, Pattern::parse(pattern, space.agents()));
  };
  CHECK(rows({2, 2, 2}, "minimal") == 6);
  CHECK(rows({2, 2, 2, 2}, "{1,2},{2,3}") == 32);
  CHECK(rows({2, 2, 2, 2}, "{1,2},{1,3},{1,4}") == 44);
  CHECK(rows({3, 3, 3, 3}, "{1,2},{2,3}") == 168);
  CHECK(rows({2, 2, 2, 2, 2}, "size<=2") == 130);
  CHECK(rows({2, 2, 2, 2, 2, 2}, "size<=2") == 192);
  CHECK(rows({2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}") == 290);
  CHECK(rows({2, 2, 2, 2, 2}, "size<=3") == 690);
}
