// exp, log, sine and cosine of core/simd against 50 decimal digits, on every instruction set.

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "core/simd/variates.h"

namespace genericity {
namespace {

using Precise = boost::multiprecision::cpp_bin_float_50;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double greatest = std::numeric_limits<double>::max();
constexpr double least_normal = std::numeric_limits<double>::min();
constexpr double least = std::numeric_limits<double>::denorm_min();

/// |computed − truth| in units in the last place of the truth; below 2^-1022 in units of 2^-1074.
double error_in_ulps(double computed, const Precise& truth) {
  const int exponent = truth == 0 ? -1022 : std::max(ilogb(truth), -1022);
  return static_cast<double>(ldexp(abs(Precise(computed) - truth), 52 - exponent));
}

/// Taylor's series of the sine (from = 1) or the cosine (from = 0) of t turns, 0 ≤ t ≤ 1. Boost's own
/// functions do as well, but GCC 14 takes an array of theirs to be overrun.
Precise of_turns(const Precise& t, int from) {
  const Precise x = 2 * boost::math::constants::pi<Precise>() * (t > 0.5 ? Precise(t - 1) : t);
  Precise term = from == 0 ? Precise(1) : x;
  Precise sum = term;
  for (int k = from + 2; k < 70; k += 2) {  // π^70 / 70! < 10^-65
    term *= -x * x / (k * (k - 1));
    sum += term;
  }
  return sum;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

std::vector<double> uniform_points(std::size_t count, double from, double to, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::vector<double> points(count);
  for (double& x : points) x = from + (to - from) * (static_cast<double>(engine() >> 11U) * 0x1p-53);
  return points;
}

/// Positive doubles of all exponents, subnormal ones included: patterns chosen evenly.
std::vector<double> patterns(std::size_t count, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::vector<double> points(count);
  for (double& x : points) x = std::bit_cast<double>(1 + engine() % 0x7fefffffffffffffU);
  return points;
}

void append(std::vector<double>& to, const std::vector<double>& points) {
  to.insert(to.end(), points.begin(), points.end());
}

/// The points in random order, with the function of every instruction set: all must agree to the bit.
template <class Function>
std::vector<double> on_every_set(const std::vector<double>& points, Function&& function) {
  std::vector<double> first;
  for (const InstructionSet set : available_instruction_sets()) {
    CAPTURE(to_string(set));
    std::vector<double> values = points;
    function(VariateGenerator(set), values);
    if (first.empty())
      first = values;
    else
      CHECK(same_bits(values, first));
  }
  return first;
}

const auto exp_of = [](const VariateGenerator& generator, std::vector<double>& values) {
  generator.exp(values);
};
const auto log_of = [](const VariateGenerator& generator, std::vector<double>& values) {
  generator.log(values);
};

template <class Truth>
double worst_error(const std::vector<double>& points, const std::vector<double>& values, Truth&& truth) {
  double worst = 0;
  for (std::size_t k = 0; k < points.size(); ++k)
    worst = std::max(worst, error_in_ulps(values[k], truth(Precise(points[k]))));
  return worst;
}

}  // namespace

TEST_CASE("exp is within 1 ulp over its whole range, subnormal results included") {
  std::vector<double> points = {0.0, -0.0, least, -least, 709.78, -708.3964, -708.4, -745.13};
  append(points, uniform_points(12000, -708.39, 709.78, 1));
  append(points, uniform_points(6000, -745.13, -708.39, 2));
  append(points, uniform_points(6000, -1, 1, 3));
  for (const double tiny : patterns(2000, 4)) points.push_back(std::min(tiny, 0.5));
  const std::vector<double> values = on_every_set(points, exp_of);
  const double worst = worst_error(points, values, [](const Precise& x) { return Precise(exp(x)); });
  MESSAGE("exp: largest error " << worst << " ulp");
  CHECK(worst < 1);
}

TEST_CASE("log is within 1 ulp over its whole range, subnormal arguments included") {
  std::vector<double> points = {least,       least_normal,   greatest,      1.0, std::nextafter(1.0, 0.0),
                                1 + 0x1p-52, std::sqrt(0.5), std::sqrt(2.0)};
  append(points, patterns(12000, 5));
  append(points, uniform_points(6000, 0.5, 2, 6));
  append(points, uniform_points(3000, 0, 1, 7));
  for (const double x : uniform_points(3000, -1e-3, 1e-3, 8)) points.push_back(1 + x);
  for (const double x : uniform_points(1000, 0, least_normal, 9)) points.push_back(x + least);
  const std::vector<double> values = on_every_set(points, log_of);
  const double worst = worst_error(points, values, [](const Precise& x) { return Precise(log(x)); });
  MESSAGE("log: largest error " << worst << " ulp");
  CHECK(worst < 1);
}

TEST_CASE("sine and cosine of turns are within 1.5 ulp") {
  std::vector<double> points = {0x1p-53, 1 - 0x1p-53, 0.125, 0.375, 0.625, 0.875, 0.124999999999, 1e-300};
  append(points, uniform_points(8000, 0, 1, 10));
  for (const double middle : {0.25, 0.5, 0.75})
    for (const double x : uniform_points(500, -1e-9, 1e-9, 11)) points.push_back(middle + x);
  const auto sines = on_every_set(points, [](const VariateGenerator& generator, std::vector<double>& values) {
    const std::vector<double> turns = values;
    std::vector<double> other(values.size());
    generator.sine_and_cosine(turns, values, other);
  });
  const auto cosines =
      on_every_set(points, [](const VariateGenerator& generator, std::vector<double>& values) {
        const std::vector<double> turns = values;
        std::vector<double> other(values.size());
        generator.sine_and_cosine(turns, other, values);
      });
  const double worst_sine = worst_error(points, sines, [](const Precise& t) { return of_turns(t, 1); });
  const double worst_cosine = worst_error(points, cosines, [](const Precise& t) { return of_turns(t, 0); });
  MESSAGE("sine and cosine: largest errors " << worst_sine << " and " << worst_cosine << " ulp");
  CHECK(worst_sine < 1.5);
  CHECK(worst_cosine < 1.5);

  std::vector<double> quarters = {0, 0.25, 0.5, 0.75, 1};
  std::vector<double> sine(5);
  std::vector<double> cosine(5);
  VariateGenerator().sine_and_cosine(quarters, sine, cosine);
  CHECK(sine == std::vector<double>{0, 1, 0, -1, 0});
  CHECK(cosine == std::vector<double>{1, 0, -1, 0, 1});
}

TEST_CASE("exp and log at the ends of their ranges") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto exps =
      on_every_set({infinity, -infinity, 709.79, greatest, -745.14, -greatest, 0.0, -0.0, nan}, exp_of);
  CHECK(std::vector<double>(exps.begin(), exps.end() - 1) ==
        std::vector<double>{infinity, 0, infinity, infinity, 0, 0, 1, 1});
  CHECK(std::isnan(exps.back()));
  const auto logs = on_every_set({0.0, -0.0, infinity, 1.0, nan, -1.0, -least, -infinity}, log_of);
  CHECK(std::vector<double>(logs.begin(), logs.begin() + 4) ==
        std::vector<double>{-infinity, -infinity, infinity, 0});
  for (std::size_t k = 4; k < logs.size(); ++k) CHECK(std::isnan(logs[k]));
}

TEST_CASE(
    "exp is positive wherever e^x rounds to a positive double, and never decreases with x in steps of a "
    "thousandth") {
  std::vector<double> values(1'454'900);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = -745.13 + 0.001 * static_cast<double>(k);
  on_every_set(values, exp_of).swap(values);
  CHECK(values.front() > 0);
  CHECK(std::is_sorted(values.begin(), values.end()));
}

TEST_CASE("the place of a value among its neighbours does not matter") {
  const std::vector<double> points = uniform_points(41, 0.1, 3, 12);
  const auto exps = on_every_set(points, exp_of);
  const auto logs = on_every_set(points, log_of);
  for (std::size_t first = 0; first < points.size(); ++first) {
    for (std::size_t count = 1; first + count <= points.size(); ++count) {
      std::vector<double> part(points.begin() + static_cast<std::ptrdiff_t>(first),
                               points.begin() + static_cast<std::ptrdiff_t>(first + count));
      std::vector<double> other = part;
      VariateGenerator().exp(part);
      VariateGenerator().log(other);
      REQUIRE(std::equal(part.begin(), part.end(), exps.begin() + static_cast<std::ptrdiff_t>(first)));
      REQUIRE(std::equal(other.begin(), other.end(), logs.begin() + static_cast<std::ptrdiff_t>(first)));
    }
  }
}

}  // namespace genericity
