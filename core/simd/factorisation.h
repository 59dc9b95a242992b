#pragma once

#include <cstddef>
#include <type_traits>

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
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  using Symmetric = SymmetricMatrix<Lanes>;

  /// Pivots that are no more than rounding, below least_pivot of what stood on the diagonal, and NaN, are
  /// taken as infinite: 0 is written for them and for their inverses.
  static void run(const Symmetric& matrix) {
    for (std::size_t j = 0; j < matrix.order; ++j) matrix.pivots[j] = matrix.entries[j * matrix.pitch + j];
    // Columns are eliminated from those of their block, and all columns behind it from the whole block, so
    // that what is read again and again stays in the cache.
    for (std::size_t begin = 0; begin < matrix.order; begin += block) {
      const std::size_t end = begin + block < matrix.order ? begin + block : matrix.order;
      for_panels(begin, end, [&](auto columns, std::size_t first) {
        update_panel<columns>(matrix, {begin, first}, first);
        eliminate<columns>(matrix, first);
      });
      for_panels(end, matrix.order, [&](auto columns, std::size_t first) {
        update_panel<columns>(matrix, {begin, end}, first);
      });
    }
  }

  /// Solves A x = b in place for each right-hand side, with what run() wrote.
  template <std::size_t count>
  static void solve(const Symmetric& matrix, Vector* const (&sides)[count]) {
    const std::size_t order = matrix.order;
    std::size_t first = 0;
    for (; first + 4 <= order; first += 4) forward<4>(matrix, first, sides);
    for (; first < order; ++first) forward<1>(matrix, first, sides);
    for (Vector* const side : sides) {
      for (std::size_t i = 0; i < order; ++i) side[i] *= matrix.inverses[i];
    }
    for (std::size_t end = order; end > 0;) {
      const std::size_t high = end % 4 == 0 ? 4 : 1;
      end -= high;
      if (high == 4) {
        backward<4>(matrix, end, sides);
      } else {
        backward<1>(matrix, end, sides);
      }
    }
  }

 private:
  static constexpr std::size_t wide = Lanes::block_columns;
  static constexpr std::size_t block = 128;  // columns
  static constexpr auto least_pivot = static_cast<Real>(sizeof(Real) == sizeof(double) ? 1e-12 : 1e-5);

  struct Range {
    std::size_t begin, end;
  };

  /// Calls visit(width, first) for panels of columns begin … end−1.
  template <class Visit>
  static void for_panels(std::size_t begin, std::size_t end, Visit visit) {
    std::size_t first = begin;
    for (; first + wide <= end; first += wide) visit(std::integral_constant<std::size_t, wide>(), first);
    for (; first < end; ++first) visit(std::integral_constant<std::size_t, 1>(), first);
  }

  /// Takes the products with columns `from` out of columns first … first+columns−1, from the diagonal on.
  template <std::size_t columns>
  static void update_panel(const Symmetric& matrix, Range from, std::size_t first) {
    Vector* const entries = matrix.entries;
    const std::size_t pitch = matrix.pitch;
    // L E of the panel's rows, which every row below is multiplied with.
    for (std::size_t j = 0; j < columns; ++j) {
      const Vector* const row = entries + (first + j) * pitch;
      for (std::size_t k = from.begin; k < from.end; ++k)
        matrix.panel[(k - from.begin) * columns + j] = row[k] * matrix.pivots[k];
    }
    std::size_t i = first;
    for (; i + 4 <= matrix.order; i += 4) update<4, columns>(matrix, from, first, i);
    for (; i < matrix.order; ++i) update<1, columns>(matrix, from, first, i);
  }

  /// Columns first … first+columns−1 of L and of the pivots, once columns before them are taken out.
  template <std::size_t columns>
  static void eliminate(const Symmetric& matrix, std::size_t first) {
    const std::size_t pitch = matrix.pitch;
    Vector* const entries = matrix.entries;
    Vector* const inverses = matrix.inverses;
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t column = first + j;
      const Vector pivot = entries[column * pitch + column];
      const Mask good = pivot > least_pivot * matrix.pivots[column];
      matrix.pivots[column] = good ? pivot : Vector{};
      inverses[column] = good ? Real{1} / pivot : Vector{};
      Vector factor[columns];
      for (std::size_t q = j + 1; q < columns; ++q) {
        factor[q] = entries[(first + q) * pitch + column] * inverses[column] * matrix.pivots[column];
      }
      for (std::size_t r = column + 1; r < matrix.order; ++r) {
        Vector* const row = entries + r * pitch;
        row[column] *= inverses[column];
        for (std::size_t q = j + 1; q < columns; ++q) row[first + q] -= row[column] * factor[q];
      }
    }
  }

  template <std::size_t high, std::size_t columns>
  static void update(const Symmetric& matrix, Range from, std::size_t first, std::size_t i) {
    Vector* const rows = matrix.entries + i * matrix.pitch;
    const Vector* factors = matrix.panel;
    Vector sum[high][columns];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) sum[r][j] = rows[r * matrix.pitch + first + j];
    }
    for (std::size_t k = from.begin; k < from.end; ++k, factors += columns) {
      Vector factor[columns];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) factor[j] = factors[j];
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) {
        const Vector entry = rows[r * matrix.pitch + k];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < columns; ++j) sum[r][j] = sum[r][j] - entry * factor[j];
      }
    }
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) rows[r * matrix.pitch + first + j] = sum[r][j];
    }
  }

  /// Unknowns first … first+high−1 of L y = b.
  template <std::size_t high, std::size_t count>
  static void forward(const Symmetric& matrix, std::size_t first, Vector* const (&sides)[count]) {
    Vector sum[high][count];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t q = 0; q < count; ++q) sum[r][q] = sides[q][first + r];
    }
    for (std::size_t k = 0; k < first; ++k) {
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) {
        const Vector entry = matrix.entries[(first + r) * matrix.pitch + k];
#pragma GCC unroll 4
        for (std::size_t q = 0; q < count; ++q) sum[r][q] -= entry * sides[q][k];
      }
    }
    for (std::size_t r = 0; r < high; ++r) {
      for (std::size_t k = 0; k < r; ++k) {
        const Vector entry = matrix.entries[(first + r) * matrix.pitch + first + k];
        for (std::size_t q = 0; q < count; ++q) sum[r][q] -= entry * sum[k][q];
      }
      for (std::size_t q = 0; q < count; ++q) sides[q][first + r] = sum[r][q];
    }
  }

  /// Unknowns first … first+high−1 of Lᵀ x = y, taken out of the equations before them.
  template <std::size_t high, std::size_t count>
  static void backward(const Symmetric& matrix, std::size_t first, Vector* const (&sides)[count]) {
    for (std::size_t r = high; r-- > 0;) {
      for (std::size_t k = 0; k < r; ++k) {
        const Vector entry = matrix.entries[(first + r) * matrix.pitch + first + k];
        for (Vector* const side : sides) side[first + k] -= entry * side[first + r];
      }
    }
    for (std::size_t k = 0; k < first; ++k) {
      Vector entry[high];
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) entry[r] = matrix.entries[(first + r) * matrix.pitch + k];
      for (Vector* const side : sides) {
        Vector sum = side[k];
#pragma GCC unroll 4
        for (std::size_t r = 1; r <= high; ++r) sum -= entry[high - r] * side[first + high - r];
        side[k] = sum;
      }
    }
  }
};

}  // namespace genericity::simd
