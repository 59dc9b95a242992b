#pragma once

#include <gmpxx.h>

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/certificate.h"
#include "core/conditions/influence_equations.h"
#include "core/deviations.h"
#include "core/exact/integers.h"
#include "core/gordan/sparse_rows.h"
#include "core/type_space.h"

namespace genericity {

/// The steps of DeviationBalance for one division of the coalitions into large and small ones.
class DividedBalance {
 public:
  /// `large[k]`: whether the system's k-th coalition counts as large; needs m_S ≥ k_S. The system must
  /// outlive this object.
  DividedBalance(const TypeSpace& space, const DeviationSystem& system, const std::vector<bool>& large);

  /// `c[r]` ≥ 0 for every row of the system, and zeros stay zeros; `approximate` and `exact` are the same
  /// weights up to a common factor and rounding. Nothing if some exact weight comes out negative or a step
  /// meets a singular matrix. Like any certificate, the result is to be checked.
  std::optional<DeviationCertificate> balance(std::span<const double> approximate,
                                              const IntegerWeights& exact, const Eigen::VectorXd& c);

 private:
  using Block = DeviationSystem::Block;
  /// One Σ factor·w(profile) of a coefficient of step 1's system.
  struct Term {
    std::size_t entry;
    std::uint32_t profile;
    long factor;
  };

  class Scale;

  void build_small_system();
  /// Step 1: integer weights of the small coalitions' rows (zero for other rows), about proportional to c.
  std::optional<std::vector<mpz_class>> small_weights(std::span<const double> approximate,
                                                      const IntegerWeights& exact, const Eigen::VectorXd& c);

  /// Step 2: denominator()·ν_S of every large coalition, on Θ, given the small ones' weights.
  [[nodiscard]] std::vector<std::vector<mpz_class>> large_influences(std::span<const double> approximate,
                                                                     const IntegerWeights& exact,
                                                                     const Eigen::VectorXd& c,
                                                                     const std::vector<mpz_class>& weights,
                                                                     const Scale& scale) const;

  const DeviationSystem* system_;
  InfluenceEquations equations_;
  std::vector<const Block*> large_;
  std::vector<const Block*> small_;
  /// Step 1's system: one row a deviation of a small coalition (in the order of the system), one column an
  /// equation.
  SparseRows<mpz_class> small_rows_;
  SparseRows<double> small_approximate_;
  std::vector<std::size_t> small_row_of_;
  std::vector<Term> terms_;
};

}  // namespace genericity
