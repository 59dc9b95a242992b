#include "core/exact/integers.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string>

#include "core/errors.h"

namespace genericity {

namespace {

constexpr int mantissa_bits = std::numeric_limits<double>::digits;

void require_positive(bool positive, std::size_t index) {
  if (!positive)
    throw InvalidInput("weight " + std::to_string(index + 1) + " is not a positive finite number");
}

[[noreturn]] void not_a_number(std::string_view text) {
  throw InvalidInput("\"" + std::string(text) +
                     R"(" is not a number; expected a decimal like 0.15 or a fraction like "1/20")");
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

mpz_class power_of_ten(unsigned long exponent) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, exponent);
  return power;
}

mpq_class parse_decimal(std::string_view whole) {
  std::string_view text = whole;
  long exponent = 0;
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view digits = text.substr(e + 1);
    const bool minus = digits.starts_with('-');
    if (minus || digits.starts_with('+')) digits.remove_prefix(1);
    if (!all_digits(digits) || digits.size() > 5) not_a_number(whole);
    exponent = std::stol(std::string(digits)) * (minus ? -1 : 1);
    if (std::abs(exponent) > 10000)
      throw InvalidInput("the exponent of \"" + std::string(whole) + "\" is beyond 10000");
    text = text.substr(0, e);
  }
  std::string_view fraction;
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    text = text.substr(0, point);
    if (!fraction.empty() && !all_digits(fraction)) not_a_number(whole);
    if (text.empty() && fraction.empty()) not_a_number(whole);
  }
  if (!(all_digits(text) || (text.empty() && !fraction.empty()))) not_a_number(whole);
  const std::string digits = std::string(text) + std::string(fraction);
  exponent -= static_cast<long>(fraction.size());
  mpq_class value(mpz_class(digits, 10));
  if (exponent >= 0) {
    value *= power_of_ten(static_cast<unsigned long>(exponent));
  } else {
    value /= power_of_ten(static_cast<unsigned long>(-exponent));
  }
  return value;
}

}  // namespace

IntegerWeights integer_weights(std::span<const double> weights) {
  int least = std::numeric_limits<int>::max();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    require_positive(std::isfinite(weights[i]) && weights[i] > 0, i);
    // The last set bit of the mantissa, so that integers come out small where the doubles are.
    int exponent = 0;
    double mantissa = std::ldexp(std::frexp(weights[i], &exponent), mantissa_bits);
    exponent -= mantissa_bits;
    while (std::fmod(mantissa, 2.0) == 0.0) {
      mantissa /= 2;
      ++exponent;
    }
    least = std::min(least, exponent);
  }
  IntegerWeights integers(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    int exponent = 0;
    integers[i] = std::ldexp(std::frexp(weights[i], &exponent), mantissa_bits);
    const int shift = exponent - mantissa_bits - least;
    if (shift >= 0) {
      integers[i] <<= static_cast<unsigned long>(shift);
    } else {
      integers[i] >>= static_cast<unsigned long>(-shift);
    }
  }
  return integers;
}

IntegerWeights integer_weights(std::span<const mpq_class> weights) {
  mpz_class denominator = 1;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    require_positive(weights[i] > 0, i);
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weights[i].get_den_mpz_t());
  }
  IntegerWeights integers;
  integers.reserve(weights.size());
  mpz_class divisor = 0;
  for (const mpq_class& weight : weights) {
    integers.emplace_back(weight.get_num() * (denominator / weight.get_den()));
    divisor = gcd(divisor, integers.back());
  }
  for (mpz_class& integer : integers) integer /= divisor;
  return integers;
}

std::vector<double> nearest_doubles(const IntegerWeights& weights) {
  const mpz_class& greatest = *std::max_element(weights.begin(), weights.end());
  long top = 0;
  (void)mpz_get_d_2exp(&top, greatest.get_mpz_t());
  std::vector<double> doubles;
  doubles.reserve(weights.size());
  for (const mpz_class& weight : weights) {
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, weight.get_mpz_t());
    const long shift = std::max(exponent - top + 1, -1100L);
    doubles.push_back(std::max(std::ldexp(mantissa, static_cast<int>(shift)), least_nearest_double));
  }
  return doubles;
}

mpq_class parse_rational(std::string_view text) {
  std::string_view rest = text;
  const bool minus = rest.starts_with('-');
  if (minus || rest.starts_with('+')) rest.remove_prefix(1);
  mpq_class value;
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view over = rest.substr(0, slash);
    const std::string_view under = rest.substr(slash + 1);
    if (!all_digits(over) || !all_digits(under)) not_a_number(text);
    const mpz_class denominator(std::string(under), 10);
    if (denominator == 0) throw InvalidInput("\"" + std::string(text) + "\" has a zero denominator");
    value = mpq_class(mpz_class(std::string(over), 10), denominator);
    value.canonicalize();
  } else {
    value = parse_decimal(rest);
  }
  return minus ? mpq_class(-value) : value;
}

mpq_class written_rounding(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return 0;
  // The same digits, all of them 0 but the last: one unit of the last place.
  std::string unit(text);
  const std::size_t exponent = std::min(unit.find_first_of("eE"), unit.size());
  std::size_t last = unit.size();
  for (std::size_t k = 0; k < exponent; ++k) {
    if (std::isdigit(static_cast<unsigned char>(unit[k])) == 0) continue;
    unit[k] = '0';
    last = k;
  }
  if (last == unit.size()) not_a_number(text);
  unit[last] = '1';
  const mpq_class value = abs(parse_rational(unit));
  return value < 1 ? mpq_class(value / 2) : mpq_class(0);
}

std::string exact_decimal(const mpq_class& value) {
  mpz_class rest = value.get_den();
  const mp_bitcnt_t twos = mpz_scan1(rest.get_mpz_t(), 0);
  rest >>= twos;
  const mpz_class five = 5;
  const mp_bitcnt_t fives = mpz_remove(rest.get_mpz_t(), rest.get_mpz_t(), five.get_mpz_t());
  if (rest != 1) return value.get_str();
  const auto places = static_cast<std::size_t>(std::max(twos, fives));
  const mpq_class shifted = value * power_of_ten(places);
  std::string digits = mpz_class(abs(shifted.get_num())).get_str();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return (value < 0 ? "-" : "") + digits;
}

}  // namespace genericity
