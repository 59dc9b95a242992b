#include "core/programs/inequality_program.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/exact/linear_program.h"
#include "core/exact/linear_solve.h"
#include "core/programs/float_program.h"

namespace genericity {

namespace {

/// Steps from a vertex that doubles propose to a best one.
constexpr int most_exact_steps = 20;

/// The binary exponent of an integer; 0 for 0.
long exponent_of(const mpz_class& value) {
  return value == 0 ? 0 : static_cast<long>(mpz_sizeinbase(value.get_mpz_t(), 2));
}

/// That of the greatest coefficient of a row.
long row_exponent(const SparseRows<mpz_class>& rows, std::size_t row) {
  long greatest = 0;
  for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k)
    greatest = std::max(greatest, exponent_of(rows.value[k]));
  return greatest;
}

/// value · 2^−shift.
double scaled(const mpz_class& value, long shift) {
  long exponent = 0;
  const double mantissa = mpz_get_d_2exp(&exponent, value.get_mpz_t());
  return std::ldexp(mantissa, static_cast<int>(exponent - shift));
}

/// The dual in doubles, min bounds · y over y ≥ 0 with Rᵀy = −cost, each column and the right side brought to
/// the size of 1. (CLP may take a point that is not best for one where columns have no bounds.)
FloatProgram nearest_dual(const InequalityProgram& program) {
  FloatProgram made;
  const SparseRows<mpz_class>& rows = program.rows;
  std::vector<std::vector<FloatProgram::Entry>> equations(rows.columns);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const long shift = row_exponent(rows, row);
    made.add_column(0, FloatProgram::infinity, scaled(program.bounds[row], shift));
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k) {
      if (rows.value[k] != 0) equations[rows.column[k]].push_back({row, scaled(rows.value[k], shift)});
    }
  }
  long shift = 0;
  for (const mpz_class& cost : program.cost) shift = std::max(shift, exponent_of(cost));
  for (std::size_t column = 0; column < rows.columns; ++column) {
    const double right = -scaled(program.cost[column], shift);
    made.add_row(equations[column], right, right);
  }
  return made;
}

/// A vertex: rows that are met with equality, and as many columns; the others are 0.
struct Basis {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> columns;
};

/// The rows and columns of the basis, row by row.
std::vector<mpz_class> matrix_of(const SparseRows<mpz_class>& rows, const Basis& basis) {
  std::vector<std::size_t> place(rows.columns, basis.columns.size());
  for (std::size_t k = 0; k < basis.columns.size(); ++k) place[basis.columns[k]] = k;
  const std::size_t order = basis.columns.size();
  std::vector<mpz_class> matrix(order * order);
  for (std::size_t i = 0; i < basis.rows.size(); ++i) {
    const std::size_t row = basis.rows[i];
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k) {
      if (place[rows.column[k]] < order) matrix[i * order + place[rows.column[k]]] += rows.value[k];
    }
  }
  return matrix;
}

std::vector<mpz_class> transpose(const std::vector<mpz_class>& matrix, std::size_t order) {
  std::vector<mpz_class> turned(matrix.size());
  for (std::size_t i = 0; i < order; ++i) {
    for (std::size_t j = 0; j < order; ++j) turned[j * order + i] = matrix[i * order + j];
  }
  return turned;
}

/// Integers over one denominator > 0.
struct Fractions {
  std::vector<mpz_class> numerators;
  mpz_class denominator;

  [[nodiscard]] std::vector<mpq_class> values() const {
    std::vector<mpq_class> made;
    made.reserve(numerators.size());
    for (const mpz_class& numerator : numerators) {
      made.emplace_back(numerator, denominator);
      made.back().canonicalize();
    }
    return made;
  }
};

/// The solution of the equations in the places of `places`, and 0 elsewhere.
std::optional<Fractions> spread(const std::optional<RationalVector>& solution,
                                const std::vector<std::size_t>& places, std::size_t size) {
  if (!solution) return std::nullopt;
  Fractions made{std::vector<mpz_class>(size), solution->denominator};
  for (std::size_t k = 0; k < places.size(); ++k) made.numerators[places[k]] = solution->numerators[k];
  return made;
}

/// The row that x breaks most, measured in its greatest coefficient; nothing where R x ≤ bounds.
std::optional<std::size_t> broken_row(const InequalityProgram& program, const Fractions& x) {
  std::optional<std::size_t> found;
  double greatest = 0;
  for (std::size_t row = 0; row < program.rows.rows(); ++row) {
    const mpz_class excess = program.rows.dot(row, x.numerators) - program.bounds[row] * x.denominator;
    if (excess <= 0) continue;
    const double size = scaled(excess, exponent_of(x.denominator) + row_exponent(program.rows, row));
    if (!found || size > greatest) {
      found = row;
      greatest = size;
    }
  }
  return found;
}

