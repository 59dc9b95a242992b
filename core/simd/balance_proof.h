#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/agent_blocks.h"
#include "core/simd/balance_view.h"
#include "core/simd/factorisation.h"

namespace genericity::simd {

/// Checks that CI fails, from weights on deviations that nearly balance, one prior a lane: proves that
/// weights which balance exactly exist near them, without computing these. It shares the factorisation with
/// the solver, and nothing else.
///
/// Theorem. Let M be the matrix of the equations of the view, scaled so that row r, a deviation of S from θ̄,
/// has posteriors for coefficients (v_r times w(θ̄, ·), v_r > 0), so that c_r = v_r y_r are weights, without
/// the rows that are to have no weight; N some of its equations; ρ² = Σ_j (N y)_j²/d_j with any d_j > 0; and
/// λ > 0 a lower bound of the least eigenvalue of D^-½ N Nᵀ D^-½. If y_r > ρ/√λ for all r, and M has no
/// greater rank than N has rows, then some c' > 0 satisfies all equations exactly, so that CI fails (Gordan).
/// Proof. N has full row rank; u = Nᵀ(N Nᵀ)⁻¹ N y has N(y − u) = 0 and |u_r|² ≤ uᵀu = (N y)ᵀ (N Nᵀ)⁻¹ N y ≤
/// ρ²/λ. So c'_r = v_r (y_r − u_r) > 0 satisfies the equations of N, and the others follow from them. ∎
///
/// Weights that were found in floats miss the balance by too much. Where the given y prove nothing, the
/// theorem is tried once more with y − Nᵀz for z ≈ (N Nᵀ)⁻¹ N y, which misses it by rounding only; it holds
/// of any y, so that no error in z matters. Weights of 0 stay 0.
///
/// Where all rows have weight, N is to be M (BalanceView's equations). Else equations whose pivot vanishes
/// are left out, and the caller compares their number with what is known of the rank of M, whatever the prior
/// is.
///
/// How λ and ρ are bounded, with γ_k = k u/(1 − k u), u = 2^-53:
/// - v_r is whatever the computed 1/w(θ̄_S) is; a coefficient is one product, of relative error u.
/// - Every entry of the Gram matrix is a sum of products of two coefficients, the same sum for |M| |M|ᵀ but
/// for
///   signs, so |G − M Mᵀ|_ij ≤ γ (|M||M|ᵀ)_ij ≤ γ √((M Mᵀ)_ii (M Mᵀ)_jj), by Cauchy; with d_j = G_jj the
///   scaled difference has entries of at most γ/(1 − γ), and a norm of at most M times that.
/// - G − τ D is factorised. Where all pivots are positive, that is positive semidefinite up to what
///   Factorisation says, another M γ/(1 − γ) at most. So λ = τ − (these) (Rump, Verification of positive
///   definiteness, BIT 46, 2006, scaled).
/// - |M y|_j is at most what is computed plus γ times the computed sum of its terms' sizes.
/// Coefficients, weights and diagonals stay within bounds that exclude underflow where it would matter; the
/// comparisons are written such that a NaN fails them.
template <class Lanes>
class BalanceProof {
 public:
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  static constexpr int width = Lanes::width;

  /// `priors[0 … width−1]` point to |Θ| weights each, `weights[0 … width−1]` to K numbers y. Returns the
  /// lanes that are proved, one bit each.
  static unsigned run(const BalanceView& view, Vector* space, const double* const* priors,
                      const double* const* weights, std::uint32_t* ranks) {
    BalanceProof proof(view, space);
    proof.load(priors, weights);
    if (Lanes::bits(proof.valid_) == 0) return 0;
    proof.balance();
    proof.form();
    const SymmetricMatrix<Lanes> gram{space + view.gram,   view.equations.order,  view.pitch,
                                      space + view.pivots, space + view.inverses, space + view.panel};
    Factorisation<Lanes>::run(gram);
    const Mask proved = proof.is_proved();
    const Mask wanted = proof.valid_ & ~proved;
    if (Lanes::bits(wanted) != 0) {
      Factorisation<Lanes>::solve(gram, {space + view.residual});
      proof.correct(wanted);
      proof.balance();
    }
    return proof.conclude(ranks, proved);
  }

 private:
  static constexpr double least_coefficient = 0x1p-400;
  static constexpr double least_weight = 0x1p-300;
  static constexpr double greatest_weight = 0x1p300;
  static constexpr double least_diagonal = 0x1p-300;

