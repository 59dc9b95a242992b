#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// Proof that CI holds (Guo, Lemma 1): transfers ψ that balance the budget and make every deviation strictly
/// costly. `psi[i·|Θ| + θ]` = ψ_i(θ), integers, i from 0 to n−1.
struct TransferCertificate {
  std::vector<mpz_class> psi;
};

/// Proof that CI fails (the Farkas side of Lemma 1): weights c ≥ 0, not all zero, on deviations such that
///   ν_S(θ) = Σ_{θ̄_S ≠ θ_S} c(S, θ̄_S → θ_S) w(θ̄_S, θ_-S) − Σ_{θ̂_S ≠ θ_S} c(S, θ_S → θ̂_S) w(θ)
/// summed over the coalitions that contain agent i is one and the same function b of θ for every agent i. Any
/// ψ of Lemma 1 would give 0 > Σ_S Σ_θ ν_S(θ) Σ_{i∈S} ψ_i(θ) = Σ_θ b(θ) Σ_i ψ_i(θ) = 0.
struct DeviationCertificate {
  struct Entry {
    Coalition coalition;
    std::uint32_t truth = 0;   ///< θ̄_S, numbered as CoalitionSplit::inside
    std::uint32_t report = 0;  ///< θ̂_S ≠ θ̄_S
    mpz_class weight;          ///< c > 0
  };
  std::vector<Entry> entries;
};

/// Proof that CI fails at every prior, whatever the type counts. Condition (G):
///   there are a nonempty A ⊊ I and λ ≥ 0 on F_A = {S ∈ 𝒮* : S ⊇ A or S ⊇ I∖A} with Σ_{S∋i} λ_S = 1 for every
///   agent i.
/// A coalition that contains A can redraw θ_A from its prior law and report the rest truthfully; a coalition
/// that contains I∖A can redraw θ_{I∖A}. Both turn p into p(θ_A) p(θ_{I∖A}), and the weights λ make every
/// agent equally suspect. Two complementary coalitions are the case A = S, λ = 1 on both (Guo, Corollary 1).
struct ConditionGProof {
  Coalition part;  ///< A
  /// λ_S > 0, listed for the coalitions that have one.
  std::vector<std::pair<Coalition, mpq_class>> weights;
};

/// Checks condition (G) for the pattern, exactly.
bool proves_condition_g(const Pattern& pattern, const ConditionGProof& proof);

/// Checks proofs about one type space and pattern. It knows the conditions' definitions and nothing of the
/// solvers: it numbers profiles and deviations by itself and works in exact arithmetic, save where the
/// docstring states the bound.
class CertificateChecker {
 public:
  CertificateChecker(const TypeSpace& space, const Pattern& pattern);

  /// n and |Θ|.
  [[nodiscard]] std::size_t agents() const { return static_cast<std::size_t>(agents_); }
  [[nodiscard]] std::size_t profiles() const { return profiles_; }

  /// True only if ψ balances the budget at every θ and
  ///   Σ_{θ_-S} w(θ̄_S, θ_-S) [f_S(θ̂_S, θ_-S) − f_S(θ̄_S, θ_-S)] < 0,   f_S = Σ_{i∈S} ψ_i,
  /// for every S ∈ 𝒮* and θ̄_S ≠ θ̂_S. Exact.
  [[nodiscard]] bool proves_ci(const IntegerWeights& weights, const TransferCertificate& certificate) const;

  /// The same for weights that are doubles (taken as exact numbers) and |ψ| ≤ 2^40, in floating point with an
  /// a-priori bound on rounding, doubled (rounding_bound). False means: not proved this way. Allocates
  /// nothing.
  [[nodiscard]] bool proves_ci(std::span<const double> weights, std::span<const std::int64_t> psi) const;

