#pragma once

#include <cstddef>

namespace genericity::simd {

/// Columns that are eliminated at a time, at most.
constexpr std::size_t panel_columns = 4;

/// A symmetric matrix in lanes, stored by rows, of which the lower half counts, with what its factorisation
/// writes.
template <class Lanes>
struct SymmetricMatrix {
  typename Lanes::Vector* entries = nullptr;
  std::size_t order = 0;
  std::size_t pitch = 0;                       ///< vectors between rows: odd, to spread over the cache
  typename Lanes::Vector* pivots = nullptr;    ///< `order` of them
  typename Lanes::Vector* inverses = nullptr;  ///< theirs
  typename Lanes::Vector* panel = nullptr;     ///< panel_columns · `order` vectors, to work in
};

/// A = L E Lᵀ in place, L with unit diagonal below it, E in `pivots`.
///
/// Each number is computed by the same operations in the same order whatever the width of the tiles, so that
/// all instruction sets agree to the last bit. Every entry of L E Lᵀ is computed as a_ij less the products
/// l_ik (e_k l_jk) for k < j, one after the other, times the pivot's inverse: at most order + 4 roundings a
/// term. So, with γ = γ_{order+4}, where all pivots of a lane are positive,
///   |A − L E Lᵀ|_ij ≤ γ Σ_k |l_ik| e_k |l_jk| ≤ γ/(1 − γ) √(a_ii a_jj),
/// the second by Cauchy, and because the diagonal's own sums Σ_k l_ik² e_k are at most a_ii/(1 − γ) (Higham,
/// Accuracy and Stability of Numerical Algorithms, sections 8.1 and 10.1; barring underflow).
template <class Lanes>
class Factorisation {
 public:
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  using Symmetric = SymmetricMatrix<Lanes>;

  /// Pivots that are no more than rounding, below least_pivot of what stood on the diagonal, and NaN, are
  /// taken as infinite: 0 is written for them and for their inverses.
  static void run(const Symmetric& matrix) {
    std::size_t first = 0;
    for (; first + wide <= matrix.order; first += wide) eliminate<wide>(matrix, first);
    for (; first < matrix.order; ++first) eliminate<1>(matrix, first);
  }

 private:
  static constexpr std::size_t wide = Lanes::block_columns;
  static constexpr double least_pivot = 1e-12;

  /// Columns first … first+columns−1 of L and of the pivots, from the columns before them.
  template <std::size_t columns>
  static void eliminate(const Symmetric& matrix, std::size_t first) {
    const std::size_t order = matrix.order;
    const std::size_t pitch = matrix.pitch;
    Vector* const entries = matrix.entries;
    Vector* const pivots = matrix.pivots;
    Vector* const inverses = matrix.inverses;
    // L E of the panel's rows, which every row below is multiplied with.
    Vector* const panel = matrix.panel;
    Vector diagonal[columns];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < columns; ++j) {
      const Vector* const row = entries + (first + j) * pitch;
      diagonal[j] = row[first + j];
      for (std::size_t k = 0; k < first; ++k) panel[k * columns + j] = row[k] * pivots[k];
    }
    std::size_t i = first;
    for (; i + 4 <= order; i += 4) update<4, columns>(entries, panel, pitch, first, i);
    for (; i < order; ++i) update<1, columns>(entries, panel, pitch, first, i);
    // The same within the panel, column by column.
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t column = first + j;
      const Vector pivot = entries[column * pitch + column];
      const Mask good = pivot > least_pivot * diagonal[j];
      pivots[column] = good ? pivot : Vector{};
      inverses[column] = good ? 1.0 / pivot : Vector{};
      Vector factor[columns];
      for (std::size_t q = j + 1; q < columns; ++q) {
        factor[q] = entries[(first + q) * pitch + column] * inverses[column] * pivots[column];
      }
      for (std::size_t r = column + 1; r < order; ++r) {
        Vector* const row = entries + r * pitch;
        row[column] *= inverses[column];
        for (std::size_t q = j + 1; q < columns; ++q) row[first + q] -= row[column] * factor[q];
      }
    }
  }

  template <std::size_t high, std::size_t columns>
  static void update(Vector* entries, const Vector* panel, std::size_t pitch, std::size_t first,
                     std::size_t i) {
    Vector sum[high][columns];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) sum[r][j] = entries[(i + r) * pitch + first + j];
    }
    for (std::size_t k = 0; k < first; ++k) {
      Vector factor[columns];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) factor[j] = panel[k * columns + j];
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) {
        const Vector entry = entries[(i + r) * pitch + k];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < columns; ++j) sum[r][j] = sum[r][j] - entry * factor[j];
      }
    }
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) entries[(i + r) * pitch + first + j] = sum[r][j];
    }
  }
};

}  // namespace genericity::simd
