#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/conditions/participation_certificate.h"
#include "core/deviations.h"
#include "core/environments/implementation_checker.h"
#include "core/environments/sampled_environment.h"
#include "core/exact/integers.h"
#include "core/gordan/sparse_rows.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// The constraints that ImplementationChecker names as rows of linear programs: deviations in the order of
/// DeviationSystem, then the joint types that must be willing to take part.
class ImplementationConstraints {
 public:
  struct Participant {
    Coalition coalition;
    std::uint32_t type = 0;
    std::uint32_t profile = 0;  // θ_C = the type, the others' first
    const CoalitionSplit* split = nullptr;
  };

  ImplementationConstraints(const TypeSpace& space, const Pattern& pattern,
                            std::optional<Participation> participation);
  ImplementationConstraints(const ImplementationConstraints&) = delete;
  ImplementationConstraints& operator=(const ImplementationConstraints&) = delete;
  ~ImplementationConstraints() = default;

  [[nodiscard]] const TypeSpace& space() const { return space_; }
  [[nodiscard]] const DeviationSystem& deviations() const { return deviations_; }
  [[nodiscard]] const std::vector<Participant>& participants() const { return participants_; }
  [[nodiscard]] std::size_t rows() const { return deviations_.rows() + participants_.size(); }
  /// (n−1)·|Θ|: the transfers of agents 1 to n−1, column i·|Θ| + θ.
  [[nodiscard]] std::size_t unknowns() const { return deviations_.unknowns(); }

  /// Calls visit(sign, place) for the unknowns that make up Σ_{i∈C} t_i at the profile where Σ_i t_i = 0.
  template <class Visit>
  void visit_joint(Coalition coalition, std::size_t profile, const Visit& visit) const {
    const int last = space_.agents() - 1;
    const bool is_flipped = coalition.contains(last);
    for (int agent = 0; agent < last; ++agent) {
      if (coalition.contains(agent) != is_flipped)
        visit(is_flipped ? -1 : 1, static_cast<std::size_t>(agent) * space_.profiles() + profile);
    }
  }

  /// rows · (t_1 … t_{n−1}, b) ≤ −lacks, where b(θ) = Σ_i t_i(θ) has the last |Θ| columns; all times one
  /// positive factor.
  struct Exact {
    SparseRows<mpz_class> rows;
    std::vector<mpz_class> lacks;
  };
  [[nodiscard]] Exact exact(const IntegerWeights& weights, const SampledEnvironment& environment) const;

  /// Weights ≥ 0 on the rows as a certificate, cleared of denominators.
  [[nodiscard]] ImplementationCertificate certificate(std::span<const mpq_class> weights) const;

 private:
  TypeSpace space_;
  DeviationSystem deviations_;
  std::vector<CoalitionSplit> participant_splits_;
  std::vector<Participant> participants_;
};

/// Σ_{i∈S} [u_i(q(reported), true) − u_i(q(true), true)].
inline double gain_at(const SampledEnvironment& environment, Coalition coalition, std::size_t truth,
                      std::size_t reported) {
  return environment.joint_utility(coalition, environment.chosen(reported), truth) -
         environment.joint_utility(coalition, environment.chosen(truth), truth);
}

/// Σ_{i∈C} [outside − u_i(q(θ), θ)].
inline double lack_at(const SampledEnvironment& environment, Coalition coalition, std::size_t profile) {
  return coalition.size() * environment.outside() -
         environment.joint_utility(coalition, environment.chosen(profile), profile);
}

}  // namespace genericity
