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
  std::vector<double> numbers(20000);
  VariateGenerator().normals(address_of(StreamKey{101}, 0, 1, numbers.size()), 20, numbers);
  VariateGenerator().exp(numbers);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const int bits = 1 + static_cast<int>(k % 53);
    const double x = numbers[k];
    const double rounded = round_to_bits(x, bits);
    int exponent = 0;
    const double mantissa = std::ldexp(std::frexp(rounded, &exponent), bits);
    REQUIRE(mantissa == std::floor(mantissa));
    REQUIRE(std::abs(rounded - x) <= std::ldexp(x, -bits));
  }
}

TEST_CASE("weights_from_logs scales each group to a largest weight of 1 and lifts what is too small") {
  const double none = -std::numeric_limits<double>::infinity();
  // Two samples of seven, in groups of five and two.
  std::vector<double> logs = {1000, 999, -1e308, 0, none, -3, 4, none, -5000, none, -5001, -4999, 0, 0};
  const VariateAddress address = address_of(StreamKey{102}, 9, 2, 7);
  const std::vector<int> groups = {5, 2};
  weights_from_logs(VariateGenerator(), address, groups, logs, 0x1p-960);
  CHECK(logs[0] == 1);
  CHECK(logs[1] == std::exp(-1.0));
  CHECK(logs[5] == doctest::Approx(std::exp(-7.0)).epsilon(1e-15));
  CHECK(logs[6] == 1);
  CHECK(logs[8] == doctest::Approx(std::exp(-1.0)).epsilon(1e-15));
  CHECK(logs[11] == 1);
  CHECK(logs[12] == 1);
  CHECK(logs[13] == 1);
  // What is lifted has the uniform of its own place.
  std::vector<double> uniforms(14);
  VariateGenerator().floor_uniforms(address, uniforms);
  for (const std::size_t place : {2U, 3U, 4U, 7U, 9U}) CHECK(logs[place] == 0x1p-960 * (1 + uniforms[place]));
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
