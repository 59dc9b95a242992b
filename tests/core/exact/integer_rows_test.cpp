#include "core/exact/integer_rows.h"

#include <doctest/doctest.h>

using namespace genericity;

namespace {

using Row = std::vector<mpz_class>;

}  // namespace

TEST_CASE("a row of rationals becomes one of integers, in proportion") {
  CHECK(integer_row({mpq_class(1, 2), mpq_class(-2, 3), 0, 5}) == Row{3, -4, 0, 30});
  CHECK(quotient(6, -4) == mpq_class(-3, 2));
}

TEST_CASE("elimination adds multiples, keeps signs and divides by common divisors") {
  Row row{6, 5, 2, 0};
  // 2 · (6, 5, 2, 0) − 3 · (4, 0, −2, 2) = 2 · (0, 5, 5, −3).
  eliminate(row, {4, 0, -2, 2}, 0);
  CHECK(row == Row{0, 5, 5, -3});
  eliminate(row, {1, 2, 3, 4}, 0);
  CHECK(row == Row{0, 5, 5, -3});
}

TEST_CASE("a pivot becomes positive and stands alone in its column") {
  IntegerRows rows{{1, 2, 1}, {3, -4, 0}, {5, 0, 7}};
  pivot(rows, 1, 1);
  CHECK(rows == IntegerRows{{5, 0, 2}, {-3, 4, 0}, {5, 0, 7}});
}
