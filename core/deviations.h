#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/gordan/sparse_rows.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// The system of Guo's Lemma 1. CI holds at the weights w exactly if some ψ_1, …, ψ_n : Θ → R with Σ_i ψ_i =
/// 0 has
///
///   Σ_{θ_-S} w(θ̄_S, θ_-S) [f_S(θ̂_S, θ_-S) − f_S(θ̄_S, θ_-S)] < 0,   f_S = Σ_{i∈S} ψ_i,
///
/// for every coalition S ∈ 𝒮* and every deviation θ̄_S → θ̂_S ≠ θ̄_S. Each row is Lemma 1's row times w(θ̄_S) >
/// 0, so that every coefficient is ±w(θ) of the prior itself, without division or rounding.
///
/// Unknowns: ψ_1 … ψ_{n−1}, column i·|Θ| + θ; ψ_n = −Σ_{i<n} ψ_i has been put in. Rows: coalitions in the
/// pattern's order, then θ̄_S, then θ̂_S, m_S(m_S−1) rows a coalition.
class DeviationSystem {
 public:
  struct Block {
    Coalition coalition;
    CoalitionSplit split;
    std::size_t first_row = 0;
  };
  struct Deviation {
    const Block* block = nullptr;
    std::uint32_t truth = 0;
    std::uint32_t report = 0;
  };

  DeviationSystem(const TypeSpace& space, const Pattern& pattern);

  /// Rows of the system of this pattern, Σ_S m_S(m_S−1), without building it; for estimates.
  static std::size_t count_rows(const TypeSpace& space, const Pattern& pattern);

  [[nodiscard]] std::size_t rows() const { return structure_.rows(); }
  /// (n−1)·|Θ|.
  [[nodiscard]] std::size_t unknowns() const { return structure_.columns; }
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  [[nodiscard]] Deviation deviation(std::size_t row) const;

  /// A matrix with the system's sparsity and undefined values, to be filled once per prior.
  template <class Value>
  [[nodiscard]] SparseRows<Value> matrix() const {
    return {structure_.columns, structure_.start, structure_.column,
            std::vector<Value>(structure_.column.size())};
  }
  /// Writes the coefficients ±w into a matrix made by matrix(). Allocates nothing for doubles.
  template <class Weights, class Value>
  void fill(const Weights& weights, SparseRows<Value>& rows) const {
    for (std::size_t k = 0; k < structure_.value.size(); ++k) {
      const std::int32_t code = structure_.value[k];
      if (code > 0) {
        rows.value[k] = weights[static_cast<std::size_t>(code - 1)];
      } else {
        rows.value[k] = -weights[static_cast<std::size_t>(-code - 1)];
      }
    }
  }
  /// totals[r] = w(θ̄_S), by which row r is Lemma 1's own times it.
  template <class Weights, class Value>
  void totals(const Weights& weights, std::span<Value> totals) const {
    std::size_t row = 0;
    for (const Block& block : blocks_) {
      for (const std::uint32_t truth : block.split.inside) {
        Value total(0);
        for (const std::uint32_t rest : block.split.outside) total += weights[truth + rest];
        for (std::size_t k = 1; k < block.split.inside.size(); ++k) totals[row++] = total;
      }
    }
  }
  /// scale[r] = 1 / w(θ̄_S): times the row it gives Lemma 1's own row, with posteriors as coefficients.
  void posterior_scale(std::span<const double> weights, std::span<double> scale) const;

 private:
  std::size_t agents_;
  std::size_t profiles_;
  std::vector<Block> blocks_;
  /// The coefficient ±w(θ) is coded as ±(θ+1).
  SparseRows<std::int32_t> structure_;
};

/// Fills in the last agent's transfers, ψ_n = −Σ_{i<n} ψ_i, behind the system's unknowns. `psi`: n·|Θ|.
template <class Integer>
void complete_balance(std::span<Integer> psi, std::size_t unknowns, std::size_t profiles) {
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    Integer sum = 0;
    for (std::size_t j = profile; j < unknowns; j += profiles) sum += psi[j];
    psi[unknowns + profile] = -sum;
  }
}

}  // namespace genericity
