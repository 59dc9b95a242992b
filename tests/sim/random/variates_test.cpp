#include "sim/random/variates.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <limits>
#include <vector>

#include "sim/random/philox.h"
#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

constexpr std::size_t draws = 200000;

/// Coordinate `place` of three in many samples, so that rows of an odd length are met.
template <class Draw>
std::vector<double> sample_of(std::uint64_t seed, std::size_t place, Draw&& draw) {
  std::vector<double> rows(3 * draws);
  draw(VariateGenerator(), address_of(StreamKey{seed}, 0, draws, 3), std::span<double>(rows));
  std::vector<double> sample(draws);
  for (std::size_t i = 0; i < draws; ++i) sample[i] = rows[3 * i + place];
  return sample;
}

std::uint64_t upper_bits(double uniform) {
  return static_cast<std::uint64_t>(uniform * 0x1p52);
}

}  // namespace

TEST_CASE("the lanes' words are Random123's Philox at the documented counters") {
  const std::uint64_t key = 0x0123456789abcdefU;
  const std::uint64_t first = 0xfedcba98fffffffaU;
  constexpr std::size_t samples = 12;  // crosses the sample counter's low word
  constexpr std::size_t coordinates = 37;
  for (const InstructionSet set : available_instruction_sets()) {
    CAPTURE(to_string(set));
    std::vector<double> main(samples * coordinates);
    std::vector<double> floor(main.size());
    const VariateAddress address{key, first, samples, coordinates, 5};
    VariateGenerator(set).uniforms(address, main);
    VariateGenerator(set).floor_uniforms(address, floor);
    for (std::size_t s = 0; s < samples; ++s) {
      const std::uint64_t sample = first + s;
      for (std::size_t j = 0; j < coordinates; ++j) {
        const auto block = static_cast<std::uint32_t>(5 + j / 2);
        const auto word = [&](std::uint32_t layer) {
          const auto out = philox4x32_10(
              {static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(sample >> 32U), block, layer},
              {0x89abcdef, 0x01234567});
          return out[2 * (j % 2)] | (std::uint64_t{out[2 * (j % 2) + 1]} << 32U);
        };
        const std::size_t k = s * coordinates + j;
        REQUIRE(upper_bits(main[k]) == word(0) >> 12U);
        REQUIRE(main[k] == (static_cast<double>(word(0) >> 12U) + 0.5) * 0x1p-52);
        REQUIRE(floor[k] == (static_cast<double>(word(2) >> 12U) + 0.5) * 0x1p-52);
      }
    }
  }
}

TEST_CASE("a stream's words are those of the main layer") {
  std::vector<double> uniforms(20);
  VariateGenerator().uniforms(address_of(StreamKey{7}, 9, 1, 20), uniforms);
  Stream stream(StreamKey{7}, 9);
  for (const double uniform : uniforms) CHECK(upper_bits(uniform) == stream() >> 12U);
}

TEST_CASE("exponentials are minus the logarithms of the uniforms") {
  const VariateAddress address = address_of(StreamKey{10}, 0, 1000, 9);
  std::vector<double> uniforms(9000);
  std::vector<double> exponentials(9000);
  VariateGenerator().uniforms(address, uniforms);
  VariateGenerator().exponentials(address, exponentials);
  for (std::size_t k = 0; k < uniforms.size(); ++k) {
    REQUIRE(uniforms[k] > 0);
    REQUIRE(uniforms[k] < 1);
    REQUIRE(exponentials[k] == doctest::Approx(-std::log(uniforms[k])).epsilon(1e-15));
  }
  VariateGenerator().log(uniforms);
  for (std::size_t k = 0; k < uniforms.size(); ++k) REQUIRE(exponentials[k] == -uniforms[k]);
}

TEST_CASE("uniforms, exponentials and normals have their laws") {
  const std::uint64_t seed = 12;
  CAPTURE(seed);
  const boost::math::normal normal(0, 2);
  for (const std::size_t place : {0U, 1U, 2U}) {
    CAPTURE(place);
    CHECK(ks_statistic(sample_of(seed, place, [](auto&& g, auto&& a, auto out) { g.uniforms(a, out); }),
                       [](double x) { return x; }) < ks_limit());
    CHECK(ks_statistic(sample_of(seed, place, [](auto&& g, auto&& a, auto out) { g.exponentials(a, out); }),
                       [](double x) { return -std::expm1(-x); }) < ks_limit());
    CHECK(ks_statistic(sample_of(seed, place, [](auto&& g, auto&& a, auto out) { g.normals(a, 2, out); }),
                       [&](double x) { return cdf(normal, x); }) < ks_limit());
  }
}

