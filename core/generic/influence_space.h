#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/coalition.h"
#include "core/exact/modular_matrix.h"
#include "core/type_space.h"

namespace genericity {

/// What lies of some coalitions W can do to the law of the reports, at one prior, modulo a prime.
///
/// V_S is spanned by S's deviations: ν(θ) = w(θ̄_S, θ_-S) at θ_S = θ̂_S, and −w(θ̄_S, θ_-S) at θ_S = θ̄_S. With
/// m_S = |Θ_S| and k_S = |Θ_-S| it has (m_S − 1) min(m_S, k_S) dimensions at almost every prior; where m_S ≥
/// k_S it is then all ν with Σ_{θ_S} ν = 0, whatever the prior, and these stand for it here.
///   N(p) = {(ν_S)_{S∈W} : ν_S ∈ V_S, Σ_{S∋i} ν_S the same for all agents i}.
/// In a certificate that CI fails the ν_S are one of N(p), with S ∈ 𝒮*.
class InfluenceSpace {
 public:
  /// Weights are residues modulo the prime, one a profile. The space must outlive this object.
  InfluenceSpace(const TypeSpace& space, std::span<const Coalition> coalitions,
                 std::span<const std::uint64_t> weights, std::uint64_t prime);

  [[nodiscard]] const TypeSpace& space() const { return *space_; }
  [[nodiscard]] std::span<const Coalition> coalitions() const { return coalitions_; }
  /// Σ_S dim V_S at almost every prior: the number of rows of equations().
  [[nodiscard]] std::size_t dimension() const { return equations_.rows(); }
  /// One row for each member of a basis of each V_S, one column for each agent but the last and profile: what
  /// it adds to Σ_{S∋i} ν_S − Σ_{S∋n} ν_S. A row vector x with x · equations() = 0 is one of N(p). Its rank
  /// is at most that at almost every prior, over the rationals: so dimension() − rank bounds dim N(p) at
  /// almost every prior from above.
  [[nodiscard]] const ModularMatrix& equations() const { return equations_; }
  /// ν_S(θ) of the combination x of the basis: by coalition, then profile.
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> influences(std::span<const std::uint64_t> x) const;

  /// The number of rows and columns of equations(), for estimates of what they cost.
  static std::size_t count_rows(const TypeSpace& space, std::span<const Coalition> coalitions);

 private:
  /// A member of a basis: of coalition number `coalition`, its values at some profiles.
  struct Member {
    std::size_t coalition;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> values;
  };
  void add_member(std::size_t coalition);
  /// `value` or its negative at a profile of the last member.
  void put(std::uint32_t profile, std::uint64_t value, bool negative);

  const TypeSpace* space_;
  std::vector<Coalition> coalitions_;
  std::vector<Member> members_;
  ModularMatrix equations_;
};

}  // namespace genericity
