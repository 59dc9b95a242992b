#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/proof_view.h"

namespace genericity::simd {

/// Checks transfers against Lemma 1, one prior a lane. It shares nothing with the solver.
///
/// The transfers come as integers in doubles. Once |ψ_i(θ)| ≤ 2^40 and integrality are established, Σ_i ψ_i
/// and f_S = Σ_{i∈S} ψ_i, sums of at most 16 of them, are computed without rounding. For a coalition S, a
/// true joint type θ̄ and every report θ̂ let U(θ̂) = Σ_{θ_-S} w(θ̄, θ_-S) f_S(θ̂, θ_-S), k = |Θ_-S| terms summed
/// one after the other. With u = 2^-53, γ_k = k u / (1 − k u) and |f_S| ≤ F,
///   |computed U − U| ≤ γ_k F W + 2^-1022 k,   W = Σ_{θ_-S} w(θ̄, θ_-S)
/// (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1; the second term covers products that
/// underflow). An inequality U(θ̂) − U(θ̄) < 0 counts when computed U(θ̂) + bound < computed U(θ̄) with
///   bound = 4 (k + 4) u F W + 8 k 2^-1022:
/// twice the two sums' errors and those of the bound and of the comparison's own addition. An overflow or a
/// NaN fails some comparison.
template <class Lanes>
class Proof {
 public:
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  static constexpr int width = Lanes::width;

  /// `priors[0 … width−1]` point to |Θ| weights each; psi[(i·|Θ| + θ)] is a vector of lanes. Returns the
  /// lanes that are proved, one bit each.
  static unsigned run(const ProofView& view, Vector* space, const double* const* priors, const Vector* psi) {
    Vector* const weights = space;
    Vector* const joint = space + view.profiles;
    Vector* const row = space + 2 * view.profiles;
    for (int lane = 0; lane < width; ++lane) {
      for (std::size_t profile = 0; profile < view.profiles; ++profile)
        weights[profile][lane] = priors[lane][profile];
    }
    Mask proved = balances(view, psi);
    // The bound on the errors takes positive weights for granted.
    for (std::size_t profile = 0; profile < view.profiles; ++profile) proved &= weights[profile] > 0;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      if (Lanes::bits(proved) == 0) return 0;
      const ProofCoalition& c = view.coalitions[s];
      const Vector* const f = add_members(view, c, psi, joint);
      const Vector greatest = greatest_of(view, f);
      const double terms = c.other_types;
      const double relative = 4 * (terms + 4) * 0x1p-53;
      const double absolute = 8 * terms * 0x1p-1022;
      for (std::size_t truth = 0; truth < c.joint_types; ++truth) {
        const Vector mass = expect(c, truth, weights, f, row);
        const Vector limit = row[truth] - (relative * greatest * mass + absolute);
        for (std::size_t report = 0; report < c.joint_types; ++report) {
          if (report != truth) proved &= row[report] < limit;
        }
      }
    }
    return Lanes::bits(proved);
  }

 private:
  static Mask balances(const ProofView& view, const Vector* psi) {
    // Adding and taking away 1.5·2^52 rounds a double below 2^51 to an integer.
    constexpr double shift = 0x1.8p52;
    constexpr double greatest = 0x1p40;
    Mask valid = Lanes::first(width);
    for (std::size_t profile = 0; profile < view.profiles; ++profile) {
      Vector budget{};
      for (std::size_t agent = 0; agent < view.agents; ++agent) {
        const Vector value = psi[agent * view.profiles + profile];
        valid &= (value <= greatest) & (value >= -greatest) & ((value + shift) - shift == value);
        budget += value;
      }
      valid &= budget == Vector{};
    }
    return valid;
  }

  /// f_S, in `joint` or, of a single agent, where it is.
  static const Vector* add_members(const ProofView& view, const ProofCoalition& c, const Vector* psi,
                                   Vector* joint) {
    const Vector* first = nullptr;
    bool several = false;
    for (std::uint32_t agent = 0; agent < view.agents; ++agent) {
      if (((c.agents >> agent) & 1U) == 0) continue;
      const Vector* const own = psi + agent * view.profiles;
      if (first == nullptr) {
        first = own;
        continue;
      }
      const Vector* const sum = several ? joint : first;
      for (std::size_t profile = 0; profile < view.profiles; ++profile)
        joint[profile] = sum[profile] + own[profile];
      several = true;
    }
    return several ? joint : first;
  }

  /// max |f|.
  static Vector greatest_of(const ProofView& view, const Vector* f) {
    Vector low{};
    Vector high{};
    for (std::size_t profile = 0; profile < view.profiles; ++profile) {
      const Vector value = f[profile];
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    return high > -low ? high : -low;
  }

  /// row[θ̂] = U(θ̂) for this truth; returns W.
  static Vector expect(const ProofCoalition& c, std::size_t truth, const Vector* weights, const Vector* joint,
                       Vector* row) {
    const std::uint32_t* const own = c.slice + truth * c.other_types;
    Vector mass{};
    for (std::size_t other = 0; other < c.other_types; ++other) mass += weights[own[other]];
    std::size_t report = 0;
    for (; report + 4 <= c.joint_types; report += 4) reports<4>(c, own, report, weights, joint, row);
    for (; report + 2 <= c.joint_types; report += 2) reports<2>(c, own, report, weights, joint, row);
    for (; report < c.joint_types; ++report) reports<1>(c, own, report, weights, joint, row);
    return mass;
  }

  template <std::size_t count>
  static void reports(const ProofCoalition& c, const std::uint32_t* own, std::size_t report,
                      const Vector* weights, const Vector* joint, Vector* row) {
    const std::uint32_t* const slice = c.slice + report * c.other_types;
    Vector sum[count] = {};
    for (std::size_t other = 0; other < c.other_types; ++other) {
      const Vector weight = weights[own[other]];
#pragma GCC unroll 4
      for (std::size_t i = 0; i < count; ++i) sum[i] += weight * joint[slice[i * c.other_types + other]];
    }
#pragma GCC unroll 4
    for (std::size_t i = 0; i < count; ++i) row[report + i] = sum[i];
  }
};

}  // namespace genericity::simd