  /// True only if the certificate's weights are non-negative, one of them is positive, every entry is a
  /// deviation of a coalition of the pattern, and the identity above holds for all agents and profiles.
  /// Exact.
  [[nodiscard]] bool refutes_ci(const IntegerWeights& weights, const DeviationCertificate& certificate) const;

  // Bounds on CI's margin: t* = max t such that some ψ with Σ_i ψ_i = 0 and |ψ_i(θ)| ≤ 1 has
  //   Σ_{θ_-S} p(θ_-S | θ̄_S) [f_S(θ̂_S, θ_-S) − f_S(θ̄_S, θ_-S)] ≤ −t
  // for every S ∈ 𝒮* and θ̄_S ≠ θ̂_S. Computed in rational arithmetic and rounded outward, or, for weights that
  // are doubles (taken as exact numbers), in floating point with a-priori bounds as those of proves_ci.

  /// What these transfers, divided by their greatest |ψ_i(θ)|, prove: t* is at least that. 0 if they prove
  /// nothing.
  [[nodiscard]] double margin_at_least(const IntegerWeights& weights,
                                       const TransferCertificate& certificate) const;
  /// The same in floating point, for |ψ| ≤ 2^48. Allocates nothing.
  [[nodiscard]] double margin_at_least(std::span<const double> weights,
                                       std::span<const std::int64_t> psi) const;

  /// What these weights on deviations prove, whether or not they balance: t* is at most
  ///   Σ_i Σ_θ |Σ_{S∋i} ν_S(θ) − b(θ)| / Σ c(S, θ̄_S → θ̂_S) w(θ̄_S)   for any b;
  /// b(θ) is chosen as a median over the agents, which is best. (Multiply the rows by c and add them up.)
  /// Infinity if an entry is no deviation of the pattern or all weights are 0.
  [[nodiscard]] double margin_at_most(const IntegerWeights& weights,
                                      const DeviationCertificate& certificate) const;
  /// The same in floating point: `costs` are weights c ≥ 0, taken as exact numbers, on all deviations, by
  /// coalitions in the pattern's order, then θ̄_S, then θ̂_S. `views` is memory for n·|Θ| numbers. Allocates
  /// nothing.
  [[nodiscard]] double margin_at_most(std::span<const double> weights, std::span<const double> costs,
                                      std::span<double> views) const;

  /// Whether the posteriors p(·|θ̄_S) and p(·|θ̂_S) are equal, that is w(θ̄_S, x) w(θ̂_S, y) = w(θ̄_S, y) w(θ̂_S,
  /// x) for all x, y ∈ Θ_-S. Exact. False for a coalition that is not in the pattern.
  [[nodiscard]] bool equal_posteriors(const IntegerWeights& weights, Coalition coalition, std::uint32_t truth,
                                      std::uint32_t report) const;

 private:
  struct Member {
    Coalition coalition;
    CoalitionSplit split;
  };
  [[nodiscard]] const Member* find(Coalition coalition) const;
  /// f_S(θ) = Σ_{i∈S} ψ_i(θ).
  [[nodiscard]] std::int64_t joint(std::span<const std::int64_t> psi, Coalition coalition,
                                   std::size_t profile) const {
    std::int64_t sum = 0;
    for (std::size_t agent = 0; agent < agents(); ++agent) {
      if (coalition.contains(static_cast<int>(agent))) sum += psi[agent * profiles_ + profile];
    }
    return sum;
  }
  /// ν_S of every coalition of the pattern, empty where no entry names it. False if an entry is no deviation
  /// of the pattern or has a negative weight.
  bool influences(const IntegerWeights& weights, const DeviationCertificate& certificate,
                  std::vector<std::vector<mpz_class>>& influence) const;
  /// Σ_{S∋i} ν_S.
  void add_up(const std::vector<std::vector<mpz_class>>& influence, int agent,
              std::vector<mpz_class>& sum) const;

  int agents_;
  std::size_t profiles_;
  std::vector<Member> members_;
};

}  // namespace genericity
