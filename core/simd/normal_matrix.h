#pragma once

#include <cstddef>

#include "core/simd/gordan_view.h"

namespace genericity::simd {

/// The normal matrix N = GᵀDG of Lemma 1's system in lanes (G = −A with rows as posteriors, D diagonal), its
/// factorisation N = L E Lᵀ and solutions with it. N is (n−1)|Θ| squared, stored by rows, lower half.
///
/// Each number is computed by the same operations in the same order whatever the width of the tiles, so that
/// all instruction sets agree to the last bit.
template <class Lanes>
struct NormalMatrix {
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;

  /// Writes GᵀDG; `view.weight` holds D.
  static void form(const GordanView& view, Vector* space) {
    const std::size_t profiles = view.profiles;
    const std::size_t order = view.unknowns;
    const std::size_t pitch = view.pitch;
    Vector* const normal = space + view.normal;
    for (std::size_t i = 0; i < order * pitch; ++i) normal[i] = Vector{};
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const GordanCoalition& c = view.coalitions[s];
      form_block(view, space, c);
      const Vector* const block = space + view.block;
      for (std::size_t a = 0; a < c.carrier_count; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
          const std::size_t row = c.carriers[a] * profiles;
          const std::size_t column = c.carriers[b] * profiles;
          for (std::size_t p = 0; p < profiles; ++p) {
            Vector* const to = normal + (row + p) * pitch + column;
            const Vector* const from = block + p * profiles;
            const std::size_t end = a == b ? p + 1 : profiles;
            for (std::size_t q = 0; q < end; ++q) to[q] += from[q];
          }
        }
      }
    }
  }

  /// N = L E Lᵀ in place, L with unit diagonal below, E and its inverses in view.pivots and view.inverses.
  /// Directions that no row sees leave pivots of rounding size; these are taken as infinite, which fixes the
  /// unknown at 0.
  static void factorise(const GordanView& view, Vector* space) {
    const std::size_t order = view.unknowns;
    std::size_t first = 0;
    for (; first + wide <= order; first += wide) eliminate<wide>(view, space, first);
    for (; first < order; ++first) eliminate<1>(view, space, first);
  }

  /// Solves N x = b in place for each of the right-hand sides.
  template <std::size_t count>
  static void solve(const GordanView& view, Vector* space, Vector* const (&sides)[count]) {
    const std::size_t order = view.unknowns;
    const std::size_t pitch = view.pitch;
    const Vector* const normal = space + view.normal;
    const Vector* const inverses = space + view.inverses;
    std::size_t first = 0;
    for (; first + 4 <= order; first += 4) forward<4>(normal, pitch, first, sides);
    for (; first < order; ++first) forward<1>(normal, pitch, first, sides);
    for (Vector* const side : sides) {
      for (std::size_t i = 0; i < order; ++i) side[i] *= inverses[i];
    }
    for (std::size_t end = order; end > 0;) {
      const std::size_t high = end % 4 == 0 ? 4 : 1;
      end -= high;
      if (high == 4) {
        backward<4>(normal, pitch, end, sides);
      } else {
        backward<1>(normal, pitch, end, sides);
      }
    }
  }

 private:
  static constexpr std::size_t wide = Lanes::block_columns;
  /// Part of the diagonal below which a pivot is rounding.
  static constexpr double least_pivot = 1e-12;

  /// One coalition's part, |Θ|×|Θ| in profiles: Σ over rows of D (e_θ̄ − e_θ̂)(e_θ̄ − e_θ̂)ᵀ ⊗ p(θ̄) p(θ̄)ᵀ.
  static void form_block(const GordanView& view, Vector* space, const GordanCoalition& c) {
    const std::size_t m = c.joint_types;
    const std::size_t k = c.other_types;
    const std::size_t profiles = view.profiles;
    const Vector* const weight = space + view.weight + c.first_row;
    const Vector* const posterior = space + view.posteriors + c.posterior;
    Vector* const block = space + view.block;
    Vector* const square = space + view.square;
    Vector* const diagonal = square + m;
    for (std::size_t x = 0; x < k; ++x) {
      for (std::size_t y = 0; y <= x; ++y) {
        for (std::size_t a = 0; a < m; ++a) {
          square[a] = posterior[a * k + x] * posterior[a * k + y];
          diagonal[a] = Vector{};
        }
        for (std::size_t a = 1; a < m; ++a) {
          const std::size_t ax = (c.inside[a] + c.outside[x]) * profiles;
          const std::size_t ay = (c.inside[a] + c.outside[y]) * profiles;
          for (std::size_t b = 0; b < a; ++b) {
            const Vector entry =
                weight[a * (m - 1) + b] * square[a] + weight[b * (m - 1) + a - 1] * square[b];
            diagonal[a] += entry;
            diagonal[b] += entry;
            const std::size_t to_b = c.inside[b];
            block[ax + to_b + c.outside[y]] = -entry;
            block[ay + to_b + c.outside[x]] = -entry;
            block[(to_b + c.outside[y]) * profiles + c.inside[a] + c.outside[x]] = -entry;
            block[(to_b + c.outside[x]) * profiles + c.inside[a] + c.outside[y]] = -entry;
          }
        }
        for (std::size_t a = 0; a < m; ++a) {
          block[(c.inside[a] + c.outside[x]) * profiles + c.inside[a] + c.outside[y]] = diagonal[a];
          block[(c.inside[a] + c.outside[y]) * profiles + c.inside[a] + c.outside[x]] = diagonal[a];
        }
      }
    }
  }

  /// Columns first … first+columns−1 of L and of the pivots, from the columns before them.
  template <std::size_t columns>
  static void eliminate(const GordanView& view, Vector* space, std::size_t first) {
    const std::size_t order = view.unknowns;
    const std::size_t pitch = view.pitch;
    Vector* const normal = space + view.normal;
    Vector* const pivots = space + view.pivots;
    Vector* const inverses = space + view.inverses;
    // L E of the panel's rows, which every row below is multiplied with.
    Vector* const panel = space + view.panel;
    Vector diagonal[columns];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < columns; ++j) {
      const Vector* const row = normal + (first + j) * pitch;
      diagonal[j] = row[first + j];
      for (std::size_t k = 0; k < first; ++k) panel[k * columns + j] = row[k] * pivots[k];
    }
    std::size_t i = first;
    for (; i + 4 <= order; i += 4) update<4, columns>(normal, panel, pitch, first, i);
    for (; i < order; ++i) update<1, columns>(normal, panel, pitch, first, i);
    // The same within the panel, column by column.
    for (std::size_t j = 0; j < columns; ++j) {
      const std::size_t column = first + j;
      const Vector pivot = normal[column * pitch + column];
      const Mask good = pivot > least_pivot * diagonal[j];
      pivots[column] = good ? pivot : Vector{};
      inverses[column] = good ? 1.0 / pivot : Vector{};
      Vector factor[columns];
      for (std::size_t q = j + 1; q < columns; ++q) {
        factor[q] = normal[(first + q) * pitch + column] * inverses[column] * pivots[column];
      }
      for (std::size_t r = column + 1; r < order; ++r) {
        Vector* const row = normal + r * pitch;
        row[column] *= inverses[column];
        for (std::size_t q = j + 1; q < columns; ++q) row[first + q] -= row[column] * factor[q];
      }
    }
  }

  template <std::size_t high, std::size_t columns>
  static void update(Vector* normal, const Vector* panel, std::size_t pitch, std::size_t first,
                     std::size_t i) {
    Vector sum[high][columns];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) sum[r][j] = normal[(i + r) * pitch + first + j];
    }
    for (std::size_t k = 0; k < first; ++k) {
      Vector factor[columns];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) factor[j] = panel[k * columns + j];
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) {
        const Vector entry = normal[(i + r) * pitch + k];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < columns; ++j) sum[r][j] = sum[r][j] - entry * factor[j];
      }
    }
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t j = 0; j < columns; ++j) normal[(i + r) * pitch + first + j] = sum[r][j];
    }
  }

  /// Unknowns first … first+high−1 of L y = b.
  template <std::size_t high, std::size_t count>
  static void forward(const Vector* normal, std::size_t pitch, std::size_t first,
                      Vector* const (&sides)[count]) {
    Vector sum[high][count];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < high; ++r) {
#pragma GCC unroll 4
      for (std::size_t q = 0; q < count; ++q) sum[r][q] = sides[q][first + r];
    }
    for (std::size_t k = 0; k < first; ++k) {
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) {
        const Vector entry = normal[(first + r) * pitch + k];
#pragma GCC unroll 4
        for (std::size_t q = 0; q < count; ++q) sum[r][q] -= entry * sides[q][k];
      }
    }
    for (std::size_t r = 0; r < high; ++r) {
      for (std::size_t k = 0; k < r; ++k) {
        const Vector entry = normal[(first + r) * pitch + first + k];
        for (std::size_t q = 0; q < count; ++q) sum[r][q] -= entry * sum[k][q];
      }
      for (std::size_t q = 0; q < count; ++q) sides[q][first + r] = sum[r][q];
    }
  }

  /// Unknowns first … first+high−1 of Lᵀ x = y, taken out of the equations before them.
  template <std::size_t high, std::size_t count>
  static void backward(const Vector* normal, std::size_t pitch, std::size_t first,
                       Vector* const (&sides)[count]) {
    for (std::size_t r = high; r-- > 0;) {
      for (std::size_t k = 0; k < r; ++k) {
        const Vector entry = normal[(first + r) * pitch + first + k];
        for (Vector* const side : sides) side[first + k] -= entry * side[first + r];
      }
    }
    for (std::size_t k = 0; k < first; ++k) {
      Vector entry[high];
#pragma GCC unroll 4
      for (std::size_t r = 0; r < high; ++r) entry[r] = normal[(first + r) * pitch + k];
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
