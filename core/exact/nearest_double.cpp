#include "core/exact/nearest_double.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace genericity {

namespace {

constexpr long mantissa_bits = std::numeric_limits<double>::digits;
/// Of the last bit of the least doubles.
constexpr long least_exponent = std::numeric_limits<double>::min_exponent - mantissa_bits;
/// Bits of an integer that is rounded: the double's, one that decides, and some that do not matter.
constexpr long working_bits = mantissa_bits + 4;

long bits_of(const mpz_class& integer) {
  return static_cast<long>(mpz_sizeinbase(integer.get_mpz_t(), 2));
}

struct Quotient {
  mpz_class floor;
  bool is_exact = false;
};

/// numerator · 2^shift / denominator, rounded down.
Quotient scaled_quotient(const mpq_class& number, long shift) {
  mpz_class above = number.get_num();
  mpz_class below = number.get_den();
  mpz_class& scaled = shift > 0 ? above : below;
  scaled <<= static_cast<unsigned long>(std::abs(shift));
  Quotient quotient;
  mpz_class rest;
  mpz_fdiv_qr(quotient.floor.get_mpz_t(), rest.get_mpz_t(), above.get_mpz_t(), below.get_mpz_t());
  quotient.is_exact = rest == 0;
  return quotient;
}

/// The nearest double of (integer + rest) · 2^exponent, where 0 < rest < 1 if `has_rest`, else rest = 0. The
/// integer is positive and has more bits than a double.
double rounded(const mpz_class& integer, long exponent, bool has_rest) {
  const long dropped = std::max(bits_of(integer) - mantissa_bits, least_exponent - exponent);
  const auto count = static_cast<mp_bitcnt_t>(dropped);
  mpz_class kept;
  mpz_fdiv_q_2exp(kept.get_mpz_t(), integer.get_mpz_t(), count);
  const bool half = mpz_tstbit(integer.get_mpz_t(), count - 1) != 0;
  const bool more = has_rest || mpz_scan1(integer.get_mpz_t(), 0) < count - 1;
  if (half && (more || mpz_odd_p(kept.get_mpz_t()) != 0)) ++kept;
  return std::ldexp(kept.get_d(), static_cast<int>(std::min(exponent + dropped, 2000L)));
}

}  // namespace

double nearest_root(const mpq_class& number, unsigned long degree) {
  // With n = floor(number · 2^(degree·k)), floor(n^(1/degree)) = floor(root · 2^k).
  const auto power = static_cast<long>(degree);
  const long log = bits_of(number.get_num()) - bits_of(number.get_den());
  const long log_of_root = log / power - (log % power < 0 ? 1 : 0);
  const long shift = working_bits - log_of_root;
  const auto [scaled, is_exact] = scaled_quotient(number, power * shift);
  mpz_class root;
  const bool is_power = mpz_root(root.get_mpz_t(), scaled.get_mpz_t(), degree) != 0;
  return rounded(root, -shift, !(is_exact && is_power));
}

double nearest_double(const mpq_class& number) {
  if (number == 0) return 0;
  return number < 0 ? -nearest_root(-number, 1) : nearest_root(number, 1);
}

}  // namespace genericity