  BalanceProof(const BalanceView& view, Vector* space) : view_(view), space_(space) {}

  [[nodiscard]] Vector* at(std::size_t offset) const { return space_ + offset; }
  static Vector splat(double value) { return value - Vector{}; }

  void load(const double* const* priors, const double* const* weights) {
    valid_ = Lanes::first(width);
    for (int lane = 0; lane < width; ++lane) {
      for (std::size_t profile = 0; profile < view_.profiles; ++profile)
        at(view_.influence)[profile][lane] = priors[lane][profile];
      for (std::size_t r = 0; r < view_.rows; ++r) at(view_.weight)[r][lane] = weights[lane][r];
    }
    const Vector* const prior = at(view_.influence);
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const BalanceCoalition& c = view_.coalitions[s];
      Vector* posterior = at(view_.posteriors) + c.posterior;
      for (std::size_t truth = 0; truth < c.joint_types; ++truth) {
        Vector total{};
        for (std::size_t x = 0; x < c.other_types; ++x) total += prior[c.inside[truth] + c.outside[x]];
        const Vector scale = 1.0 / total;
        for (std::size_t x = 0; x < c.other_types; ++x, ++posterior) {
          *posterior = prior[c.inside[truth] + c.outside[x]] * scale;
          valid_ &= (*posterior > least_coefficient) & (*posterior < 2.0);
        }
      }
    }
    find_least();
  }

