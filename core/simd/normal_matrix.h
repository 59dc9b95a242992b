#pragma once

#include <cstddef>

#include "core/simd/agent_blocks.h"
#include "core/simd/factorisation.h"
#include "core/simd/gordan_view.h"

namespace genericity::simd {

/// The normal matrix N = GᵀDG of Lemma 1's system in lanes (G = −A with rows as posteriors, D diagonal), its
/// factorisation N = L E Lᵀ and solutions with it. Its rows and columns are the kept unknowns; stored by
/// rows, lower half.
///
/// Each number is computed by the same operations in the same order whatever the width of the tiles, so that
/// all instruction sets agree to the last bit.
template <class Lanes>
struct NormalMatrix {
  using Vector = typename Lanes::Vector;

  /// Writes GᵀDG; `view.weight` holds D.
  static void form(const GordanView& view, Vector* space) {
    Vector* const normal = space + view.normal;
    AgentBlocks<Lanes>::clear(normal, view.kept.order, view.pitch);
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const GordanCoalition& c = view.coalitions[s];
      form_block(view, space, c);
      AgentBlocks<Lanes>::add(view.kept, space + view.block, c.carriers, c.carrier_count, normal, view.pitch);
    }
  }

  /// N = L E Lᵀ, see Factorisation. Directions that no row sees leave pivots of rounding size, which fixes
  /// the unknown at 0.
  static void factorise(const GordanView& view, Vector* space) {
    Factorisation<Lanes>::run(matrix(view, space));
  }

  /// Solves N x = b in place for each of the right-hand sides, one or two, of (n−1)|Θ| numbers; what is not
  /// kept becomes 0.
  template <std::size_t count>
  static void solve(const GordanView& view, Vector* space, Vector* const (&sides)[count]) {
    static_assert(count <= 2);
    Vector* kept[count];
    for (std::size_t q = 0; q < count; ++q) {
      kept[q] = space + (q == 0 ? view.first_side : view.second_side);
      for (std::size_t i = 0; i < view.kept.order; ++i) kept[q][i] = sides[q][view.places[i]];
    }
    Factorisation<Lanes>::solve(matrix(view, space), kept);
    for (std::size_t q = 0; q < count; ++q) {
      for (std::size_t i = 0; i < view.unknowns; ++i) sides[q][i] = Vector{};
      for (std::size_t i = 0; i < view.kept.order; ++i) sides[q][view.places[i]] = kept[q][i];
    }
  }

 private:
  static SymmetricMatrix<Lanes> matrix(const GordanView& view, Vector* space) {
    return {space + view.normal, view.kept.order,       view.pitch,
            space + view.pivots, space + view.inverses, space + view.panel};
  }

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
};

}  // namespace genericity::simd
