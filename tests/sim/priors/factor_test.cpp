#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "core/conditions/belief_separation.h"
#include "core/pattern.h"
#include "tests/sim/priors/draws.h"
#include "tests/sim/priors/ties.h"

namespace genericity {
namespace {

using Real = long double;

/// The deterministic prior of a description, with the sum 1.
std::vector<double> prior_of(const std::string& spec, const std::vector<int>& types) {
  const Draws sample(spec, types, 1, 1);
  std::vector<double> prior(sample.row(0).begin(), sample.row(0).end());
  for (double& probability : prior) probability /= sample.total(0);
  return prior;
}

/// P(low < X ≤ high).
Real interval(Real low, Real high) {
  if (low > 0) return interval(-high, -low);
  const Real root_half = std::numbers::sqrt2_v<Real> / 2;
  return (boost::math::erfc(-high * root_half) - boost::math::erfc(-low * root_half)) / 2;
}

/// p(θ) by adaptive quadrature over pieces, with Boost's functions and 64 bits: shares nothing with the
/// family.
Real probability(const TypeSpace& space, std::size_t profile, const std::vector<double>& loadings,
                 const std::vector<std::vector<double>>& marginals) {
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  std::vector<Real> low, high;
  for (int agent = 0; agent < space.agents(); ++agent) {
    const std::vector<double>& marginal = marginals[static_cast<std::size_t>(agent)];
    Real total = 0;
    for (const double p : marginal) total += p;
    std::vector<Real> thresholds{-infinity};
    Real below = 0;
    for (std::size_t type = 0; type + 1 < marginal.size(); ++type) {
      below += marginal[type];
      thresholds.push_back(-std::numbers::sqrt2_v<Real> * boost::math::erfc_inv(2 * below / total));
    }
    thresholds.push_back(infinity);
    const auto type = static_cast<std::size_t>(space.type_of(profile, agent));
    low.push_back(thresholds[type]);
    high.push_back(thresholds[type + 1]);
  }
  const auto integrand = [&](Real z) {
    Real value = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi_v<Real>);
    for (std::size_t i = 0; i < loadings.size(); ++i) {
      const Real spread = std::sqrt(1 - Real(loadings[i]) * loadings[i]);
      value *= interval((low[i] - loadings[i] * z) / spread, (high[i] - loadings[i] * z) / spread);
    }
    return value;
  };
  Real sum = 0;
  for (Real piece = -12; piece < 12; piece += 0.5)
    sum += boost::math::quadrature::gauss_kronrod<Real, 61>::integrate(integrand, piece, piece + 0.5L, 6,
                                                                       1e-17L);
  return sum;
}

}  // namespace

TEST_CASE("orthants of the one-factor law have their closed forms") {
  for (const double rho : {0.0, 0.1, 0.5, 0.9, 0.99}) {
    CAPTURE(rho);
    const std::string spec = R"({"family": "factor", "rho": )" + std::to_string(rho) + "}";
    const double angle = std::asin(rho);
    const std::vector<double> two = prior_of(spec, {2, 2});
    CHECK(std::abs(two[0] - (0.25 + angle / (2 * std::numbers::pi))) < 1e-14);
    CHECK(std::abs(two[1] - (0.25 - angle / (2 * std::numbers::pi))) < 1e-14);
    const std::vector<double> three = prior_of(spec, {2, 2, 2});
    CHECK(std::abs(three[0] - (0.125 + 3 * angle / (4 * std::numbers::pi))) < 1e-14);
  }
  const std::vector<double> mixed =
      prior_of(R"({"family": "factor", "loadings": [0.5, 0.25, -0.75]})", {2, 2, 2});
  const double angles = std::asin(0.125) - std::asin(0.375) - std::asin(0.1875);
  CHECK(std::abs(mixed[0] - (0.125 + angles / (4 * std::numbers::pi))) < 1e-14);
}

TEST_CASE("probabilities of the one-factor law agree with adaptive quadrature to twelve digits") {
  struct Case {
    std::vector<int> types;
    std::vector<double> loadings;
    std::vector<std::vector<double>> marginals;
  };
  const double third = 1.0 / 3;
  for (const auto& [types, loadings, marginals] :
       {Case{{2, 3, 2}, {0.5, 0.5, 0.5}, {{0.5, 0.5}, {third, third, third}, {0.5, 0.5}}},
        Case{{2, 3, 2}, {0.5, -0.25, 0.9}, {{0.3, 0.7}, {0.05, 0.15, 0.8}, {0.9, 0.1}}},
        Case{{3, 4}, {0.99, -0.98}, {{0.2, 0.5, 0.3}, {0.4, 0.3, 0.2, 0.1}}},
        Case{
            {2, 2, 2, 2, 2}, {0.1, 0.3, 0.5, 0.7, 0.9}, std::vector<std::vector<double>>(5, {0.25, 0.75})}}) {
    const nlohmann::json spec = {{"family", "factor"}, {"loadings", loadings}, {"marginals", marginals}};
    CAPTURE(spec.dump());
    const TypeSpace space(types);
    const std::vector<double> prior = prior_of(spec.dump(), types);
    for (std::size_t profile = 0; profile < prior.size(); ++profile) {
      const Real exact = probability(space, profile, loadings, marginals);
      CHECK(std::abs(static_cast<double>((prior[profile] - exact) / exact)) < 1e-12);
    }
    for (int agent = 0; agent < space.agents(); ++agent) {
      const std::vector<double>& marginal = marginals[static_cast<std::size_t>(agent)];
      for (int type = 0; type < space.size(agent); ++type) {
        double sum = 0;
        for (std::size_t profile = 0; profile < prior.size(); ++profile)
          if (space.type_of(profile, agent) == type) sum += prior[profile];
        CHECK(std::abs(sum - marginal[static_cast<std::size_t>(type)]) < 1e-13);
      }
    }
  }
}

