#pragma once

#include <cstdint>

namespace genericity::simd {

/// exp, log and the sine and cosine of whole turns, one argument a lane.
///
/// Only additions, multiplications, divisions and integer operations, in a fixed order and without
/// contraction: every lane gives the same bits on every instruction set, which libm does not promise. The
/// errors stated here are bounds in units in the last place of the true value that the tests hold; their
/// largest findings are 0.83 for exp, 0.79 for log and 1.3 for the sine and the cosine. The polynomials
/// interpolate at Chebyshev nodes; their coefficients were computed with 60 digits.
template <class Set>
struct Elementary {
  using Vector = typename Set::Doubles;
  using Mask = typename Set::LongWords;
  using Bits = typename Set::UnsignedLongWords;

  /// e^x, within 1 ulp; results below 2^-1022 are subnormal, within 1 unit of 2^-1074. +∞ beyond 709.78, 0
  /// below −745.13, NaN for NaN.
  static Vector exp(Vector x) {
    // e^x = 2^k·e^r with |r| ≤ ln 2/2. Beyond the clamp the result is 0 or infinite anyway; NaN passes.
    x = x < -746.0 ? Vector{} - 746.0 : x;
    x = x > 710.0 ? Vector{} + 710.0 : x;
    const Vector shifted = x * inverse_ln2 + shift;
    const Vector k = shifted - shift;
    // ln2_high has 32 bits, so k·ln2_high and the difference are exact.
    const Vector high = x - k * ln2_high;
    const Vector low = k * ln2_low;
    const Vector r = high - low;
    const Vector lost = (high - r) - low;
    Vector p = r * 0x1.1f730349868cep-29 + 0x1.af4de97ca4194p-26;
    p = p * r + 0x1.27e4db646b17ep-22;
    p = p * r + 0x1.71de0231960ebp-19;
    p = p * r + 0x1.a01a01a6d889cp-16;
    p = p * r + 0x1.a01a01abe7fe1p-13;
    p = p * r + 0x1.6c16c16c162d4p-10;
    p = p * r + 0x1.11111111100dcp-7;
    p = p * r + 0x1.5555555555556p-5;
    p = p * r + 0x1.5555555555557p-3;
    p = p * r + 0.5;
    const Vector power = 1.0 + (r + (lost + r * r * p));
    // 2^k in two normal factors: only the last multiplication rounds, and only if the result is subnormal.
    const Bits biased = as_bits(shifted) - as_bits(Vector{} + shift) + 2046U;
    const Bits first = biased >> 1U;
    const Bits second = biased - first;
    return power * as_vector(first << 52U) * as_vector(second << 52U);
  }

  /// The natural logarithm, within 1 ulp, of positive normal numbers. For anything else the result is some
  /// number or other.
  static Vector log_of_normal(const Vector& x) { return scaled_log(x, Vector{} + exponent_offset); }

  /// The natural logarithm, within 1 ulp, of any number: −∞ for ±0, NaN below 0 and for NaN, +∞ for +∞.
  static Vector log(const Vector& x) {
    const Mask subnormal = x < 0x1p-1022;
    Vector result = scaled_log(subnormal ? x * 0x1p54 : x,
                               subnormal ? Vector{} + (exponent_offset + 54) : Vector{} + exponent_offset);
    constexpr double infinity = __builtin_inf();
    result = x == infinity ? x : result;
    result = x == 0 ? Vector{} - infinity : result;
    return x >= 0 ? result : Vector{} + __builtin_nan("");
  }

