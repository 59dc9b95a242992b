#include "sim/statistics/margin_histogram.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace genericity {
namespace {

constexpr std::size_t bins = MarginHistogram::bins;
__extension__ using Wide = unsigned __int128;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("edges are powers of two and the nearest doubles to their products with the root of two") {
  CHECK(bins == 138);
  CHECK(MarginHistogram::lower_edge(0) == 0.0);
  CHECK(MarginHistogram::lower_edge(1) == 0x1p-64);
  CHECK(MarginHistogram::lower_edge(129) == 1.0);
  CHECK(MarginHistogram::lower_edge(130) == 1.4142135623730951);
  CHECK(MarginHistogram::lower_edge(131) == 2.0);
  CHECK(MarginHistogram::lower_edge(127) == 0.5);
  CHECK(MarginHistogram::lower_edge(128) == 0.70710678118654757);
  CHECK(MarginHistogram::lower_edge(bins - 1) == 16.0);
  CHECK(MarginHistogram::lower_edge(bins) == infinity);
}

TEST_CASE("the fixed constant is the double nearest to the root of two") {
  // r = 1.4142… is nearest when (r - u/2)² < 2 < (r + u/2)² with u the last place; exact with r = k/2^52, in
  // 128 bits.
  const auto k = static_cast<Wide>(std::ldexp(MarginHistogram::lower_edge(130), 52));
  const auto twice_k = 2 * k;  // in units of 2^-53
  const auto two = static_cast<Wide>(1) << 107U;
  CHECK((twice_k - 1) * (twice_k - 1) < two);
  CHECK((twice_k + 1) * (twice_k + 1) > two);
}

TEST_CASE("every edge opens its own bin and the double before it lies in the bin below") {
  for (std::size_t bin = 1; bin < bins; ++bin) {
    CAPTURE(bin);
    const double edge = MarginHistogram::lower_edge(bin);
    CHECK(edge > MarginHistogram::lower_edge(bin - 1));
    CHECK(MarginHistogram::bin_of(edge) == bin);
    CHECK(MarginHistogram::bin_of(std::nextafter(edge, infinity)) == bin);
    CHECK(MarginHistogram::bin_of(std::nextafter(edge, 0.0)) == bin - 1);
  }
}

TEST_CASE("values beyond the edges fall into the outer bins") {
  CHECK(MarginHistogram::bin_of(std::numeric_limits<double>::denorm_min()) == 0);
  CHECK(MarginHistogram::bin_of(std::numeric_limits<double>::min()) == 0);
  CHECK(MarginHistogram::bin_of(1e-30) == 0);
  CHECK(MarginHistogram::bin_of(1e30) == bins - 1);
  CHECK(MarginHistogram::bin_of(std::numeric_limits<double>::max()) == bins - 1);
}

TEST_CASE("random values lie between the edges of their bin") {
  constexpr std::uint64_t seed = 71;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> exponent(-70.0, 8.0);
  for (int draw = 0; draw < 20000; ++draw) {
    const double value = std::exp2(exponent(engine));
    const std::size_t bin = MarginHistogram::bin_of(value);
    CAPTURE(value);
    REQUIRE(bin < bins);
    CHECK(MarginHistogram::lower_edge(bin) <= value);
    CHECK(value < MarginHistogram::lower_edge(bin + 1));
  }
}

TEST_CASE("counting, merging and setting agree") {
  MarginHistogram left;
  left.add(0.0);
  left.add(-0.0);
  left.add(1.0);
  left.add(1.2);
  left.add(1.5);
  CHECK(left.zeros() == 2);
  CHECK(left.count(129) == 2);
  CHECK(left.count(130) == 1);
  CHECK(left.total() == 5);

  MarginHistogram right;
  right.add(1.0);
  right.add(1e-300);
  MarginHistogram both = left;
  both.merge(right);
  MarginHistogram reversed = right;
  reversed.merge(left);
  CHECK(both == reversed);
  CHECK(both != left);
  CHECK(both.count(0) == 1);
  CHECK(both.count(129) == 3);
  CHECK(both.zeros() == 2);
  CHECK(both.total() == 7);

  std::array<std::uint64_t, bins> counts{};
  counts[0] = 1;
  counts[129] = 3;
  counts[130] = 1;
  MarginHistogram copy;
  copy.set(2, counts);
  CHECK(copy == both);
}

}  // namespace
}  // namespace genericity
