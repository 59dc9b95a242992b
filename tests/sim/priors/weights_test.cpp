#include "sim/priors/weights.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sim/random/variates.h"

namespace genericity {

TEST_CASE("round_to_bits rounds to the nearest number of that many bits") {
  CHECK(round_to_bits(1.0, 1) == 1.0);
  CHECK(round_to_bits(1.4, 1) == 1.0);
  CHECK(round_to_bits(1.5, 1) == 2.0);
  CHECK(round_to_bits(5.0, 2) == 6.0);
  CHECK(round_to_bits(5.0, 3) == 5.0);
  CHECK(round_to_bits(0x1.fffp-300, 4) == 0x1p-299);
  CHECK(round_to_bits(1.0 / 3, 53) == 1.0 / 3);
  Stream stream(StreamKey{101}, 0);
  for (int k = 0; k < 20000; ++k) {
    const int bits = 1 + k % 53;
    const double x = std::exp(20 * normal_variate(stream));
    const double rounded = round_to_bits(x, bits);
    int exponent = 0;
    const double mantissa = std::ldexp(std::frexp(rounded, &exponent), bits);
    REQUIRE(mantissa == std::floor(mantissa));
    REQUIRE(std::abs(rounded - x) <= std::ldexp(x, -bits));
  }
}

TEST_CASE("weights_from_logs scales to a largest weight of 1 and lifts what is too small") {
  Stream stream(StreamKey{102}, 0);
  std::vector<double> logs = {1000, 999, -1e308, 0, -std::numeric_limits<double>::infinity()};
  weights_from_logs(stream, logs, 0x1p-960);
  CHECK(logs[0] == 1);
  CHECK(logs[1] == std::exp(-1.0));
  for (const std::size_t place : {2U, 3U, 4U}) {
    CHECK(logs[place] > 0x1p-960);
    CHECK(logs[place] < 0x1p-959);
  }
  CHECK(logs[2] != logs[4]);
}

TEST_CASE("expand_product runs through the profiles with the last agent fastest") {
  const std::vector<int> sizes = {2, 3};
  const std::vector<double> marginals = {2, 3, 5, 7, 11};
  std::vector<double> out(6);
  expand_product(sizes, marginals, 0.5, out);
  CHECK(out == std::vector<double>{5, 7, 11, 7.5, 10.5, 16.5});
  CHECK(total_types(sizes) == 5);
}

}  // namespace genericity
