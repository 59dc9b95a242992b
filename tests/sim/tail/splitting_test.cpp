#include "sim/tail/splitting.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/errors.h"
#include "core/pattern.h"
#include "sim/tail/union_sampler.h"

namespace genericity::tail {
namespace {

constexpr std::uint64_t splitting_seed = 71;
constexpr StreamKey splitting_key{splitting_seed};
/// Standard errors that a mean of many replications stays within, but for a chance below 1e-6 or so.
constexpr double splitting_errors = 5.5;

std::unique_ptr<PriorFamily> family_of(const std::string& description, const TypeSpace& space) {
  return make_prior_family(nlohmann::json::parse(description), space, {});
}

struct Found {
  double mean = 0;
  double error = 0;
  double pair_sum = 0;
  double ancestor_share = 1;  // the least
};

std::vector<Found> estimate(SplittingSampler& sampler, std::uint64_t replications, std::uint64_t particles,
                            const std::vector<double>& epsilons) {
  const SplittingLevels levels = sampler.find_levels(splitting_key, 500, epsilons.back());
  std::vector<Found> found(epsilons.size());
  std::vector<double> squares(epsilons.size());
  const auto n = static_cast<double>(replications);
  for (std::uint64_t r = 0; r < replications; ++r) {
    const auto estimates = sampler.run(splitting_key, r, particles, levels, epsilons);
    for (std::size_t e = 0; e < epsilons.size(); ++e) {
      found[e].mean += estimates[e].probability / n;
      squares[e] += estimates[e].probability * estimates[e].probability / n;
      found[e].pair_sum += estimates[e].pair_sum / n;
      found[e].ancestor_share = std::min(found[e].ancestor_share, estimates[e].ancestor_share);
    }
  }
  for (std::size_t e = 0; e < epsilons.size(); ++e)
    found[e].error = std::sqrt((squares[e] - found[e].mean * found[e].mean) / (n - 1));
  return found;
}

}  // namespace

// One agent with two types facing k outcomes: P(TV < ε) is the distribution function of Beta(k−1, k).
TEST_CASE("splitting meets the exact probability of a pair under uniform priors") {
  CAPTURE(splitting_seed);
  for (const std::vector<int>& types : {std::vector{2, 2}, std::vector{2, 4}}) {
    const TypeSpace space(types);
    const std::vector<Coalition> coalitions{Coalition::single(0)};
    const auto family = family_of(R"({"family": "dirichlet"})", space);
    SplittingSampler sampler(space, coalitions, *family);
    CHECK(sampler.events() == 1);
    const std::vector<double> epsilons{0.3, 1e-2, 1e-4, 1e-6};
    const std::vector<Found> found = estimate(sampler, 50, 500, epsilons);
    const auto k = static_cast<double>(types[1]);
    for (std::size_t e = 0; e < epsilons.size(); ++e) {
      CAPTURE(k);
      CAPTURE(epsilons[e]);
      const double exact = boost::math::ibeta(k - 1, k, epsilons[e]);
      CHECK(std::abs(found[e].mean - exact) <= splitting_errors * found[e].error);
      CHECK(found[e].error < 0.15 * exact);
      CHECK(found[e].pair_sum == doctest::Approx(found[e].mean).epsilon(1e-12));
      CHECK(found[e].ancestor_share > 0);
      CHECK(found[e].ancestor_share <= (e == 0 ? 1 : found[e - 1].ancestor_share));
    }
  }
}

// Pairs overlap here, for d = 1 at every ε: two coalitions see each 2×2 minor. Exact: 27 ε.
TEST_CASE("the union of overlapping pairs is counted once") {
  CAPTURE(splitting_seed);
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  const auto family = family_of(R"({"family": "dirichlet"})", space);
  SplittingSampler sampler(space, pattern.coalitions(), *family);
  const Found found = estimate(sampler, 20, 200, {1e-5})[0];
  CHECK(std::abs(found.mean / 27e-5 - 1) <= splitting_errors * found.error / found.mean + 1e-3);
  CHECK(found.error < 0.1 * found.mean);
  // The pairs' own probabilities: 18 pairs with 2ε and three of higher order.
  CHECK(std::abs(found.pair_sum / 36e-5 - 1) < 0.1);
}

TEST_CASE("splitting agrees with plain sampling where both can see") {
  CAPTURE(splitting_seed);
  constexpr std::uint64_t draws = 20000;
  using Binomial = boost::math::binomial_distribution<>;
  struct Case {
    const char* description;
    std::vector<int> types;
    const char* pattern;
  };
  for (const Case& known :
       {Case{R"({"family": "pairwise"})", {2, 3, 2}, "{1,2}"},
        Case{R"({"family": "pairwise", "sigma": 0.1})", {2, 2, 2}, "maximal"},
        Case{R"({"family": "latent_class", "classes": 2})", {2, 3, 2}, "{1,2}"},
        Case{R"({"family": "latent_class", "classes": 3, "alpha": 0.5})", {2, 2, 2}, "minimal"},
        Case{R"({"family": "exchangeable"})", {2, 2, 2}, "minimal"},
        Case{R"({"family": "block_independent", "blocks": "{1,2},{3}"})", {2, 3, 2}, "{1,3}"},
        Case{R"({"family": "near", "epsilon": 0.2, "base": {"family": "independent"}})", {2, 2, 2}, "{1,2}"},
        Case{R"({"family": "near", "epsilon": 0.5, "base": {"family": "exchangeable"}})", {2, 2, 2}, "{1,2}"},
        Case{R"({"family": "logistic_normal", "sigma": 3})", {2, 2, 2}, "minimal"},
        Case{R"({"family": "dirichlet", "alpha": 50})", {2, 2, 2}, "minimal"}}) {
    CAPTURE(known.description);
    const TypeSpace space(known.types);
    const auto family = family_of(known.description, space);
    // Of {1,3} and blocks {1,2},{3} only the singletons of the first block have posteriors that differ.
    const bool blocks = std::string(known.description).find("blocks") != std::string::npos;
    const std::vector<Coalition> first_block{Coalition::single(0), Coalition::single(1)};
    const Pattern pattern = Pattern::parse(known.pattern, 3);
    const std::span<const Coalition> coalitions = blocks ? std::span(first_block) : pattern.coalitions();
    SplittingSampler sampler(space, coalitions, *family);
    const PairEvents events(space, coalitions);
    const PairDistances distances(events);
    std::vector<double> weights(space.profiles());
    std::vector<double> scratch(family->scratch_size());
    std::vector<double> margins;
    for (std::uint64_t i = 0; i < draws; ++i) {
      family->draw(splitting_key, i, 1, weights, scratch);
      double margin = 1;
      for (const PairEvent& event : events.events())
        margin = std::min(margin, distances.distance(event, weights));
      margins.push_back(margin);
    }
    std::sort(margins.begin(), margins.end());
    // Where a half, a tenth and a hundredth of the margins are below.
    const std::vector<double> epsilons{margins[draws / 2], margins[draws / 10], margins[draws / 100]};
    const std::vector<Found> found = estimate(sampler, 20, 120, epsilons);
    for (std::size_t e = 0; e < epsilons.size(); ++e) {
      CAPTURE(epsilons[e]);
      const auto below = static_cast<double>(std::lower_bound(margins.begin(), margins.end(), epsilons[e]) -
                                             margins.begin());
      const double low = Binomial::find_lower_bound_on_p(draws, below, 2.5e-7);
      const double high = Binomial::find_upper_bound_on_p(draws, below, 2.5e-7);
      CHECK(found[e].mean + splitting_errors * found[e].error > low);
      CHECK(found[e].mean - splitting_errors * found[e].error < high);
      CHECK(found[e].error < 0.25 * found[e].mean);
    }
  }
}

// The exponent is the codimension of failure within the family.
TEST_CASE("the exponents of structured families come out") {
  CAPTURE(splitting_seed);
  struct Case {
    const char* description;
    std::vector<int> types;
    Coalition coalition;
    double codimension;
  };
  for (const Case& known : {Case{R"({"family": "pairwise"})", {2, 2, 2}, Coalition::single(0), 2},
                            Case{R"({"family": "pairwise"})", {2, 2, 3}, Coalition(3), 2},
                            Case{R"({"family": "exchangeable"})", {2, 2, 2}, Coalition::single(0), 2},
                            Case{R"({"family": "near", "epsilon": 0.5, "base": {"family": "pairwise"}})",
                                 {2, 4},
                                 Coalition::single(0),
                                 3}}) {
    CAPTURE(known.description);
    const TypeSpace space(known.types);
    const auto family = family_of(known.description, space);
    SplittingSampler sampler(space, std::span(&known.coalition, 1), *family);
    const std::vector<Found> found = estimate(sampler, 20, 500, {1e-4, 1e-6});
    const double slope = std::log(found[0].mean / found[1].mean) / std::log(1e2);
    const double error =
        std::hypot(found[0].error / found[0].mean, found[1].error / found[1].mean) / std::log(1e2);
    CHECK(error < 0.1);
    CHECK(std::abs(slope - known.codimension) <= splitting_errors * error + 0.02);
  }
}

TEST_CASE("a replication is a function of its number, and of each epsilon alone") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  const auto family = family_of(R"({"family": "latent_class", "classes": 2})", space);
  SplittingSampler one(space, pattern.coalitions(), *family);
  SplittingSampler other(space, pattern.coalitions(), *family);
  const SplittingLevels levels = one.find_levels(splitting_key, 200, 1e-4);
  const SplittingLevels fewer = other.find_levels(splitting_key, 200, 1e-2);
  for (std::size_t j = 0; j < one.events(); ++j) {
    REQUIRE(fewer[j].size() < levels[j].size());
    CHECK(std::equal(fewer[j].begin(), fewer[j].end(), levels[j].begin()));
    CHECK(std::is_sorted(levels[j].rbegin(), levels[j].rend()));
    CHECK(levels[j].back() >= 1e-4);
  }
  const std::vector<double> all{1e-1, 1e-2, 1e-3, 1e-4};
  const auto together = one.run(splitting_key, 3, 100, levels, all);
  (void)other.run(splitting_key, 5, 100, levels, all);
  for (std::size_t e = 0; e < all.size(); ++e) {
    const auto alone = other.run(splitting_key, 3, 100, e < 2 ? fewer : levels, std::span(all).subspan(e, 1));
    CHECK(alone[0].probability == together[e].probability);
    CHECK(alone[0].pair_sum == together[e].pair_sum);
    CHECK(alone[0].ancestor_share == together[e].ancestor_share);
  }
  CHECK(one.run(splitting_key, 4, 100, levels, all)[3].probability != together[3].probability);
}

TEST_CASE("a law with equal posteriors has no levels") {
  const TypeSpace space({2, 2, 2});
  const std::vector<Coalition> coalitions{Coalition::single(0)};
  const auto family = family_of(R"({"family": "independent"})", space);
  SplittingSampler sampler(space, coalitions, *family);
  CHECK_THROWS_WITH_AS((void)sampler.find_levels(splitting_key, 100, 1e-3),
                       "the margin is exactly 0 in every draw", InvalidInput);
}

}  // namespace genericity::tail
