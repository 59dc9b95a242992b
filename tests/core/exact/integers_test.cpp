#include "core/exact/integers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/errors.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// The double as an exact rational, by GMP's own conversion.
mpq_class exactly(double value) {
  return mpq_class(value);
}

/// Checks that the integers are the doubles times one power of two, and the least such integers.
void check_scaled(const std::vector<double>& weights) {
  const IntegerWeights integers = integer_weights(weights);
  REQUIRE(integers.size() == weights.size());
  const mpq_class factor = mpq_class(integers[0]) / exactly(weights[0]);
  mpz_class power = factor >= 1 ? factor.get_num() : factor.get_den();
  CHECK((factor >= 1 ? factor.get_den() : factor.get_num()) == 1);
  CHECK(mpz_popcount(power.get_mpz_t()) == 1);
  bool any_odd = false;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    CHECK(mpq_class(integers[i]) == exactly(weights[i]) * factor);
    any_odd = any_odd || mpz_odd_p(integers[i].get_mpz_t()) != 0;
  }
  CHECK(any_odd);
}

}  // namespace

TEST_CASE("numbers are read as they are written") {
  const auto reads = [](const std::string& text, long numerator, long denominator) {
    CAPTURE(text);
    CHECK(parse_rational(text) == mpq_class(numerator, denominator));
  };
  reads("0.15", 3, 20);
  reads("-3", -3, 1);
  reads("+3", 3, 1);
  reads("1e-3", 1, 1000);
  reads("1/20", 1, 20);
  reads("2/40", 1, 20);
  reads("-2/4", -1, 2);
  reads("0", 0, 1);
  reads("007", 7, 1);
  reads("5.", 5, 1);
  reads(".5", 1, 2);
  reads("1.25E+2", 125, 1);
  reads("1.50e1", 15, 1);
  reads("0.05", 1, 20);
  CHECK(parse_rational("0.15") == 3 * parse_rational("0.05"));
  CHECK(parse_rational("0.15").get_den() == 20);
  CHECK(parse_rational("1e-10000") > 0);
  CHECK(parse_rational("1e10000") * parse_rational("1e-10000") == 1);
  CHECK(parse_rational("123456789012345678901234567890/3") * 3 ==
        parse_rational("123456789012345678901234567890"));
}

TEST_CASE("what is no number is refused") {
  for (const std::string text :
       {"",     " ",     "1 ",  " 1",  ".",     "-",    "+",     "1/",   "/2",  "1/2/3",
        "1/-2", "1.5/2", "1e",  "e5",  "1e+",   "1e5.", "1.2.3", "0x10", "1,5", "inf",
        "nan",  "1e5/3", "--1", "+-1", "1e--3", "one",  "1_0",   "1/2e1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_rational(text), InvalidInput);
  }
  CHECK_THROWS_WITH_AS(parse_rational("1/0"), doctest::Contains("zero denominator"), InvalidInput);
  CHECK_THROWS_WITH_AS(parse_rational("1e10001"), doctest::Contains("beyond 10000"), InvalidInput);
  CHECK_THROWS_WITH_AS(parse_rational("1e-10001"), doctest::Contains("beyond 10000"), InvalidInput);
  CHECK_THROWS_WITH_AS(parse_rational("abc"), doctest::Contains("\"abc\" is not a number"), InvalidInput);
}

TEST_CASE("doubles become the least integers in exactly their proportions") {
  check_scaled({1.0, 2.0, 3.0});
  check_scaled({0.1, 0.2, 0.3});
  check_scaled({0x1p-1074, 1.0, std::numeric_limits<double>::max()});
  check_scaled({0x1p-1074, 0x1.8p-1073, 0x1p-1070});
  check_scaled({3e-320, 7e-310, 1e-300});
  check_scaled({0x1p900, 0x1.8p901});
  CHECK(integer_weights(std::vector<double>{0.25, 0.5, 1.5}) == IntegerWeights{1, 2, 6});
  CHECK(integer_weights(std::vector<double>{12, 4, 20}) == IntegerWeights{3, 1, 5});

  constexpr std::uint64_t seed = 21;
  INFO("seed ", seed);
  RandomPriors random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> weights(8);
    for (double& weight : weights) weight = std::ldexp(random.uniform(), random.integer(-1060, 1020));
    check_scaled(weights);
  }
}