/// Whether y ≥ 0 and Rᵀy = −cost.
bool is_dual_feasible(const InequalityProgram& program, const Fractions& y) {
  std::vector<mpz_class> sums(program.rows.columns);
  for (std::size_t row = 0; row < program.rows.rows(); ++row) {
    if (y.numerators[row] < 0) return false;
    if (y.numerators[row] == 0) continue;
    for (std::uint32_t k = program.rows.start[row]; k < program.rows.start[row + 1]; ++k)
      sums[program.rows.column[k]] += y.numerators[row] * program.rows.value[k];
  }
  for (std::size_t j = 0; j < sums.size(); ++j) {
    if (sums[j] != -program.cost[j] * y.denominator) return false;
  }
  return true;
}

mpq_class dot(const std::vector<mpz_class>& factors, const Fractions& values) {
  mpz_class sum = 0;
  for (std::size_t k = 0; k < factors.size(); ++k) sum += factors[k] * values.numerators[k];
  mpq_class quotient(sum, values.denominator);
  quotient.canonicalize();
  return quotient;
}

/// The row of the basis that another one takes the place of, so that the multipliers y stay ≥ 0: of those
/// that the other one's combination of the basis counts positively, the first to reach 0. Nothing if there
/// are none.
std::optional<std::size_t> leaving_place(const Basis& basis, const std::vector<mpz_class>& combination,
                                         const Fractions& y) {
  std::optional<std::size_t> least;
  for (std::size_t k = 0; k < combination.size(); ++k) {
    if (combination[k] <= 0) continue;
    const bool is_first = !least || y.numerators[basis.rows[k]] * combination[*least] <
                                        y.numerators[basis.rows[*least]] * combination[k];
    if (is_first) least = k;
  }
  return least;
}

/// The best point at the basis, or near it: what doubles take for a vertex may break a row by less than their
/// tolerance. Steps of the dual simplex method, each with equations solved anew, lead to one that does not.
std::optional<InequalityOptimum> optimum_near(const InequalityProgram& program, Basis basis) {
  const std::size_t order = basis.columns.size();
  if (basis.rows.size() != order || order == 0) return std::nullopt;
  for (int step = 0; step < most_exact_steps; ++step) {
    const std::vector<mpz_class> matrix = matrix_of(program.rows, basis);
    const std::vector<mpz_class> turned = transpose(matrix, order);
    std::vector<mpz_class> right;
    right.reserve(order);
    for (const std::size_t column : basis.columns) right.emplace_back(-program.cost[column]);
    const auto y = spread(solve_square(turned, right), basis.rows, program.rows.rows());
    if (!y || !is_dual_feasible(program, *y)) return std::nullopt;
    right.clear();
    for (const std::size_t row : basis.rows) right.push_back(program.bounds[row]);
    const auto x = spread(solve_square(matrix, right), basis.columns, program.rows.columns);
    if (!x) return std::nullopt;
    const auto broken = broken_row(program, *x);
    // The rows of the basis are met with equality, and no others have multipliers.
    if (!broken) return InequalityOptimum{dot(program.cost, *x), x->values(), y->values()};
    std::vector<mpz_class> entering(program.rows.columns);
    for (std::uint32_t k = program.rows.start[*broken]; k < program.rows.start[*broken + 1]; ++k)
      entering[program.rows.column[k]] += program.rows.value[k];
    right.clear();
    for (const std::size_t column : basis.columns) right.push_back(entering[column]);
    const auto combination = solve_square(turned, right);
    if (!combination) return std::nullopt;
    const auto leaving = leaving_place(basis, combination->numerators, *y);
    if (!leaving) return std::nullopt;
    basis.rows[*leaving] = *broken;
  }
  return std::nullopt;
}

/// The dual, min bounds · y over y ≥ 0 with Rᵀy = −cost, has the program's solution as its multipliers.
std::optional<InequalityOptimum> by_simplex(const InequalityProgram& program) {
  RationalMatrix matrix(program.rows.columns, program.rows.rows());
  for (std::size_t row = 0; row < program.rows.rows(); ++row) {
    for (std::uint32_t k = program.rows.start[row]; k < program.rows.start[row + 1]; ++k)
      matrix(program.rows.column[k], row) += program.rows.value[k];
  }
  std::vector<mpq_class> right;
  right.reserve(program.cost.size());
  for (const mpz_class& cost : program.cost) right.emplace_back(-cost);
  const std::vector<mpq_class> costs(program.bounds.begin(), program.bounds.end());
  LinearProgramAnswer answer = minimise(matrix, right, costs);
  if (answer.status != LinearProgramAnswer::Status::optimal || !proves_answer(matrix, right, costs, answer))
    return std::nullopt;
  return InequalityOptimum{-answer.value, std::move(answer.y), std::move(answer.x)};
}

}  // namespace

std::optional<InequalityOptimum> minimise(const InequalityProgram& program, std::size_t simplex_limit) {
  if (const auto basis = nearest_dual(program).best_basis()) {
    // What is a column of the dual is a row of the program.
    if (auto found = optimum_near(program, {basis->columns, basis->rows})) return found;
  }
  if (program.rows.rows() * program.rows.columns > simplex_limit) return std::nullopt;
  return by_simplex(program);
}

}  // namespace genericity