// Agents alike may swap their types, turned round if their loadings have different signs, and those without a
// loading tell nothing: then, and only then in these examples, are posteriors equal, in exact arithmetic.
TEST_CASE("posteriors of the one-factor law are equal, exactly, where the law says so") {
  struct Case {
    std::vector<int> types;
    std::string spec;
    bool is_rational;
  };
  for (const auto& [types, parameters, is_rational] :
       {Case{{3, 3, 2}, R"("rho": 0.3)", false}, Case{{2, 3, 4}, R"("rho": 0.3)", false},
        Case{{3, 3, 2, 2}, R"("loadings": [0.6, -0.6, 0.7, 0.2])", false},
        Case{{3, 3, 2},
             R"("loadings": [0.6, -0.6, 0.6],
             "marginals": [[0.2, 0.3, 0.5], [0.5, 0.3, 0.2], [0.4, 0.6]])",
             false},
        Case{{3, 3, 2},
             R"("loadings": [0.6, 0.6, 0.6],
             "marginals": [[0.2, 0.3, 0.5], [0.5, 0.3, 0.2], [0.4, 0.6]])",
             false},
        Case{{2, 2, 3},
             R"("loadings": [0.6, 0, 0.3], "marginals": [[0.2, 0.8], [0.3, 0.7], [0.4, 0.3, 0.3]])",
             true},
        Case{{2, 2, 3}, R"("loadings": [0, 0.5, 0])", false},
        Case{{2, 2, 3}, R"("rho": 0, "marginals": [[0.2, 0.8], [0.3, 0.7], [0.4, 0.3, 0.3]])", true}}) {
    const std::string spec = R"({"family": "factor", )" + parameters + "}";
    CAPTURE(spec);
    const TypeSpace space(types);
    const auto family = family_of(spec, types);
    const Draws sample(*family, space.profiles(), 1, 0, 1);
    const InformationStructure* exact = family->exact_prior(17);
    CHECK((exact != nullptr) == is_rational);
    const InformationStructure rounded(space, sample.row(0));
    if (exact != nullptr)
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        CHECK(exact->approximate()[profile] / exact->approximate()[0] ==
              doctest::Approx(sample.row(0)[profile] / sample.row(0)[0]).epsilon(1e-15));
    const InformationStructure& prior = exact != nullptr ? *exact : rounded;
    const Pattern all = Pattern::maximal(space.agents());
    for (const Coalition coalition : all.coalitions()) {
      CAPTURE(coalition.to_string());
      const bool is_tied = family->null_set_theory(space, std::span(&coalition, 1)).codimension == 0;
      CHECK(has_tie(prior, coalition) == is_tied);
      BeliefSeparation separation(space, coalition);
      CHECK((separation.closest(Prior(prior)).distance == 0) == is_tied);
    }
  }
}

TEST_CASE("noise mixes the one-factor law as near does") {
  const Draws noisy(R"({"family": "factor", "rho": 0.4, "noise": 0.1})", {2, 3, 2}, 5, 20);
  const Draws near(R"({"family": "near", "epsilon": 0.1, "base": {"family": "factor", "rho": 0.4}})",
                   {2, 3, 2}, 5, 20);
  CHECK(noisy.weights == near.weights);
  const auto pure = family_of(R"({"family": "factor", "rho": 0.4})", {2, 2});
  CHECK(pure->tail_refusal().find("one prior") != std::string::npos);
  CHECK(family_of(R"({"family": "factor", "rho": 0.4, "noise": 0.1})", {2, 2})->tail_refusal().empty());
  CHECK(theory_of(R"({"family": "factor", "rho": 0, "noise": 0.1})", {2, 2, 2}, "minimal").exponent == 3);
  CHECK(std::isnan(
      theory_of(R"({"family": "factor", "rho": 0.1, "noise": 0.1})", {2, 2, 2}, "minimal").exponent));
}

TEST_CASE("parameters of the one-factor law have one spelling, and rho is a common loading") {
  const auto named = [](const std::string& parameters) {
    return family_of(R"({"family": "factor", )" + parameters + "}", {2, 2, 2})->name();
  };
  CHECK(named(R"("rho": 0.25)") == "factor(rho=0.25,noise=0)");
  CHECK(named(R"("loadings": [0.5, 0, -0.0])") == "factor(loadings=0.5,0,0,noise=0)");
  CHECK(named(R"("rho": 0.25, "marginals": [[0.5, 0.5], [0.25, 0.75], [0.5, 0.5]], "noise": 1e-3)") ==
        "factor(rho=0.25,marginals=0.5,0.5;0.25,0.75;0.5,0.5,noise=0.001)");
  CHECK(prior_of(R"({"family": "factor", "rho": 0.25})", {2, 3}) ==
        prior_of(R"({"family": "factor", "loadings": [0.5, 0.5]})", {2, 3}));
}

}  // namespace genericity
