#include "core/generic/small_rational.h"

#include <cmath>

namespace genericity {

mpq_class small_rational(double value) {
  constexpr double close = 1e-7;
  constexpr int terms_at_most = 20;
  mpz_class numerator = 1;
  mpz_class denominator = 0;
  mpz_class last_numerator = 0;
  mpz_class last_denominator = 1;
  double rest = value;
  for (int k = 0; k < terms_at_most; ++k) {
    const double whole = std::floor(rest);
    const mpz_class next_numerator = numerator * mpz_class(whole) + last_numerator;
    const mpz_class next_denominator = denominator * mpz_class(whole) + last_denominator;
    last_numerator = numerator;
    last_denominator = denominator;
    numerator = next_numerator;
    denominator = next_denominator;
    if (std::abs(value - numerator.get_d() / denominator.get_d()) < close || rest == whole) break;
    rest = 1 / (rest - whole);
  }
  mpq_class result(numerator, denominator);
  result.canonicalize();
  return result;
}

}  // namespace genericity
