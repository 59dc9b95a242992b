#include "core/programs/inequality_program.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace genericity;

namespace {

InequalityProgram program_of(std::size_t columns, const std::vector<std::vector<int>>& rows,
                             const std::vector<int>& bounds, const std::vector<int>& cost) {
  InequalityProgram program;
  program.rows.columns = columns;
  for (const std::vector<int>& row : rows) {
    for (std::size_t j = 0; j < columns; ++j) {
      if (row[j] != 0) program.rows.push(j, row[j]);
    }
    program.rows.end_row();
  }
  program.bounds.assign(bounds.begin(), bounds.end());
  program.cost.assign(cost.begin(), cost.end());
  return program;
}

/// By the definition, from outside.
void check_optimum(const InequalityProgram& program, const InequalityOptimum& found) {
  mpq_class value = 0;
  for (std::size_t j = 0; j < program.cost.size(); ++j) value += program.cost[j] * found.x[j];
  CHECK(value == found.value);
  std::vector<mpq_class> sums(program.cost.begin(), program.cost.end());
  mpq_class proved = 0;
  for (std::size_t row = 0; row < program.rows.rows(); ++row) {
    mpq_class left = 0;
    for (std::uint32_t k = program.rows.start[row]; k < program.rows.start[row + 1]; ++k) {
      left += program.rows.value[k] * found.x[program.rows.column[k]];
      sums[program.rows.column[k]] += found.multipliers[row] * program.rows.value[k];
    }
    CHECK(left <= program.bounds[row]);
    CHECK(found.multipliers[row] >= 0);
    proved -= found.multipliers[row] * program.bounds[row];
  }
  for (const mpq_class& sum : sums) CHECK(sum == 0);
  CHECK(proved == found.value);
}

}  // namespace

TEST_CASE("a best point is exact where its fractions are none that doubles have") {
  // min x + y over 3x + y ≥ 1, x + 3y ≥ 2: x = 1/8, y = 5/8.
  const InequalityProgram program = program_of(2, {{-3, -1}, {-1, -3}}, {-1, -2}, {1, 1});
  const auto found = minimise(program, 0);
  REQUIRE(found);
  check_optimum(program, *found);
  CHECK(found->value == mpq_class(3, 4));
  CHECK(found->x == std::vector<mpq_class>{mpq_class(1, 8), mpq_class(5, 8)});
}

TEST_CASE("a column that no row needs stays at 0") {
  const InequalityProgram program = program_of(3, {{-1, 0, 0}, {0, 1, 0}}, {-5, 1}, {1, 0, 0});
  const auto found = minimise(program, 0);
  REQUIRE(found);
  check_optimum(program, *found);
  CHECK(found->value == 5);
  CHECK(found->x[2] == 0);
}

TEST_CASE("there is nothing where no point is feasible, or none is best") {
  CHECK_FALSE(minimise(program_of(1, {{1}, {-1}}, {0, -1}, {1}), 1000));
  CHECK_FALSE(minimise(program_of(1, {{1}}, {0}, {1}), 1000));
}

TEST_CASE("from what doubles cannot tell from a best point exact steps lead on") {
  // x ≥ 1 and x ≥ 1 + 2^-80: the second binds, and both look the same in doubles.
  InequalityProgram program = program_of(1, {{-1}, {-1}}, {0, 0}, {1});
  const mpz_class unit = mpz_class(1) << 80U;
  program.bounds = {mpz_class(-unit), mpz_class(-unit - 1)};
  for (mpz_class& value : program.rows.value) value = -unit;
  const auto found = minimise(program, 0);
  REQUIRE(found);
  check_optimum(program, *found);
  CHECK(found->value == mpq_class(unit + 1, unit));
}

TEST_CASE("on random programs the proposed vertex and the rational simplex method agree") {
  std::mt19937 random(3001);
  std::uniform_int_distribution<int> entry(-4, 4);
  int solved = 0;
  for (int draw = 0; draw < 300; ++draw) {
    CAPTURE(draw);
    const std::size_t columns = 1 + static_cast<std::size_t>(draw) % 4;
    std::vector<std::vector<int>> rows;
    std::vector<int> bounds;
    for (int k = 0; k < 8; ++k) {
      rows.emplace_back();
      for (std::size_t j = 0; j < columns; ++j) rows.back().push_back(entry(random));
      bounds.push_back(entry(random));
    }
    std::vector<int> cost;
    for (std::size_t j = 0; j < columns; ++j) cost.push_back(entry(random));
    const InequalityProgram program = program_of(columns, rows, bounds, cost);
    const auto proposed = minimise(program, 0);
    const auto exact = minimise(program, 1000);
    // Small integers: what there is, doubles find.
    CHECK(proposed.has_value() == exact.has_value());
    if (!proposed) continue;
    ++solved;
    check_optimum(program, *proposed);
    CHECK(proposed->value == exact->value);
  }
  CHECK(solved > 40);
}
