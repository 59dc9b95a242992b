#include "sim/grid/spaced_values.h"

#include <numeric>
#include <string>

#include "core/errors.h"
#include "core/exact/nearest_double.h"

namespace genericity {

namespace {

void require_count(std::size_t count, std::size_t most) {
  if (count >= 2 && count <= most) return;
  throw InvalidInput("has " + std::to_string(count) + " values; expected from 2 to " + std::to_string(most));
}

mpq_class power_of(const mpq_class& base, unsigned long exponent) {
  mpq_class power;
  mpz_pow_ui(power.get_num_mpz_t(), base.get_num_mpz_t(), exponent);
  mpz_pow_ui(power.get_den_mpz_t(), base.get_den_mpz_t(), exponent);
  return power;
}

}  // namespace

std::vector<mpq_class> linspaced(const mpq_class& a, const mpq_class& b, std::size_t count) {
  require_count(count, most_spaced_values);
  if (a == b) throw InvalidInput("begins and ends with the same number; expected two different ones");
  std::vector<mpq_class> values;
  const mpq_class step = (b - a) / mpq_class(count - 1);
  for (std::size_t k = 0; k < count; ++k) values.push_back(a + step * mpq_class(k));
  return values;
}

std::vector<double> logspaced(const mpq_class& a, const mpq_class& b, std::size_t count) {
  require_count(count, most_logspaced_values);
  if (a <= 0 || b <= 0)
    throw InvalidInput(
        "has an end that is not positive; expected the first and last value themselves, not their "
        "logarithms");
  if (a == b) throw InvalidInput("begins and ends with the same number; expected two different ones");
  std::vector<double> values;
  const unsigned long steps = count - 1;
  for (unsigned long k = 0; k <= steps; ++k) {
    // Of lowest degree: equal values of coarser and finer lists are then equal computations, too.
    const unsigned long common = std::gcd(k, steps);
    const unsigned long degree = steps / common;
    const unsigned long of_b = k / common;
    values.push_back(nearest_root(power_of(a, degree - of_b) * power_of(b, of_b), degree));
  }
  return values;
}

std::vector<mpq_class> stepped(const mpq_class& a, const mpq_class& b, const mpq_class& step) {
  if (step == 0 || (b - a) / step < 0)
    throw InvalidInput("never gets from its first to its last number; expected a step that leads there");
  const mpq_class steps = (b - a) / step;
  mpz_class whole;
  mpz_fdiv_q(whole.get_mpz_t(), steps.get_num_mpz_t(), steps.get_den_mpz_t());
  if (whole >= most_spaced_values)
    throw InvalidInput("has more than " + std::to_string(most_spaced_values) + " values");
  std::vector<mpq_class> values;
  for (unsigned long k = 0; k <= whole.get_ui(); ++k) values.push_back(a + step * mpq_class(k));
  return values;
}

}  // namespace genericity
