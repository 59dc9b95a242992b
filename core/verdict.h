#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace genericity {

/// What is known of a condition at one prior. Undecided is never folded into another.
enum class Verdict : std::uint8_t { holds = 0, fails = 1, undecided = 2 };

/// "holds", "fails", "undecided".
std::string_view to_string(Verdict verdict);

/// Which step of a decision reached the verdict; each one proves what it says or passes on.
enum class Stage : std::uint8_t {
  definition,        ///< the condition's definition, evaluated with proof (CBDP: posteriors compared)
  condition_g,       ///< condition (G): the pattern fails at every prior, certificate in closed form
  equal_posteriors,  ///< two posteriors of one coalition coincide, so CI fails
  inherited,         ///< a larger pattern holds or a smaller one fails at the same prior
  batch,             ///< transfers found and proved for many priors at a time
  search,            ///< transfers or deviation weights found for many priors at a time, proved one by one
  existence,   ///< deviation weights that balance provably exist near some found for many priors at a time
  least_norm,  ///< the least-norm candidate is strictly feasible
  interior_point,  ///< an iterate of the interior point method is strictly feasible
  balance,         ///< deviation weights made to balance exactly, from inside the cone of solutions
  alternative,     ///< Gordan's alternative in exact arithmetic from the interior point method's multipliers
  exact_simplex,   ///< the rational simplex method
  high_precision,  ///< the interior point method, or balanced multipliers, in 100 digits
  unresolved,      ///< none of them
  count_           ///< number of stages
};

/// "least_norm" and so on, as stored in results.
std::string_view to_string(Stage stage);

/// A condition's verdict, with what backs it.
struct Decision {
  Verdict verdict = Verdict::undecided;
  /// A certificate was checked in exact arithmetic (or under an a-priori rounding bound) by code apart from
  /// the solver.
  bool certified = false;
  Stage stage = Stage::unresolved;
};

}  // namespace genericity