  /// sin(2πt) and cos(2πt) for 0 ≤ t ≤ 1, within 1.5 ulp.
  static void sine_and_cosine(const Vector& t, Vector& sine, Vector& cosine) {
    // In quarter turns; the reduction to [−½, ½] is exact.
    const Vector quarters = 4.0 * t;
    const Vector shifted = quarters + shift;
    const Vector r = quarters - (shifted - shift);
    const Vector z = r * r;
    Vector s = z * -0x1.6cc577dadd922p-31 + 0x1.e8f036bcd3237p-25;
    s = s * z - 0x1.e3074d2614b2dp-19;
    s = s * z + 0x1.50783486facaap-13;
    s = s * z - 0x1.32d2cce62b872p-8;
    s = s * z + 0x1.466bc6775aae1p-4;
    s = s * z - 0x1.4abbce625be53p-1;
    // Of the factor π/2 the 1 is split off, for it makes no rounding error.
    s = r + r * (half_pi_minus_1 + z * s);
    Vector c = z * -0x1.b2f3eb054afcdp-28 + 0x1.f9ce245cada0bp-22;
    c = c * z - 0x1.a6d1eef479be1p-16;
    c = c * z + 0x1.e1f5068688d5bp-11;
    c = c * z - 0x1.55d3c7e3cb241p-6;
    c = c * z + 0x1.03c1f081b5ac0p-2;
    c = c * z - 0x1.3bd3cc9be45dep+0;
    c = 1.0 + z * c;
    // Quarter turn q: (s, c), (c, −s), (−s, −c), (−c, s).
    const Bits quarter = as_bits(shifted);
    const Mask odd = (quarter & 1U) != 0U;
    const Vector a = odd ? c : s;
    const Vector b = odd ? s : c;
    sine = as_vector(as_bits(a) ^ ((quarter & 2U) << 62U));
    cosine = as_vector(as_bits(b) ^ (((quarter + 1U) & 2U) << 62U));
  }

  /// The midpoint (k + ½)·2^-52 that a word's upper 52 bits k name: never 0 and never 1.
  static Vector open_unit(const Bits& word) { return as_vector((word >> 12U) | one_bits) - (1 - 0x1p-53); }

  static Bits as_bits(const Vector& x) { return reinterpret_cast<Bits>(x); }
  static Vector as_vector(const Bits& x) { return reinterpret_cast<Vector>(x); }

 private:
  /// ln x of a positive normal x, where `offset` is exponent_offset; one more in it divides x by 2.
  static Vector scaled_log(const Vector& x, const Vector& offset) {
    // x = 2^k·m with m in [√½, √2): `place` is the exponent's field counted from √½.
    const Bits place = as_bits(x) + (one_bits - root_half_bits);
    const Bits fraction = (place & 0x000fffffffffffffU) + root_half_bits;
    // Small integers become doubles as the last bits of 2^52; AVX2 has no conversion of 64-bit integers.
    const Vector k = as_vector((place >> 52U) | two_52_bits) - offset;
    // ln m = 2 artanh s with s = f/(2 + f), in which f − f²/2 + s (f²/2 + R) keeps the leading term exact.
    const Vector f = as_vector(fraction) - 1.0;
    const Vector s = f / (2.0 + f);
    const Vector z = s * s;
    Vector q = z * 0x1.2b5900de53b32p-3 + 0x1.39fe51a7c18f9p-3;
    q = q * z + 0x1.7462b51cb66b1p-3;
    q = q * z + 0x1.c71c62e3f11e6p-3;
    q = q * z + 0x1.2492492df281ap-2;
    q = q * z + 0x1.99999999952d7p-2;
    q = q * z + 0x1.5555555555558p-1;
    const Vector half_square = 0.5 * f * f;
    return k * ln2_high - ((half_square - (s * (half_square + z * q) + k * ln2_low)) - f);
  }

  static constexpr double shift = 0x1.8p52;  // added and taken away, it rounds to an integer
  static constexpr double inverse_ln2 = 0x1.71547652b82fep+0;
  static constexpr double ln2_high = 0x1.62e42feep-1;
  static constexpr double ln2_low = 0x1.a39ef35793c76p-33;
  static constexpr double half_pi_minus_1 = 0x1.243f6a8885a31p-1;
  static constexpr double exponent_offset = 0x1p52 + 1023;
  static constexpr std::uint64_t one_bits = 0x3ff0000000000000U;
  static constexpr std::uint64_t two_52_bits = 0x4330000000000000U;
  static constexpr std::uint64_t root_half_bits = 0x3fe6a09e667f3bcdU;
};

}  // namespace genericity::simd
