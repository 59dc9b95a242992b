#include "core/exact/simplex.h"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Checks an answer by Farkas's lemma itself: either vector is a proof.
void check_proof(const RationalMatrix& a, const std::vector<mpq_class>& b, const FarkasAnswer& answer) {
  if (answer.feasible()) {
    REQUIRE(answer.solution.size() == a.columns);
    for (const mpq_class& x : answer.solution) CHECK(x >= 0);
    for (std::size_t i = 0; i < a.rows; ++i) {
      mpq_class sum = 0;
      for (std::size_t j = 0; j < a.columns; ++j) sum += a(i, j) * answer.solution[j];
      CHECK(sum == b[i]);
    }
  } else {
    CHECK(answer.solution.empty());
    REQUIRE(answer.refutation.size() == a.rows);
    mpq_class value = 0;
    for (std::size_t i = 0; i < a.rows; ++i) value += b[i] * answer.refutation[i];
    CHECK(value < 0);
    for (std::size_t j = 0; j < a.columns; ++j) {
      mpq_class sum = 0;
      for (std::size_t i = 0; i < a.rows; ++i) sum += a(i, j) * answer.refutation[i];
      CHECK(sum >= 0);
    }
  }
}

/// Solves the columns chosen by `columns` for b by elimination; nothing when they are dependent or miss b.
std::optional<std::vector<mpq_class>> unique_solution(const RationalMatrix& a,
                                                      const std::vector<mpq_class>& b,
                                                      const std::vector<std::size_t>& columns) {
  std::vector<std::vector<mpq_class>> table(a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (const std::size_t j : columns) table[i].push_back(a(i, j));
    table[i].push_back(b[i]);
  }
  std::size_t rank = 0;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    std::size_t row = rank;
    while (row < a.rows && table[row][j] == 0) ++row;
    if (row == a.rows) return std::nullopt;
    std::swap(table[rank], table[row]);
    for (std::size_t i = 0; i < a.rows; ++i) {
      if (i == rank || table[i][j] == 0) continue;
      const mpq_class factor = table[i][j] / table[rank][j];
      for (std::size_t k = j; k <= columns.size(); ++k) table[i][k] -= factor * table[rank][k];
    }
    ++rank;
  }
  for (std::size_t i = rank; i < a.rows; ++i) {
    if (table[i].back() != 0) return std::nullopt;
  }
  std::vector<mpq_class> solution;
  for (std::size_t j = 0; j < columns.size(); ++j) solution.emplace_back(table[j].back() / table[j][j]);
  return solution;
}

/// Whether {x ≥ 0 : A x = b} has a basic solution: tries every set of independent columns.
bool has_basic_solution(const RationalMatrix& a, const std::vector<mpq_class>& b) {
  for (std::uint32_t set = 0; set < (1U << a.columns); ++set) {
    std::vector<std::size_t> columns;
    for (std::size_t j = 0; j < a.columns; ++j) {
      if (((set >> j) & 1U) != 0) columns.push_back(j);
    }
    if (columns.size() > a.rows) continue;
    const auto solution = unique_solution(a, b, columns);
    if (!solution) continue;
    bool positive = true;
    for (const mpq_class& x : *solution) positive = positive && x >= 0;
    if (positive) return true;
  }
  return false;
}

RationalMatrix matrix_of(std::size_t rows, std::size_t columns, const std::vector<int>& values) {
  RationalMatrix matrix(rows, columns);
  for (std::size_t k = 0; k < values.size(); ++k) matrix.values[k] = values[k];
  return matrix;
}

}  // namespace

