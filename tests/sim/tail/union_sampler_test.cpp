#include "sim/tail/union_sampler.h"

#include <doctest/doctest.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/conditions/belief_separation.h"
#include "core/pattern.h"
#include "sim/priors/family.h"

namespace genericity::tail {
namespace {

constexpr std::uint64_t union_seed = 33;
/// Standard errors that a mean of many draws stays within, but for a chance below 1e-6.
constexpr double union_errors = 5;

struct Estimate {
  double mean;
  double error;
};

Estimate estimate(UnionSampler& sampler, std::uint64_t draws) {
  const UnionSampler::Sums sums = sampler.run({union_seed}, 0, draws);
  const auto n = static_cast<double>(draws);
  const double mean = sums.value / n;
  const double relative = mean / sums.scale;
  return {mean, sums.scale * std::sqrt(std::max(0.0, sums.square / n - relative * relative) / n)};
}

constexpr CellLaw uniform_law{CellLaw::Kind::gamma, 1};

/// P(|X − Y| < ε) for independent X, Y on (0, 1) with quantile function `quantile` and distribution function
/// `cumulative`: ∫ F(q(u)+ε) − F(q(u)−ε) du.
template <class Quantile, class Cumulative>
double probability_of_close(const Quantile& quantile, const Cumulative& cumulative, double epsilon) {
  using boost::math::quadrature::gauss_kronrod;
  const auto part = [&](double u) {
    const double x = quantile(u);
    return cumulative(std::min(x + epsilon, 1.0)) - cumulative(std::max(x - epsilon, 0.0));
  };
  double sum = 0;
  // The integrand changes quickly near the ends; by symmetry one half is enough.
  double edge = 0.5;
  for (int k = 0; k < 30; ++k, edge /= 2) {
    sum += gauss_kronrod<double, 31>::integrate(part, edge / 2, edge, 5, 1e-9);
  }
  return 2 * (sum + part(edge / 2) * edge);
}

}  // namespace

TEST_CASE("the table of uniform priors: constants and exponents of every codimension up to 7") {
  CAPTURE(union_seed);
  struct Case {
    std::vector<int> types;
    const char* pattern;
    double constant;
    double codimension;
  };
  // Constants: Σ_S C(m_S, 2) C(2d, d) over the coalitions with k_S = d + 1; for d = 1 each 2×2 minor that
  // two coalitions share counts 5/2 instead of 4.
  for (const Case& known : {Case{{2, 2, 2}, "maximal", 27, 1}, Case{{2, 2, 2, 2}, "maximal", 188, 1},
                            Case{{2, 2, 3}, "{1,2}", 36, 2}, Case{{2, 2, 2}, "minimal", 60, 3},
                            Case{{2, 2, 2, 2}, "{1,2}", 120, 3}, Case{{2, 2, 2, 2}, "size<=2", 720, 3},
                            Case{{2, 2, 2, 2}, "minimal", 13728, 7}}) {
    CAPTURE(known.pattern);
    const TypeSpace space(known.types);
    const Pattern pattern = Pattern::parse(known.pattern, space.agents());
    UnionSampler large(space, pattern.coalitions(), uniform_law, 1e-4);
    UnionSampler small(space, pattern.coalitions(), uniform_law, 1e-6);
    constexpr std::uint64_t draws = 20000;
    const Estimate at_4 = estimate(large, draws);
    const Estimate at_6 = estimate(small, draws);
    // The union bound holds, and at 1e-6 what is left of order ε is below 1e-3 of the constant.
    CHECK(at_6.mean <= small.share_sum());
    const double ratio = at_6.mean / (known.constant * std::pow(1e-6, known.codimension));
    CHECK(std::abs(ratio - 1) <= union_errors * at_6.error / at_6.mean + 1e-3);
    CHECK(union_errors * at_6.error / at_6.mean < 0.02);
    // Between 1e-4 and 1e-6 the slope is off by at most (terms of relative size 100 ε) / ln 100.
    const double slope = std::log(at_4.mean / at_6.mean) / std::log(1e2);
    const double slope_error = std::hypot(at_4.error / at_4.mean, at_6.error / at_6.mean) / std::log(1e2);
    CHECK(std::abs(slope - known.codimension) <= union_errors * slope_error + 3e-3);
  }
}

TEST_CASE("down to 1e-12 nothing is lost to rounding") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  UnionSampler sampler(space, pattern.coalitions(), uniform_law, 1e-12);
  const Estimate found = estimate(sampler, 20000);
  CHECK(std::abs(found.mean / 27e-12 - 1) <= union_errors * found.error / found.mean);
}

// One coalition with two types facing two: P(|X − Y| < ε) for two independent Beta(α, α).
TEST_CASE("Dirichlet laws agree with quadrature, bounded density or not") {
  CAPTURE(union_seed);
  const TypeSpace space({2, 2});
  const std::vector<Coalition> coalitions{Coalition::single(0)};
  for (const double alpha : {0.2, 0.5, 0.7, 1.5, 4.0}) {
    const boost::math::beta_distribution<> law(alpha, alpha);
    for (const double epsilon : {0.3, 1e-2, 1e-4}) {
      CAPTURE(alpha);
      CAPTURE(epsilon);
      const double exact = probability_of_close([&](double u) { return quantile(law, u); },
                                                [&](double x) { return cdf(law, x); }, epsilon);
      UnionSampler sampler(space, coalitions, {CellLaw::Kind::gamma, alpha}, epsilon);
      const Estimate found = estimate(sampler, 20000);
      CHECK(std::abs(found.mean - exact) <= union_errors * found.error + 1e-4 * exact);
      CHECK(found.error < 0.05 * exact);
    }
  }
}

