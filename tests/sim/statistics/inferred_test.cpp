#include "sim/statistics/inferred.h"

#include <doctest/doctest.h>

#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace genericity {
namespace {

TEST_CASE("what can be inferred is, and leaves no reason") {
  std::vector<std::string> reasons;
  CHECK(inferred_or(0.0, "k", reasons, [] { return 1.5; }) == 1.5);
  CHECK(reasons.empty());
}

TEST_CASE("what cannot be inferred is missing, with the reason, once") {
  std::vector<std::string> reasons;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 3; ++i) {
    const double value = inferred_or(nan, "share", reasons, [] {
      const boost::math::fisher_f_distribution<> law(3, 4);
      return cdf(law, std::numeric_limits<double>::infinity());
    });
    CHECK(std::isnan(value));
  }
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].starts_with("share: Error in function boost::math::cdf(fisher_f"));
  (void)inferred_or(nan, "k", reasons, []() -> double { throw std::invalid_argument("no"); });
  CHECK(reasons.back() == "k: no");
}

TEST_CASE("memory that runs out is no missing number") {
  std::vector<std::string> reasons;
  CHECK_THROWS_AS((void)inferred_or(0.0, "k", reasons, []() -> double { throw std::bad_alloc(); }),
                  std::bad_alloc);
}

}  // namespace
}  // namespace genericity