TEST_CASE("hand-solved systems") {
  // x1 + x2 = 2, x1 − x2 = 1: x = (3/2, 1/2).
  const RationalMatrix a = matrix_of(2, 2, {1, 1, 1, -1});
  const FarkasAnswer yes = solve_nonnegative(a, {2, 1});
  REQUIRE(yes.feasible());
  CHECK(yes.solution == std::vector<mpq_class>{{3, 2}, {1, 2}});
  // x1 + x2 = 1, x1 − x2 = 2 needs x2 = −1/2.
  const FarkasAnswer no = solve_nonnegative(a, {1, 2});
  CHECK_FALSE(no.feasible());
  check_proof(a, {1, 2}, no);
  // A zero right-hand side is always solved by zero, a negative one needs the row's sign.
  CHECK(solve_nonnegative(matrix_of(1, 1, {1}), {0}).solution == std::vector<mpq_class>{0});
  CHECK(solve_nonnegative(matrix_of(1, 1, {-1}), {-2}).solution == std::vector<mpq_class>{2});
  CHECK_FALSE(solve_nonnegative(matrix_of(1, 1, {1}), {-2}).feasible());
  // A row of zeros with a right-hand side that is not zero.
  CHECK_FALSE(solve_nonnegative(matrix_of(1, 2, {0, 0}), {1}).feasible());
}

TEST_CASE("a classical cycling example ends, from its slacks and as equations") {
  // Beale: min −3/4 x1 + 150 x2 − 1/50 x3 + 6 x4 is −1/20 at (1/25, 0, 1, 0), where the third row binds.
  RationalMatrix a = matrix_of(3, 4, {0, -60, 0, 9, 0, -90, 0, 3, 0, 0, 1, 0});
  a(0, 0) = mpq_class(1, 4);
  a(0, 2) = mpq_class(-1, 25);
  a(1, 0) = mpq_class(1, 2);
  a(1, 2) = mpq_class(-1, 50);
  const std::vector<mpq_class> b{0, 0, 1};
  SimplexTableau tableau(a, b);
  REQUIRE(tableau.minimise({mpq_class(-3, 4), 150, mpq_class(-1, 50), 6}, 7) == 7);
  CHECK(tableau.value() == mpq_class(-1, 20));
  CHECK(tableau.x() == std::vector<mpq_class>{mpq_class(1, 25), 0, 1, 0});
  CHECK(tableau.multipliers() == std::vector<mpq_class>{0, mpq_class(-3, 2), mpq_class(-1, 20)});
  const FarkasAnswer answer = solve_nonnegative(a, b);
  CHECK(answer.feasible());
  check_proof(a, b, answer);
}

TEST_CASE("a variable that may not enter and costs nothing stays at zero, another does not") {
  // x1 − x2 = 0: the costs x1 − 2 x2 fall along (1, 1), and not along (0, 1), which needs z.
  const RationalMatrix a = matrix_of(1, 2, {1, -1});
  SimplexTableau equation(a, {0});
  REQUIRE(equation.minimise({1, -2}, 2) == 1);
  CHECK(equation.ray(1) == std::vector<mpq_class>{1, 1});
  // x1 − x2 ≤ 0, where z may enter.
  SimplexTableau inequality(a, {0});
  REQUIRE(inequality.minimise({1, -2}, 3) == 1);
  CHECK(inequality.ray(1) == std::vector<mpq_class>{0, 1});
}

TEST_CASE("random small systems: both answers are proofs, and the verdict is that of all bases") {
  constexpr std::uint64_t seed = 31;
  INFO("seed ", seed);
  RandomPriors random(seed);
  int feasible = 0;
  constexpr int trials = 600;
  for (int trial = 0; trial < trials; ++trial) {
    CAPTURE(trial);
    const auto rows = static_cast<std::size_t>(random.integer(1, 4));
    const auto columns = static_cast<std::size_t>(random.integer(1, 6));
    const int size = random.integer(1, 3);
    RationalMatrix a(rows, columns);
    for (mpq_class& entry : a.values) {
      entry = mpq_class(random.integer(-size, size), random.integer(1, 3));
      entry.canonicalize();
    }
    std::vector<mpq_class> b(rows);
    for (mpq_class& entry : b) entry = random.integer(-size, size);
    const FarkasAnswer answer = solve_nonnegative(a, b);
    check_proof(a, b, answer);
    CHECK(answer.feasible() == has_basic_solution(a, b));
    feasible += answer.feasible() ? 1 : 0;
  }
  // Both kinds were there.
  CHECK(feasible > 50);
  CHECK(feasible < trials - 50);
}
