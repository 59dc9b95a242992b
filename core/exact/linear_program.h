#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "core/exact/simplex.h"

namespace genericity {

/// Minimise cᵀx subject to A x = b, x ≥ 0, exactly.
struct LinearProgramAnswer {
  enum class Status : std::uint8_t { optimal, infeasible, unbounded };
  Status status = Status::infeasible;
  mpq_class value;           ///< optimal: cᵀx = bᵀy
  std::vector<mpq_class> x;  ///< optimal: a best point; unbounded: a feasible point
  std::vector<mpq_class> y;  ///< optimal: multipliers with Aᵀy ≤ c; infeasible: Aᵀy ≥ 0 and bᵀy < 0
  std::vector<mpq_class> ray;  ///< unbounded: d ≥ 0 with A d = 0 and cᵀd < 0
};

/// The simplex method in two phases (SimplexTableau), for small programs.
LinearProgramAnswer minimise(const RationalMatrix& a, const std::vector<mpq_class>& b,
                             const std::vector<mpq_class>& c);

/// The same for several cost vectors, each started from the last one's best point; ends early when `stop`
/// accepts an answer (which is then the last). One answer if the constraints are infeasible.
std::vector<LinearProgramAnswer> minimise_each(const RationalMatrix& a, const std::vector<mpq_class>& b,
                                               const std::vector<std::vector<mpq_class>>& costs,
                                               const std::function<bool(const LinearProgramAnswer&)>& stop);

/// Checks an answer by duality alone; knows nothing of the solver.
bool proves_answer(const RationalMatrix& a, const std::vector<mpq_class>& b, const std::vector<mpq_class>& c,
                   const LinearProgramAnswer& answer);

}  // namespace genericity
