#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/exact/row_reduction.h"
#include "core/type_space.h"

namespace genericity {

/// The balanced transfers ψ that are neutral to given coalitions, E[f_C | θ_C] = 0 for all θ_C.
///
/// With g_i(θ) = w(θ) ψ_i(θ) the equations are Σ_{θ_-C} Σ_{i∈C} g_i(θ_C, θ_-C) = 0 and Σ_i g_i = 0: their
/// coefficients are 0 and ±1 whatever the prior. So one exact elimination per type space and list of
/// coalitions serves every prior. Unknowns: g_1 … g_{n−1}, place i·|Θ| + θ; g_n = −Σ_{i<n} g_i.
class NeutralSpace {
 public:
  NeutralSpace(const TypeSpace& space, std::span<const Coalition> neutral);

  /// A term of a linear form in the free unknowns.
  struct Term {
    std::uint32_t free = 0;  ///< place in free_places()
    mpq_class factor;
  };
  /// The unknowns that may be chosen at will; there are dimension() of them.
  [[nodiscard]] const std::vector<std::size_t>& free_places() const { return reduction_.free; }
  [[nodiscard]] std::size_t dimension() const { return reduction_.free.size(); }
  /// g at a place, as a form in the free unknowns.
  [[nodiscard]] const std::vector<Term>& form(std::size_t place) const { return forms_[place]; }
  /// Least common denominator of all factors.
  [[nodiscard]] const mpz_class& denominator() const { return denominator_; }

  /// One equation: E[f_C | θ_C] = 0.
  struct Equation {
    Coalition coalition;
    std::uint32_t type = 0;
  };
  [[nodiscard]] const std::vector<Equation>& equations() const { return equations_; }
  /// For a function v on the places that vanishes on the space: multipliers a, one an equation, with
  /// Σ_k a_k · equation_k = v. (For any other v the result is meaningless.)
  [[nodiscard]] std::vector<mpq_class> multipliers(const std::vector<mpq_class>& v) const;

 private:
  std::vector<Equation> equations_;
  RowReduction reduction_;
  std::vector<std::vector<Term>> forms_;
  mpz_class denominator_ = 1;
};

}  // namespace genericity
