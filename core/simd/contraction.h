#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity::simd {

/// out[out_a[a] + out_c[c]] = Σ_l x[x_a[a] + x_l[l]] · y[y_c[c] + y_l[l]]: a matrix product in every lane,
/// its factors addressed through lists of places, as the slices of a prior along a coalition are.
template <class Lanes>
class Contraction {
 public:
  using Vector = typename Lanes::Vector;
  struct Factor {
    const Vector* base;
    const std::uint32_t* outer;
    const std::uint32_t* inner;
  };
  struct Result {
    Vector* base;
    const std::uint32_t* first;
    const std::uint32_t* second;
  };

  /// `rows`, `columns` ≥ 2 outer places of x and y, `depth` ≥ 1 inner ones.
  static void run(const Factor& x, const Factor& y, const Result& out, std::size_t rows, std::size_t columns,
                  std::size_t depth) {
    for (std::size_t a = 0; a < rows;) {
      const std::size_t high = piece(rows - a, 4);
      switch (high) {
        case 4:
          strip<4>(x, y, out, a, columns, depth);
          break;
        case 3:
          strip<3>(x, y, out, a, columns, depth);
          break;
        default:
          strip<2>(x, y, out, a, columns, depth);
      }
      a += high;
    }
  }

 private:
  /// The next piece of `left` ≥ 2 places, 2 … most, such that never one is left alone.
  static std::size_t piece(std::size_t left, std::size_t most) {
    if (left <= most) return left;
    if (left == most + 1) return most == 2 ? 3 : most - 1;
    if (most == 4 && left == 9) return 3;
    return most;
  }

  template <std::size_t high>
  static void strip(const Factor& x, const Factor& y, const Result& out, std::size_t a, std::size_t columns,
                    std::size_t depth) {
    for (std::size_t c = 0; c < columns;) {
      const std::size_t wide = piece(columns - c, Lanes::block_columns);
      switch (wide) {
        case 4:
          block<high, 4>(x, y, out, a, c, depth);
          break;
        case 3:
          block<high, 3>(x, y, out, a, c, depth);
          break;
        default:
          block<high, 2>(x, y, out, a, c, depth);
      }
      c += wide;
    }
  }

  template <std::size_t high, std::size_t wide>
  static void block(const Factor& x, const Factor& y, const Result& out, std::size_t a, std::size_t c,
                    std::size_t depth) {
    const Vector* left[high];
    const Vector* right[wide];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < high; ++i) left[i] = x.base + x.outer[a + i];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < wide; ++j) right[j] = y.base + y.outer[c + j];
    Vector sum[high][wide];
    {
      const std::size_t u = x.inner[0];
      const std::size_t v = y.inner[0];
#pragma GCC unroll 4
      for (std::size_t i = 0; i < high; ++i) {
#pragma GCC unroll 4
        for (std::size_t j = 0; j < wide; ++j) sum[i][j] = left[i][u] * right[j][v];
      }
    }
    for (std::size_t l = 1; l < depth; ++l) {
      const std::size_t u = x.inner[l];
      const std::size_t v = y.inner[l];
      Vector column[wide];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < wide; ++j) column[j] = right[j][v];
#pragma GCC unroll 4
      for (std::size_t i = 0; i < high; ++i) {
        const Vector entry = left[i][u];
#pragma GCC unroll 4
        for (std::size_t j = 0; j < wide; ++j) sum[i][j] = sum[i][j] + entry * column[j];
      }
    }
#pragma GCC unroll 4
    for (std::size_t i = 0; i < high; ++i) {
      Vector* const to = out.base + out.first[a + i];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < wide; ++j) to[out.second[c + j]] = sum[i][j];
    }
  }
};

}  // namespace genericity::simd
