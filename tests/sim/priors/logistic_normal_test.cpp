#include <doctest/doctest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "tests/sim/priors/draws.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {

TEST_CASE("log-ratios under logistic_normal are normal with variance 2 sigma^2") {
  const std::uint64_t seed = 31;
  constexpr std::size_t draws = 100000;
  CAPTURE(seed);
  for (const double sigma : {1e-6, 1.0, 2.5, 20.0}) {
    CAPTURE(sigma);
    const std::string spec = nlohmann::json({{"family", "logistic_normal"}, {"sigma", sigma}}).dump();
    const Draws sample(spec, {2, 2}, seed, draws);
    const boost::math::normal law(0, sigma * std::sqrt(2.0));
    for (const std::size_t place : {1U, 2U, 3U}) {
      std::vector<double> ratio(draws);
      for (std::size_t i = 0; i < draws; ++i) ratio[i] = std::log(sample.row(i)[0] / sample.row(i)[place]);
      CHECK(ks_statistic(ratio, [&](double x) { return cdf(law, x); }) < ks_limit());
    }
    // Two ratios without a common weight are independent, so their sum is normal with variance 4 sigma^2.
    const boost::math::normal sum_law(0, 2 * sigma);
    std::vector<double> sum(draws);
    for (std::size_t i = 0; i < draws; ++i) {
      const auto row = sample.row(i);
      sum[i] = std::log(row[0] / row[1]) + std::log(row[2] / row[3]);
    }
    CHECK(ks_statistic(sum, [&](double x) { return cdf(sum_law, x); }) < ks_limit());
  }
}

TEST_CASE("the null set and rare events under logistic_normal") {
  const auto family = [](const std::string& sigma) {
    return family_of(R"({"family": "logistic_normal", "sigma": )" + sigma + "}", {2, 2, 3});
  };
  const NullSetTheory theory = theory_of(R"({"family": "logistic_normal"})", {2, 2, 3}, "{1,2}");
  CHECK(theory.codimension == 2);
  CHECK(theory.exponent == 2);
  CHECK(std::isnan(theory.constant));
  const auto law = family("1.5")->cell_law();
  REQUIRE(law);
  CHECK(law->kind == CellLaw::Kind::log_normal);
  CHECK(law->parameter == 1.5);
  CHECK(!family("1.6")->cell_law());
  CHECK(family("10")->tail_refusal().empty());
  CHECK(family("11")->tail_refusal().find("at most 10") != std::string::npos);
}

}  // namespace genericity
