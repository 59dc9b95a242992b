#include "core/exact/linear_solve.h"

#include <flint/fmpq.h>
#include <flint/fmpq_mat.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>

namespace genericity {

namespace {

/// FLINT's integer and rational matrices with the lifetime of a C++ object.
class IntegerMatrix {
 public:
  IntegerMatrix(std::size_t rows, std::size_t columns) {
    fmpz_mat_init(value_, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  IntegerMatrix(const IntegerMatrix&) = delete;
  IntegerMatrix& operator=(const IntegerMatrix&) = delete;
  ~IntegerMatrix() { fmpz_mat_clear(value_); }
  void set(std::size_t row, std::size_t column, const mpz_class& entry) {
    fmpz_set_mpz(fmpz_mat_entry(value_, static_cast<slong>(row), static_cast<slong>(column)),
                 entry.get_mpz_t());
  }
  [[nodiscard]] mpz_class get(std::size_t row, std::size_t column) const {
    mpz_class entry;
    fmpz_get_mpz(entry.get_mpz_t(),
                 fmpz_mat_entry(value_, static_cast<slong>(row), static_cast<slong>(column)));
    return entry;
  }
  fmpz_mat_struct* get() { return value_; }

 private:
  fmpz_mat_t value_{};
};

class FractionMatrix {
 public:
  FractionMatrix(std::size_t rows, std::size_t columns) {
    fmpq_mat_init(value_, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  FractionMatrix(const FractionMatrix&) = delete;
  FractionMatrix& operator=(const FractionMatrix&) = delete;
  ~FractionMatrix() { fmpq_mat_clear(value_); }
  [[nodiscard]] mpq_class get(std::size_t row, std::size_t column) const {
    mpq_class entry;
    fmpq_get_mpq(entry.get_mpq_t(),
                 fmpq_mat_entry(value_, static_cast<slong>(row), static_cast<slong>(column)));
    return entry;
  }
  fmpq_mat_struct* get() { return value_; }

 private:
  fmpq_mat_t value_{};
};

}  // namespace

std::optional<RationalVector> solve_square(const std::vector<mpz_class>& matrix,
                                           const std::vector<mpz_class>& right) {
  const std::size_t order = right.size();
  IntegerMatrix left(order, order);
  IntegerMatrix target(order, 1);
  FractionMatrix solution(order, 1);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) left.set(i, j, matrix[i * order + j]);
    target.set(i, 0, right[i]);
  }
  if (fmpq_mat_solve_fmpz_mat_dixon(solution.get(), left.get(), target.get()) == 0) return std::nullopt;
  RationalVector result;
  result.denominator = 1;
  std::vector<mpq_class> entries;
  for (std::size_t i = 0; i < order; ++i) {
    entries.push_back(solution.get(i, 0));
    mpz_lcm(result.denominator.get_mpz_t(), result.denominator.get_mpz_t(), entries.back().get_den_mpz_t());
  }
  for (const mpq_class& entry : entries) {
    result.numerators.emplace_back(entry.get_num() * (result.denominator / entry.get_den()));
  }
  return result;
}

std::optional<RationalInverse> invert(const std::vector<mpz_class>& matrix, std::size_t order) {
  IntegerMatrix left(order, order);
  IntegerMatrix inverse(order, order);
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) left.set(i, j, matrix[i * order + j]);
  }
  fmpz_t denominator;
  fmpz_init(denominator);
  const bool regular = fmpz_mat_inv(inverse.get(), denominator, left.get()) != 0;
  RationalInverse result;
  fmpz_get_mpz(result.denominator.get_mpz_t(), denominator);
  fmpz_clear(denominator);
  if (!regular) return std::nullopt;
  const bool negative = result.denominator < 0;
  if (negative) result.denominator = -result.denominator;
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) {
      result.numerators.push_back(inverse.get(i, j));
      if (negative) result.numerators.back() = -result.numerators.back();
    }
  }
  return result;
}

}  // namespace genericity
