#pragma once

#include <flint/nmod.h>
#include <flint/nmod_mat.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/exact/integers.h"

namespace genericity {

/// A dense matrix over the integers modulo a prime below 2^63 (FLINT).
class ModularMatrix {
 public:
  ModularMatrix(std::size_t rows, std::size_t columns, std::uint64_t prime);
  ModularMatrix(ModularMatrix&& other) noexcept;
  ModularMatrix& operator=(ModularMatrix&& other) noexcept;
  ModularMatrix(const ModularMatrix&) = delete;
  ModularMatrix& operator=(const ModularMatrix&) = delete;
  ~ModularMatrix();

  [[nodiscard]] std::size_t rows() const { return static_cast<std::size_t>(matrix_->r); }
  [[nodiscard]] std::size_t columns() const { return static_cast<std::size_t>(matrix_->c); }
  [[nodiscard]] std::uint64_t prime() const { return matrix_->mod.n; }

  [[nodiscard]] std::uint64_t& operator()(std::size_t row, std::size_t column) {
    return nmod_mat_entry(matrix_, static_cast<slong>(row), static_cast<slong>(column));
  }
  [[nodiscard]] std::uint64_t operator()(std::size_t row, std::size_t column) const {
    return nmod_mat_entry(matrix_, static_cast<slong>(row), static_cast<slong>(column));
  }
  /// Of two residues.
  [[nodiscard]] std::uint64_t product(std::uint64_t a, std::uint64_t b) const {
    return nmod_mul(a, b, matrix_->mod);
  }
  /// Adds residues.
  void add(std::size_t row, std::size_t column, std::uint64_t residue) {
    std::uint64_t& entry = (*this)(row, column);
    entry = nmod_add(entry, residue, matrix_->mod);
  }
  void subtract(std::size_t row, std::size_t column, std::uint64_t residue) {
    std::uint64_t& entry = (*this)(row, column);
    entry = nmod_sub(entry, residue, matrix_->mod);
  }

  [[nodiscard]] std::size_t rank() const;
  /// Brings it to reduced row echelon form and returns its pivot columns, ascending.
  std::vector<std::size_t> reduce();
  /// A basis of {x : x A = 0}, one vector a row.
  [[nodiscard]] ModularMatrix left_null_space() const;
  /// A · B.
  [[nodiscard]] ModularMatrix times(const ModularMatrix& other) const;
  /// B below A.
  [[nodiscard]] ModularMatrix above(const ModularMatrix& other) const;
  [[nodiscard]] ModularMatrix first_rows(std::size_t count) const;

 private:
  nmod_mat_t matrix_;
};

/// The number x mod prime; x may be negative.
std::uint64_t residue_of(const mpz_class& number, std::uint64_t prime);
/// The rational with the least numerator and denominator that has this residue, if both are below √(prime/2).
std::optional<mpq_class> rational_of(std::uint64_t residue, std::uint64_t prime);

/// The prime of proofs that state a rank: 2^61 − 1.
inline constexpr std::uint64_t rank_prime = (std::uint64_t{1} << 61U) - 1;

/// Whether it is a prime between 2^60 and 2^62, modulo which a rank is hardly ever less than the true one.
bool is_rank_prime(std::uint64_t number);

/// A stream of numbers that looks random to polynomials, the same for the same seed (SplitMix64, Steele, Lea
/// and Flood 2014): for tests of identities modulo primes.
class ResidueStream {
 public:
  explicit ResidueStream(std::uint64_t seed) : state_(seed) {}
  /// Any 64 bits.
  std::uint64_t bits();
  /// Below the bound, which is not 0, each with the same chance.
  std::uint64_t below(std::uint64_t bound);
  /// A prime between 2^61 and 2^62.
  std::uint64_t prime();
  /// A prior: so many weights from 1 to `greatest`.
  std::vector<std::uint64_t> weights(std::size_t count, std::uint64_t greatest);

 private:
  std::uint64_t state_;
};

}  // namespace genericity
