#include "core/exact/linear_program.h"

#include <doctest/doctest.h>

#include <array>
#include <initializer_list>
#include <vector>

#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;
using Status = LinearProgramAnswer::Status;

namespace {

RationalMatrix matrix(std::size_t rows, std::size_t columns, std::initializer_list<int> values) {
  RationalMatrix result(rows, columns);
  std::size_t k = 0;
  for (const int value : values) result.values[k++] = value;
  return result;
}

}  // namespace

TEST_CASE("a program solved by hand") {
  // max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18: 36 at (2, 6); multipliers 0, 3/2, 1 (Hillier and Lieberman).
  const RationalMatrix a = matrix(3, 5, {1, 0, 1, 0, 0, 0, 2, 0, 1, 0, 3, 2, 0, 0, 1});
  const LinearProgramAnswer answer = minimise(a, {4, 12, 18}, {-3, -5, 0, 0, 0});
  REQUIRE(answer.status == Status::optimal);
  CHECK(answer.value == -36);
  CHECK(answer.x == std::vector<mpq_class>{2, 6, 2, 0, 0});
  CHECK(answer.y == std::vector<mpq_class>{0, mpq_class(-3, 2), -1});
}

TEST_CASE("infeasible, unbounded and redundant programs") {
  const RationalMatrix sum = matrix(1, 2, {1, 1});
  const LinearProgramAnswer none = minimise(sum, {-1}, {1, 1});
  CHECK(none.status == Status::infeasible);
  CHECK(proves_answer(sum, {-1}, {1, 1}, none));
  const RationalMatrix difference = matrix(1, 2, {1, -1});
  const LinearProgramAnswer endless = minimise(difference, {1}, {-1, 0});
  CHECK(endless.status == Status::unbounded);
  CHECK(proves_answer(difference, {1}, {-1, 0}, endless));
  const RationalMatrix twice = matrix(2, 2, {1, 1, 2, 2});
  const LinearProgramAnswer redundant = minimise(twice, {3, 6}, {1, 2});
  REQUIRE(redundant.status == Status::optimal);
  CHECK(redundant.value == 3);
  CHECK(proves_answer(twice, {3, 6}, {1, 2}, redundant));
}

TEST_CASE("random programs, degenerate ones among them, come with proofs of every kind") {
  RandomPriors random(99);
  std::array<int, 3> counts{};
  for (int trial = 0; trial < 600; ++trial) {
    CAPTURE(trial);
    RationalMatrix a(static_cast<std::size_t>(random.integer(1, 5)),
                     static_cast<std::size_t>(random.integer(1, 7)));
    for (mpq_class& value : a.values) value = random.integer(-2, 2);
    std::vector<mpq_class> b;
    std::vector<mpq_class> c;
    for (std::size_t i = 0; i < a.rows; ++i) b.emplace_back(random.integer(-2, 2));
    for (std::size_t j = 0; j < a.columns; ++j) c.emplace_back(random.integer(-1, 4));
    const LinearProgramAnswer answer = minimise(a, b, c);
    REQUIRE(proves_answer(a, b, c, answer));
    ++counts[static_cast<std::size_t>(answer.status)];
    if (answer.status == Status::optimal) {
      LinearProgramAnswer wrong = answer;
      wrong.value -= 1;
      REQUIRE_FALSE(proves_answer(a, b, c, wrong));
    }
  }
  CHECK(counts[0] > 20);
  CHECK(counts[1] > 20);
  CHECK(counts[2] > 20);
}

TEST_CASE("several costs from one start have the values that each has alone") {
  RandomPriors random(100);
  int compared = 0;
  for (int trial = 0; trial < 100; ++trial) {
    CAPTURE(trial);
    RationalMatrix a(static_cast<std::size_t>(random.integer(1, 4)),
                     static_cast<std::size_t>(random.integer(4, 7)));
    for (mpq_class& value : a.values) value = random.integer(-2, 3);
    std::vector<mpq_class> b;
    for (std::size_t i = 0; i < a.rows; ++i) b.emplace_back(random.integer(-1, 3));
    std::vector<std::vector<mpq_class>> costs(4);
    for (auto& c : costs) {
      for (std::size_t j = 0; j < a.columns; ++j) c.emplace_back(random.integer(-1, 3));
    }
    const auto answers = minimise_each(a, b, costs, [](const LinearProgramAnswer&) { return false; });
    if (answers.front().status == Status::infeasible) {
      REQUIRE(answers.size() == 1);
      REQUIRE(proves_answer(a, b, costs[0], answers[0]));
      continue;
    }
    REQUIRE(answers.size() == costs.size());
    for (std::size_t k = 0; k < costs.size(); ++k) {
      REQUIRE(proves_answer(a, b, costs[k], answers[k]));
      const LinearProgramAnswer alone = minimise(a, b, costs[k]);
      REQUIRE(alone.status == answers[k].status);
      if (alone.status != Status::optimal) continue;
      REQUIRE(alone.value == answers[k].value);
      ++compared;
    }
  }
  CHECK(compared > 50);
}
