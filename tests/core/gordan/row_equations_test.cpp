#include "core/gordan/row_equations.h"

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "core/gordan/high_precision.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Solves the equations of random rows, forms and weights, and puts the step into them as they are defined.
template <class Real>
void check_solution(RandomPriors& random, std::size_t rows, std::size_t groups, double accuracy) {
  using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
  using Vector = typename RowEquations<Real>::Vector;
  const std::size_t columns = 3 * groups;
  SparseRows<Real> a{columns, {0}, {}, {}};
  SparseRows<Real> forms{columns, {0}, {}, {}};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = r % 2; j < columns; j += 2) a.push(j, Real(random.normal()));
    a.end_row();
  }
  // Every column is in one form; the forms' columns are spread.
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t j = group; j < columns; j += groups) forms.push(j, Real(random.normal()));
    forms.end_row();
  }
  const std::size_t constraints = rows + 2 * columns + 2 * groups;
  Matrix b = Matrix::Zero(static_cast<Eigen::Index>(constraints), static_cast<Eigen::Index>(columns + 1));
  const auto put = [&](std::size_t at, const SparseRows<Real>& from, std::size_t row, int sign) {
    for (std::uint32_t k = from.start[row]; k < from.start[row + 1]; ++k)
      b(static_cast<Eigen::Index>(at), from.column[k]) = sign * from.value[k];
  };
  for (std::size_t r = 0; r < rows; ++r) {
    put(r, a, r, 1);
    b(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(columns)) = 1;
  }
  for (std::size_t j = 0; j < columns; ++j) {
    b(static_cast<Eigen::Index>(rows + j), static_cast<Eigen::Index>(j)) = 1;
    b(static_cast<Eigen::Index>(rows + columns + j), static_cast<Eigen::Index>(j)) = -1;
  }
  for (std::size_t k = 0; k < groups; ++k) {
    put(rows + 2 * columns + k, forms, k, 1);
    put(rows + 2 * columns + groups + k, forms, k, -1);
  }
  Vector weight(static_cast<Eigen::Index>(constraints));
  for (Real& w : weight) w = Real(random.exponential() + 0.01);
  Vector right(static_cast<Eigen::Index>(columns + 1));
  for (Real& r : right) r = Real(random.normal());

  RowEquations<Real> equations;
  for (int again = 0; again < 2; ++again) {  // memory is used again
    REQUIRE(equations.factorise({&a, &forms}, weight));
    Vector step = right;
    const Vector v = equations.solve(step);
    const Vector products = weight.cwiseProduct(b * step);
    CHECK((b.transpose() * products - right).cwiseAbs().maxCoeff() < Real(accuracy));
    CHECK((products.head(static_cast<Eigen::Index>(rows)) - v).cwiseAbs().maxCoeff() < Real(accuracy));
  }
}

}  // namespace

TEST_CASE("the step solves the equations of all constraints, and v is the rows' part") {
  constexpr std::uint64_t seed = 29;
  INFO("seed ", seed);
  RandomPriors random(seed);
  for (const std::size_t rows : {1U, 4U, 9U, 30U}) {
    CAPTURE(rows);
    for (const std::size_t groups : {1U, 5U}) {
      check_solution<double>(random, rows, groups, 1e-8);
      check_solution<long double>(random, rows, groups, 1e-11);
      check_solution<HighPrecision>(random, rows, groups, 1e-80);
    }
  }
}
