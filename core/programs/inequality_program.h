#pragma once

#include <gmpxx.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "core/gordan/sparse_rows.h"

namespace genericity {

/// A linear program with integers: minimise cost · x over x of any sign subject to R x ≤ bounds, one number a
/// column in `cost`, one a row in `bounds`.
struct InequalityProgram {
  SparseRows<mpz_class> rows;
  std::vector<mpz_class> bounds;
  std::vector<mpz_class> cost;
};

/// A best point, and the multipliers that prove it one: y ≥ 0 with Rᵀy = −cost and −bounds · y = cost · x.
struct InequalityOptimum {
  mpq_class value;
  std::vector<mpq_class> x;
  std::vector<mpq_class> multipliers;
};

/// Solves the program exactly. CLP's simplex method proposes a vertex in floating point; the vertex and its
/// multipliers are then solved for over the rationals, if need be moved on by a few exact steps, and all that
/// InequalityOptimum says of them is checked. Where that fails, the rational simplex method takes over for at
/// most `simplex_limit` coefficients (rows · columns). Nothing if there is no best point, or none was found.
std::optional<InequalityOptimum> minimise(const InequalityProgram& program, std::size_t simplex_limit);

}  // namespace genericity
