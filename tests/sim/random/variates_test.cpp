#include "sim/random/variates.h"

#include <doctest/doctest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <limits>
#include <vector>

#include "tests/sim/random/goodness_of_fit.h"

namespace genericity {
namespace {

constexpr std::size_t draws = 200000;

template <class Variate>
std::vector<double> sample_of(std::uint64_t seed, Variate&& variate) {
  std::vector<double> sample(draws);
  for (std::size_t i = 0; i < draws; ++i) {
    Stream stream(StreamKey{seed}, i);
    sample[i] = variate(stream);
  }
  return sample;
}

}  // namespace

TEST_CASE("open_unit never reaches 0 or 1") {
  CHECK(open_unit(0) == 0x1p-53);
  CHECK(open_unit(std::numeric_limits<std::uint64_t>::max()) == 1 - 0x1p-53);
}

TEST_CASE("uniform numbers are uniform, first words and later ones alike") {
  const std::uint64_t seed = 11;
  CAPTURE(seed);
  CHECK(ks_statistic(sample_of(seed, open_uniform), [](double x) { return x; }) < ks_limit());
  std::vector<double> one_sample(draws);
  Stream stream(StreamKey{seed}, 0);
  for (auto& x : one_sample) x = open_uniform(stream);
  CHECK(ks_statistic(one_sample, [](double x) { return x; }) < ks_limit());
}

TEST_CASE("exponential and normal variates have their laws") {
  const std::uint64_t seed = 12;
  CAPTURE(seed);
  CHECK(ks_statistic(sample_of(seed, exponential_variate), [](double x) { return -std::expm1(-x); }) <
        ks_limit());
  const boost::math::normal normal;
  CHECK(ks_statistic(sample_of(seed, normal_variate), [&](double x) { return cdf(normal, x); }) < ks_limit());
}

TEST_CASE("gamma variates have their law") {
  const std::uint64_t seed = 13;
  CAPTURE(seed);
  for (const double shape : {1.0, 1.01, 1.5, 3.0, 250.0, 1e6, 1e9}) {
    CAPTURE(shape);
    const boost::math::gamma_distribution<> gamma(shape);
    const auto sample = sample_of(seed, [&](Stream& stream) { return GammaVariate(shape)(stream); });
    CHECK(ks_statistic(sample, [&](double x) { return cdf(gamma, x); }) < ks_limit());
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

}  // namespace genericity
