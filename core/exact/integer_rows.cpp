#include "core/exact/integer_rows.h"

namespace genericity {

std::vector<mpz_class> integer_row(const std::vector<mpq_class>& row) {
  mpz_class denominator = 1;
  for (const mpq_class& entry : row)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), entry.get_den_mpz_t());
  std::vector<mpz_class> result(row.size());
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (row[j] != 0) result[j] = row[j].get_num() * (denominator / row[j].get_den());
  }
  return result;
}

void negate(std::vector<mpz_class>& row) {
  for (mpz_class& entry : row) mpz_neg(entry.get_mpz_t(), entry.get_mpz_t());
}

mpq_class quotient(const mpz_class& numerator, const mpz_class& denominator) {
  mpq_class result(numerator, denominator);
  result.canonicalize();
  return result;
}

void eliminate(std::vector<mpz_class>& row, const std::vector<mpz_class>& by, std::size_t column) {
  if (row[column] == 0) return;
  const mpz_class common = gcd(row[column], by[column]);
  const mpz_class factor = by[column] / common;
  const mpz_class multiple = row[column] / common;
  // Only a factor makes entries grow much, and only then is a divisor looked for.
  mpz_class divisor = factor == 1 ? 1 : 0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (row[j] == 0 && by[j] == 0) continue;
    if (factor != 1) row[j] *= factor;
    mpz_submul(row[j].get_mpz_t(), multiple.get_mpz_t(), by[j].get_mpz_t());
    if (divisor != 1) mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), row[j].get_mpz_t());
  }
  if (divisor == 1) return;
  for (mpz_class& entry : row) mpz_divexact(entry.get_mpz_t(), entry.get_mpz_t(), divisor.get_mpz_t());
}

void pivot(IntegerRows& rows, std::size_t row, std::size_t column) {
  if (rows[row][column] < 0) negate(rows[row]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i != row) eliminate(rows[i], rows[row], column);
  }
}

}  // namespace genericity