// The same with X = 1/(1 + exp(−Z)), Z normal with variance 2σ².
TEST_CASE("log-normal weights agree with quadrature") {
  CAPTURE(union_seed);
  const TypeSpace space({2, 2});
  const std::vector<Coalition> coalitions{Coalition::single(1)};
  for (const double sigma : {0.5, 1.5}) {
    const boost::math::normal_distribution<> normal_law(0, sigma * std::sqrt(2.0));
    for (const double epsilon : {0.3, 1e-2, 1e-5}) {
      CAPTURE(sigma);
      CAPTURE(epsilon);
      const double exact =
          probability_of_close([&](double u) { return 1 / (1 + std::exp(-quantile(normal_law, u))); },
                               [&](double x) {
                                 return x <= 0 ? 0 : x >= 1 ? 1 : cdf(normal_law, std::log(x / (1 - x)));
                               },
                               epsilon);
      UnionSampler sampler(space, coalitions, {CellLaw::Kind::log_normal, sigma}, epsilon);
      const Estimate found = estimate(sampler, 20000);
      CHECK(std::abs(found.mean - exact) <= union_errors * found.error + 1e-4 * exact);
      CHECK(found.error < 0.05 * exact);
    }
  }
}

TEST_CASE("tail mode agrees with plain sampling where both can see") {
  CAPTURE(union_seed);
  constexpr std::uint64_t draws = 20000;
  for (const std::string description :
       {R"({"family": "dirichlet"})", R"({"family": "dirichlet", "alpha": 0.25})",
        R"({"family": "dirichlet", "alpha": 0.6})", R"({"family": "dirichlet", "alpha": 3})",
        R"({"family": "logistic_normal"})"}) {
    CAPTURE(description);
    const TypeSpace space({2, 3, 2});
    const auto family = make_prior_family(nlohmann::json::parse(description), space, {});
    const std::optional<CellLaw> law = family->cell_law();
    REQUIRE(law);
    const Pattern pattern = Pattern::parse("{1,2}", 3);
    std::vector<BeliefSeparation> separations;
    for (const Coalition coalition : pattern.coalitions()) separations.emplace_back(space, coalition);
    std::vector<double> margins;
    std::vector<double> weights(space.profiles());
    std::vector<double> scratch(family->scratch_size());
    for (std::uint64_t i = 0; i < draws; ++i) {
      family->draw({union_seed}, i, 1, weights, scratch);
      double margin = 1;
      for (BeliefSeparation& separation : separations)
        margin = std::min(margin, separation.closest(Prior(weights)).distance);
      margins.push_back(margin);
    }
    for (const double epsilon : {0.2, 0.05, 0.01}) {
      CAPTURE(epsilon);
      const auto below = static_cast<double>(
          std::count_if(margins.begin(), margins.end(), [&](double margin) { return margin < epsilon; }));
      using Binomial = boost::math::binomial_distribution<>;
      const double low = Binomial::find_lower_bound_on_p(draws, below, 2.5e-7);
      const double high = Binomial::find_upper_bound_on_p(draws, below, 2.5e-7);
      UnionSampler sampler(space, pattern.coalitions(), *law, epsilon);
      const Estimate found = estimate(sampler, draws);
      CHECK(found.mean + union_errors * found.error > low);
      CHECK(found.mean - union_errors * found.error < high);
    }
  }
}

// Nearly all priors of this concentrated law are in the event, and many where no pair law is dense.
TEST_CASE("no draw carries the estimate of an event that is not rare") {
  CAPTURE(union_seed);
  constexpr std::uint64_t draws = 4000;
  const TypeSpace space({2, 2, 2});
  UnionSampler sampler(space, Pattern::minimal(3).coalitions(), {CellLaw::Kind::gamma, 10}, 0.25);
  const double most = 1 + 1 / sampler.share_sum();
  double greatest = 0;
  for (std::uint64_t i = 0; i < draws; ++i)
    greatest = std::max(greatest, sampler.run({union_seed}, i, 1).value);
  CHECK(greatest > 0);
  CHECK(greatest <= most * (1 + 1e-12));
  CHECK(sampler.run({union_seed}, 0, draws).effective_draws() > 0.2 * draws);
}

TEST_CASE("a draw is a function of its number") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::maximal(3);
  UnionSampler one(space, pattern.coalitions(), {CellLaw::Kind::gamma, 0.5}, 1e-3);
  UnionSampler other(space, pattern.coalitions(), {CellLaw::Kind::gamma, 0.5}, 1e-3);
  other.run({union_seed}, 5, 3);
  for (const std::uint64_t i : {0U, 7U, 1000U})
    CHECK(one.run({union_seed}, i, 1).value == other.run({union_seed}, i, 1).value);
}

TEST_CASE("a probability below the least double is refused") {
  const TypeSpace space({2, 8, 8, 8});
  const std::vector<Coalition> coalitions{Coalition::single(0)};
  CHECK_THROWS(UnionSampler(space, coalitions, {CellLaw::Kind::gamma, 1}, 1e-3));
}

}  // namespace genericity::tail
