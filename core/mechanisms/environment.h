#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// Where an allocation rule wastes welfare: at `profile` the outcome `better` gives all agents together
/// `loss` > 0 more than the rule's outcome `chosen`.
struct Inefficiency {
  std::size_t profile = 0;
  std::uint32_t chosen = 0;
  std::uint32_t better = 0;
  mpq_class loss;
};

/// Outcomes A, utilities u_i(a, θ) with interdependent values, and an allocation rule q : Θ → A (Guo,
/// section 3). Utilities are quasi-linear in transfers and exact rationals.
class Environment {
 public:
  /// `utilities[(a·n + i)·|Θ| + θ]` = u_i(a, θ); `rule[θ]` = q(θ), an outcome's number from 0. Throws
  /// InvalidInput for wrong counts, for no outcome, for two outcomes of one name and for a rule that names
  /// no outcome. The rule need not be efficient: see inefficiency().
  Environment(TypeSpace space, std::vector<std::string> outcomes, std::vector<mpq_class> utilities,
              std::vector<std::uint32_t> rule);
  /// The same with an ex-post efficient rule, computed; the first of equally good outcomes.
  Environment(TypeSpace space, std::vector<std::string> outcomes, std::vector<mpq_class> utilities);

  [[nodiscard]] const TypeSpace& space() const { return space_; }
  [[nodiscard]] const std::vector<std::string>& outcomes() const { return outcomes_; }
  /// u_i(a, θ), the agent from 0.
  [[nodiscard]] const mpq_class& utility(std::uint32_t outcome, int agent, std::size_t profile) const {
    return utilities_[(outcome * agents() + static_cast<std::size_t>(agent)) * space_.profiles() + profile];
  }
  /// Σ_{i∈S} u_i(a, θ).
  [[nodiscard]] mpq_class joint_utility(Coalition coalition, std::uint32_t outcome,
                                        std::size_t profile) const;
  /// q(θ).
  [[nodiscard]] std::uint32_t chosen(std::size_t profile) const { return rule_[profile]; }

  /// Where the rule is not ex-post efficient, Σ_i u_i(q(θ), θ) < Σ_i u_i(a, θ): the first such profile with
  /// the best outcome there. Nothing if it is efficient.
  [[nodiscard]] std::optional<Inefficiency> inefficiency() const;

 private:
  [[nodiscard]] std::size_t agents() const { return static_cast<std::size_t>(space_.agents()); }
  void require_shape() const;
  [[nodiscard]] std::uint32_t best(std::size_t profile) const;

  TypeSpace space_;
  std::vector<std::string> outcomes_;
  std::vector<mpq_class> utilities_;
  std::vector<std::uint32_t> rule_;
};

/// "(1,2,1)": a type profile as a person reads it, types from 1.
std::string profile_text(const TypeSpace& space, std::size_t profile);
/// One sentence: where the rule fails, what would be better, by how much.
std::string describe(const Environment& environment, const Inefficiency& fault);

}  // namespace genericity