  /// M y and the sums of its terms' sizes.
  void balance() {
    Vector* const influence = at(view_.influence);
    Vector* const size = at(view_.size);
    for (std::size_t j = 0; j < view_.equations.order; ++j) {
      at(view_.residual)[j] = Vector{};
      at(view_.terms)[j] = Vector{};
    }
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const BalanceCoalition& c = view_.coalitions[s];
      const std::size_t m = c.joint_types;
      const Vector* const posterior = at(view_.posteriors) + c.posterior;
      const Vector* const y = at(view_.weight) + c.first_row;
      for (std::size_t own = 0; own < m; ++own) {
        Vector leaving{};
        for (std::size_t k = 0; k + 1 < m; ++k) leaving += y[own * (m - 1) + k];
        for (std::size_t x = 0; x < c.other_types; ++x) {
          Vector coming{};
          for (std::size_t truth = 0; truth < m; ++truth) {
            if (truth == own) continue;
            const std::size_t report = own < truth ? own : own - 1;
            coming += y[truth * (m - 1) + report] * posterior[truth * c.other_types + x];
          }
          const Vector going = leaving * posterior[own * c.other_types + x];
          influence[c.inside[own] + c.outside[x]] = coming - going;
          size[c.inside[own] + c.outside[x]] = coming + going;
        }
      }
      for (std::size_t a = 0; a < c.carrier_count; ++a) {
        const AgentProfiles& equations = view_.equations;
        for (std::uint32_t j = equations.first[c.carriers[a]]; j < equations.first[c.carriers[a] + 1]; ++j) {
          at(view_.residual)[j] += c.sign * influence[equations.profile[j]];
          at(view_.terms)[j] += size[equations.profile[j]];
        }
      }
    }
  }

  /// The Gram matrix M Mᵀ, lower half, with its diagonal kept apart and made smaller.
  void form() {
    Vector* const gram = at(view_.gram);
    AgentBlocks<Lanes>::clear(gram, view_.equations.order, view_.pitch);
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const BalanceCoalition& c = view_.coalitions[s];
      form_block(c);
      AgentBlocks<Lanes>::add(view_.equations, at(view_.block), c.carriers, c.carrier_count, gram,
                              view_.pitch);
    }
    for (std::size_t j = 0; j < view_.equations.order; ++j) {
      Vector& entry = gram[j * view_.pitch + j];
      const Mask counts = entry > least_diagonal;
      at(view_.diagonal)[j] = counts ? entry : splat(1);
      entry = counts ? entry * (1 - view_.shift) : Vector{};
    }
  }

  /// One coalition's part in pairs of profiles: Σ (e_θ̂ − e_θ̄)(e_θ̂ − e_θ̄)ᵀ ⊗ p(θ̄) p(θ̄)ᵀ over deviations that
  /// have weight.
  void form_block(const BalanceCoalition& c) {
    const std::size_t m = c.joint_types;
    const Vector* const posterior = at(view_.posteriors) + c.posterior;
    const Vector* const weight = at(view_.weight) + c.first_row;
    Vector* const block = at(view_.block);
    Vector* const square = at(view_.square);
    Vector* const diagonal = square + m;
    for (std::size_t x = 0; x < c.other_types; ++x) {
      for (std::size_t y = 0; y < c.other_types; ++y) {
        for (std::size_t a = 0; a < m; ++a) {
          square[a] = posterior[a * c.other_types + x] * posterior[a * c.other_types + y];
          diagonal[a] = Vector{};
        }
        for (std::size_t a = 0; a < m; ++a) {
          Vector* const row = block + (c.inside[a] + c.outside[x]) * view_.profiles + c.outside[y];
          for (std::size_t b = 0; b < a; ++b) {
            const Vector there = weight[a * (m - 1) + b] == 0.0 ? Vector{} : square[a];
            const Vector back = weight[b * (m - 1) + a - 1] == 0.0 ? Vector{} : square[b];
            const Vector entry = there + back;
            diagonal[a] += entry;
            diagonal[b] += entry;
            row[c.inside[b]] = -entry;
            block[(c.inside[b] + c.outside[x]) * view_.profiles + c.outside[y] + c.inside[a]] = -entry;
          }
        }
        for (std::size_t a = 0; a < m; ++a)
          block[(c.inside[a] + c.outside[x]) * view_.profiles + c.outside[y] + c.inside[a]] = diagonal[a];
      }
    }
  }

  /// Takes Mᵀz out of the weights in the lanes `wanted`, where z stands in the place of the residual.
  void correct(const Mask& wanted) {
    Vector* const joint = at(view_.influence);
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const BalanceCoalition& c = view_.coalitions[s];
      const AgentProfiles& equations = view_.equations;
      for (std::size_t p = 0; p < view_.profiles; ++p) joint[p] = Vector{};
      for (std::size_t a = 0; a < c.carrier_count; ++a) {
        for (std::uint32_t j = equations.first[c.carriers[a]]; j < equations.first[c.carriers[a] + 1]; ++j)
          joint[equations.profile[j]] += c.sign * at(view_.residual)[j];
      }
      const std::size_t m = c.joint_types;
      Vector* y = at(view_.weight) + c.first_row;
      for (std::size_t truth = 0; truth < m; ++truth) {
        const Vector* const posterior = at(view_.posteriors) + c.posterior + truth * c.other_types;
        for (std::size_t report = 0; report < m; ++report) {
          if (report == truth) continue;
          Vector change{};
          for (std::size_t x = 0; x < c.other_types; ++x) {
            change += posterior[x] *
                      (joint[c.inside[report] + c.outside[x]] - joint[c.inside[truth] + c.outside[x]]);
          }
          *y = (wanted & (*y != Vector{})) ? *y - change : *y;
          ++y;
        }
      }
    }
    find_least();
  }

  /// The least weight, and whether all are within bounds.
  void find_least() {
    least_ = splat(greatest_weight);
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Vector y = at(view_.weight)[r];
      const Mask has_weight = y != Vector{};
      valid_ &= ~has_weight | ((y > least_weight) & (y < greatest_weight));
      least_ = (has_weight & (y < least_)) ? y : least_;
    }
  }

  /// Whether y_r > ρ/√λ.
  Mask is_proved() {
    const Vector* const residual = at(view_.residual);
    Vector sum{};
    for (std::size_t j = 0; j < view_.equations.order; ++j) {
      const Vector size = residual[j] < Vector{} ? -residual[j] : residual[j];
      const Vector greatest = size + view_.residual_error * at(view_.terms)[j];
      const Mask counts = at(view_.pivots)[j] > Vector{};
      sum += counts ? greatest * greatest / at(view_.diagonal)[j] : Vector{};
    }
    // Squares may have vanished by underflow: the second term is far above what they can be.
    constexpr double sums = 1 + 0x1p-30;
    return valid_ & (least_ < greatest_weight) &  // somebody deviates
           (least_ * least_ * view_.least_eigenvalue > sum * sums + 0x1p-700);
  }

  unsigned conclude(std::uint32_t* ranks, const Mask& proved) {
    Vector rank{};
    for (std::size_t j = 0; j < view_.equations.order; ++j)
      rank += at(view_.pivots)[j] > Vector{} ? splat(1) : Vector{};
    for (int lane = 0; lane < width; ++lane) ranks[lane] = static_cast<std::uint32_t>(rank[lane]);
    return Lanes::bits(proved | is_proved());
  }

  const BalanceView& view_;
  Vector* space_;
  Mask valid_{};
  Vector least_{};
};

}  // namespace genericity::simd