// The two normals of a pair share radius and angle: that they are independent is what is to be seen. Given
// the signs and the order of the absolute values, each of the eight sectors has the chance 1/8, and the
// squared radius is exponential with mean 2.
TEST_CASE("the two normals of a pair are independent") {
  const std::uint64_t seed = 15;
  CAPTURE(seed);
  const auto draw = [](auto&& g, auto&& a, auto out) { g.normals(a, 1, out); };
  const auto first = sample_of(seed, 0, draw);
  const auto second = sample_of(seed, 1, draw);
  std::vector<double> sectors(8);
  std::vector<double> squares(draws);
  std::vector<double> sums(draws);
  for (std::size_t i = 0; i < draws; ++i) {
    const double x = first[i];
    const double y = second[i];
    ++sectors[(x > 0 ? 1U : 0U) + (y > 0 ? 2U : 0U) + (std::abs(x) > std::abs(y) ? 4U : 0U)];
    squares[i] = x * x + y * y;
    sums[i] = 0.6 * x - 0.8 * y;
  }
  double statistic = 0;
  for (const double count : sectors)
    statistic += (count - draws / 8.0) * (count - draws / 8.0) / (draws / 8.0);
  CHECK(statistic < quantile(complement(boost::math::chi_squared(7), test_tail)));
  CHECK(ks_statistic(squares, [](double x) { return -std::expm1(-x / 2); }) < ks_limit());
  CHECK(ks_statistic(sums, [](double x) { return cdf(boost::math::normal(), x); }) < ks_limit());
}

TEST_CASE("gamma variates have their law") {
  const std::uint64_t seed = 13;
  CAPTURE(seed);
  for (const double shape : {1.0, 1.01, 1.5, 3.0, 250.0, 1e6, 1e9}) {
    CAPTURE(shape);
    const boost::math::gamma_distribution<> gamma(shape);
    auto sample = sample_of(seed, 1, [&](auto&& g, auto&& a, auto out) { g.gammas(a, shape, out); });
    // Boost takes up to 0.1 ms for a value at the largest shapes, where the law is all but normal.
    if (shape > 1000) sample.resize(draws / 20);
    CHECK(ks_statistic(sample, [&](double x) { return cdf(gamma, x); }) < ks_limit());
  }
}

// G(a+1)·U^(1/a) of shape a. For small shapes most variates are no doubles; e^(a·log) is near U then, and
// P(G ≤ x) is tested where x is one.
TEST_CASE("logarithms of gamma variates have their law") {
  const std::uint64_t seed = 16;
  CAPTURE(seed);
  for (const double shape : {0.02, 0.3, 0.999}) {
    CAPTURE(shape);
    const boost::math::gamma_distribution<> gamma(shape);
    auto sample = sample_of(seed, 2, [&](auto&& g, auto&& a, auto out) { g.log_gammas(a, shape, out); });
    // P(G ≤ x) = x^a/Γ(a+1)·(1 − …) below the least double, where the next term is out of sight.
    CHECK(ks_statistic(sample, [&](double log) {
            return log < -700 ? std::exp(shape * log) / std::tgamma(shape + 1) : cdf(gamma, std::exp(log));
          }) < ks_limit());
  }
}

TEST_CASE("uniform integers are uniform") {
  const std::uint64_t seed = 14;
  CAPTURE(seed);
  std::vector<double> counts(7);
  for (std::size_t i = 0; i < draws; ++i) {
    Stream stream(StreamKey{seed}, i);
    const std::uint64_t x = uniform_integer(stream, 3, 9);
    REQUIRE(x >= 3);
    REQUIRE(x <= 9);
    ++counts[x - 3];
  }
  double statistic = 0;
  const double expected = static_cast<double>(draws) / 7;
  for (const double count : counts) statistic += (count - expected) * (count - expected) / expected;
  CHECK(statistic < quantile(complement(boost::math::chi_squared(6), test_tail)));
}

// Of 3·2^62 values a remainder would give the first 2^62 twice as often as the others: half the draws instead
// of a third.
TEST_CASE("uniform integers of a range that does not divide 2^64 are uniform") {
  const std::uint64_t range = std::uint64_t{3} << 62U;
  std::vector<double> counts(3);
  for (std::size_t i = 0; i < draws; ++i) {
    Stream stream(StreamKey{17}, i);
    ++counts.at(uniform_integer(stream, 0, range - 1) >> 62U);
  }
  double statistic = 0;
  const double expected = static_cast<double>(draws) / 3;
  for (const double count : counts) statistic += (count - expected) * (count - expected) / expected;
  CHECK(statistic < quantile(complement(boost::math::chi_squared(2), test_tail)));
  Stream stream(StreamKey{18}, 0);
  CHECK(uniform_integer(stream, 5, 5) == 5);
  Stream whole(StreamKey{19}, 0);
  Stream same(StreamKey{19}, 0);
  CHECK(uniform_integer(whole, 0, std::numeric_limits<std::uint64_t>::max()) == same());
}

}  // namespace genericity