TEST_CASE("weights that are not positive and finite are refused by their place") {
  const auto refused = [](std::vector<double> weights) {
    CHECK_THROWS_WITH_AS(integer_weights(weights), doctest::Contains("weight 2 is not"), InvalidInput);
  };
  refused({1, 0});
  refused({1, -0.5});
  refused({1, std::numeric_limits<double>::infinity()});
  refused({1, std::numeric_limits<double>::quiet_NaN()});
  CHECK_THROWS_WITH_AS(integer_weights(std::vector<mpq_class>{1, 0}), doctest::Contains("weight 2 is not"),
                       InvalidInput);
  CHECK_THROWS_AS(integer_weights(std::vector<mpq_class>{mpq_class(-1, 2), 1}), InvalidInput);
}

TEST_CASE("rationals become the least integers in exactly their proportions") {
  CHECK(integer_weights(std::vector<mpq_class>{{1, 20}, {1, 10}, {3, 20}}) == IntegerWeights{1, 2, 3});
  CHECK(integer_weights(std::vector<mpq_class>{6, 10, 4}) == IntegerWeights{3, 5, 2});
  CHECK(integer_weights(std::vector<mpq_class>{{1, 6}, {1, 4}}) == IntegerWeights{2, 3});
}

TEST_CASE("integers become doubles within the stated error") {
  constexpr std::uint64_t seed = 22;
  INFO("seed ", seed);
  RandomPriors random(seed);
  for (int trial = 0; trial < 200; ++trial) {
    IntegerWeights weights;
    for (int i = 0; i < 6; ++i) {
      mpz_class weight = 1;
      const int words = random.integer(1, 12);
      for (int k = 0; k < words; ++k) weight = weight * 4294967296UL + random.integer(1, 2000000000);
      weights.push_back(weight);
    }
    const std::vector<double> doubles = nearest_doubles(weights);
    // The factor is a power of two that the greatest weight fixes.
    const auto greatest = std::max_element(weights.begin(), weights.end()) - weights.begin();
    CHECK(doubles[static_cast<std::size_t>(greatest)] >= 1);
    CHECK(doubles[static_cast<std::size_t>(greatest)] < 2);
    const auto bits = mpz_sizeinbase(weights[static_cast<std::size_t>(greatest)].get_mpz_t(), 2);
    mpq_class unit = 1;
    mpq_div_2exp(unit.get_mpq_t(), unit.get_mpq_t(), bits - 1);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const mpq_class wanted = weights[i] * unit;
      CHECK(abs(exactly(doubles[i]) - wanted) <= wanted * exactly(0x1p-52));
    }
  }
  // Ratios beyond 2^1000 end at the floor.
  mpz_class huge = 3;
  huge <<= 1500U;
  const std::vector<double> doubles = nearest_doubles({huge, 1, 5});
  CHECK(doubles[0] == 1.5);
  CHECK(doubles[1] == 0x1p-1000);
  CHECK(doubles[2] == 0x1p-1000);
}

TEST_CASE("a decimal may be off by half a unit of its last place, others are what they say") {
  for (const char* text : {"0.15", "1.25", "0.10", "15e-2", "+1.5e-1", "-0.15", "150.00E0"})
    CHECK(written_rounding(text) == mpq_class(1, 200));
  CHECK(written_rounding(".333333") == parse_rational("5e-7"));
  CHECK(written_rounding("2.0") == mpq_class(1, 20));
  CHECK(written_rounding("1e-400") == parse_rational("5e-401"));
  for (const char* text : {"3", "-3", "300", "3e2", "1.5e1", "3.", "1/3", "10/20"}) {
    CAPTURE(text);
    CHECK(written_rounding(text) == 0);
  }
  CHECK_THROWS_AS((void)written_rounding(""), InvalidInput);
}

TEST_CASE("a number is a decimal where a decimal says it exactly") {
  CHECK(exact_decimal(1) == "1");
  CHECK(exact_decimal(mpq_class(1, 2)) == "0.5");
  CHECK(exact_decimal(mpq_class(999999, 1000000)) == "0.999999");
  CHECK(exact_decimal(mpq_class(-1, 40)) == "-0.025");
  CHECK(exact_decimal(mpq_class(12345, 100)) == "123.45");
  CHECK(exact_decimal(100) == "100");
  CHECK(exact_decimal(mpq_class(1, 3)) == "1/3");
  CHECK(exact_decimal(mpq_class(7, 30)) == "7/30");
}
