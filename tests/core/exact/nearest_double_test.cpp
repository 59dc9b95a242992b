#include "core/exact/nearest_double.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/exact/integers.h"

namespace genericity {
namespace {

/// Whether no other double is nearer, and of two as near this one is even.
bool is_nearest(const mpq_class& number, double found) {
  const auto distance = [&](double other) { return mpq_class(abs(mpq_class(other) - number)); };
  for (const double other : {std::nextafter(found, -INFINITY), std::nextafter(found, INFINITY)}) {
    if (std::isinf(other)) continue;
    if (distance(other) < distance(found)) return false;
    const bool is_odd = std::fmod(std::abs(std::scalbn(found, 52 - std::ilogb(found))), 2) != 0;
    if (distance(other) == distance(found) && is_odd) return false;
  }
  return true;
}

TEST_CASE("a decimal becomes the double that a program's constant is") {
  CHECK(nearest_double(parse_rational("0.1")) == 0.1);
  CHECK(nearest_double(parse_rational("-123.456")) == -123.456);
  CHECK(nearest_double(parse_rational("1e300")) == 1e300);
  CHECK(nearest_double(parse_rational("1e-300")) == 1e-300);
  CHECK(nearest_double(0) == 0);
  CHECK(nearest_double(3) == 3);
}

TEST_CASE("halves go to the even double, also among the least") {
  const mpz_class two_53 = mpz_class(1) << 53U;
  CHECK(nearest_double(mpq_class(two_53 + 1)) == 0x1p53);
  CHECK(nearest_double(mpq_class(two_53 + 3)) == 0x1p53 + 4);
  const double least = std::numeric_limits<double>::denorm_min();
  const mpq_class exact(least);
  CHECK(nearest_double(exact) == least);
  CHECK(nearest_double(exact / 2) == 0);
  CHECK(nearest_double(exact * 3 / 2) == 2 * least);
  CHECK(nearest_double(exact / 2 + exact / 1000000) == least);
  CHECK(nearest_double(exact / 1000000) == 0);
  CHECK(std::isinf(nearest_double(parse_rational("1e309"))));
}

TEST_CASE("no other double is nearer to a random fraction") {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 20000; ++round) {
    const auto shift = static_cast<unsigned>(engine() % 200);
    const mpz_class numerator(std::to_string(engine()));
    mpq_class number(numerator << shift, mpz_class(std::to_string(engine() | 1U)));
    number.canonicalize();
    CHECK(is_nearest(number, nearest_double(number)));
  }
}

TEST_CASE("roots are rounded once") {
  CHECK(nearest_root(2, 2) == std::sqrt(2.0));  // which the standard rounds correctly
  CHECK(nearest_root(parse_rational("0.001"), 3) == 0.1);
  CHECK(nearest_root(mpq_class(mpz_class(1) << 500U), 500) == 2);
  CHECK(nearest_root(mpq_class(1, mpz_class(1) << 500U), 250) == 0.25);
  std::mt19937_64 engine(6);
  for (int round = 0; round < 5000; ++round) {
    const auto mantissa = static_cast<double>(engine());
    const double number = std::ldexp(mantissa, static_cast<int>(engine() % 100) - 80);
    CHECK(nearest_root(mpq_class(number), 2) == std::sqrt(number));
  }
  // A root halfway between two doubles: its square is exact, and so is the tie.
  const mpq_class half = 1 + mpq_class(1, mpz_class(1) << 53U);
  CHECK(nearest_root(half * half, 2) == 1);
  const mpq_class above = half + mpq_class(1, mpz_class(1) << 52U);
  CHECK(nearest_root(above * above, 2) == 1 + 0x1p-51);
}

}  // namespace
}  // namespace genericity
