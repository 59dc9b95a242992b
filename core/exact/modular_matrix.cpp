#include "core/exact/modular_matrix.h"

#include <flint/ulong_extras.h>

#include <bit>
#include <utility>

namespace genericity {

ModularMatrix::ModularMatrix(std::size_t rows, std::size_t columns, std::uint64_t prime) {
  nmod_mat_init(matrix_, static_cast<slong>(rows), static_cast<slong>(columns), prime);
}

ModularMatrix::ModularMatrix(ModularMatrix&& other) noexcept {
  nmod_mat_init(matrix_, 0, 0, other.prime());
  nmod_mat_swap(matrix_, other.matrix_);
}

ModularMatrix& ModularMatrix::operator=(ModularMatrix&& other) noexcept {
  nmod_mat_swap(matrix_, other.matrix_);
  return *this;
}

ModularMatrix::~ModularMatrix() {
  nmod_mat_clear(matrix_);
}

std::size_t ModularMatrix::rank() const {
  return static_cast<std::size_t>(nmod_mat_rank(matrix_));
}

std::vector<std::size_t> ModularMatrix::reduce() {
  const auto rank = static_cast<std::size_t>(nmod_mat_rref(matrix_));
  std::vector<std::size_t> pivots;
  pivots.reserve(rank);
  std::size_t column = 0;
  for (std::size_t row = 0; row < rank; ++row, ++column) {
    while ((*this)(row, column) == 0) ++column;
    pivots.push_back(column);
  }
  return pivots;
}

ModularMatrix ModularMatrix::left_null_space() const {
  ModularMatrix transposed(columns(), rows(), prime());
  nmod_mat_transpose(transposed.matrix_, matrix_);
  ModularMatrix basis(rows(), rows(), prime());
  const slong nullity = nmod_mat_nullspace(basis.matrix_, transposed.matrix_);
  ModularMatrix result(static_cast<std::size_t>(nullity), rows(), prime());
  for (std::size_t k = 0; k < result.rows(); ++k) {
    for (std::size_t j = 0; j < rows(); ++j) result(k, j) = basis(j, k);
  }
  return result;
}

ModularMatrix ModularMatrix::times(const ModularMatrix& other) const {
  ModularMatrix result(rows(), other.columns(), prime());
  nmod_mat_mul(result.matrix_, matrix_, other.matrix_);
  return result;
}

ModularMatrix ModularMatrix::above(const ModularMatrix& other) const {
  ModularMatrix result(rows() + other.rows(), columns(), prime());
  nmod_mat_concat_vertical(result.matrix_, matrix_, other.matrix_);
  return result;
}

ModularMatrix ModularMatrix::first_rows(std::size_t count) const {
  ModularMatrix result(count, columns(), prime());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < columns(); ++j) result(i, j) = (*this)(i, j);
  }
  return result;
}

std::uint64_t residue_of(const mpz_class& number, std::uint64_t prime) {
  return mpz_fdiv_ui(number.get_mpz_t(), prime);
}

std::optional<mpq_class> rational_of(std::uint64_t residue, std::uint64_t prime) {
  // Euclid's algorithm on (prime, residue), stopped where the remainder is small (Wang 1981).
  auto before = static_cast<std::int64_t>(prime);
  auto now = static_cast<std::int64_t>(residue);
  std::int64_t denominator_before = 0;
  std::int64_t denominator = 1;
  const auto is_small = [&](std::int64_t number) {
    const auto size = static_cast<std::uint64_t>(number < 0 ? -number : number);
    return size < (std::uint64_t{1} << 31U) && 2 * size * size < prime;
  };
  while (!is_small(now)) {
    const std::int64_t quotient = before / now;
    before = std::exchange(now, before - quotient * now);
    denominator_before = std::exchange(denominator, denominator_before - quotient * denominator);
  }
  if (denominator == 0 || !is_small(denominator)) return std::nullopt;
  mpq_class result{mpz_class(static_cast<long>(now)), mpz_class(static_cast<long>(denominator))};
  result.canonicalize();
  return result;
}

bool is_rank_prime(std::uint64_t number) {
  constexpr int least_bits = 60;
  constexpr int most_bits = 62;
  return number >> least_bits != 0 && number >> most_bits == 0 && n_is_prime(number) != 0;
}

std::uint64_t ResidueStream::bits() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

std::uint64_t ResidueStream::below(std::uint64_t bound) {
  const int excess = std::countl_zero(bound);
  std::uint64_t drawn = bits() >> excess;
  while (drawn >= bound) drawn = bits() >> excess;
  return drawn;
}

std::uint64_t ResidueStream::prime() {
  constexpr std::uint64_t least = std::uint64_t{1} << 61U;
  return n_nextprime(least + below(least / 2), 1);
}

std::vector<std::uint64_t> ResidueStream::weights(std::size_t count, std::uint64_t greatest) {
  std::vector<std::uint64_t> drawn;
  drawn.reserve(count);
  for (std::size_t k = 0; k < count; ++k) drawn.push_back(1 + below(greatest));
  return drawn;
}

}  // namespace genericity
