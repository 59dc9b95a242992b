#include "core/gordan/interior_point.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/gordan/high_precision.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Rows whose first columns balance with positive weights, and whose last column is `tiny` in all of them: −1
/// there is the only solution of A x < 0, with margin about `tiny`.
SparseRows<HighPrecision> hardly_solvable(RandomPriors& random, std::size_t rows, std::size_t columns,
                                          const HighPrecision& tiny) {
  SparseRows<HighPrecision> system;
  system.columns = columns + 1;
  std::vector<HighPrecision> sum(columns);
  for (std::size_t r = 0; r < rows; ++r) {
    const HighPrecision weight = r + 1 < rows ? random.exponential() : 1;
    for (std::size_t j = 0; j < columns; ++j) {
      const HighPrecision value = r + 1 < rows ? HighPrecision(random.normal()) : HighPrecision(-sum[j]);
      sum[j] += weight * value;
      system.push(j, value);
    }
    system.push(columns, tiny);
    system.end_row();
  }
  return system;
}

template <class Real>
SparseRows<Real> rounded(const SparseRows<HighPrecision>& rows) {
  SparseRows<Real> result{rows.columns, rows.start, rows.column, {}};
  for (const HighPrecision& value : rows.value) result.value.push_back(static_cast<Real>(value));
  return result;
}

}  // namespace

TEST_CASE(
    "a run in 100 digits goes on from where extended precision ended, and decides what that could not") {
  constexpr std::uint64_t seed = 88;
  CAPTURE(seed);
  RandomPriors random(seed);
  for (const char* tiny : {"1e-20", "1e-30"}) {
    CAPTURE(tiny);
    const SparseRows<HighPrecision> rows = hardly_solvable(random, 40, 7, HighPrecision(tiny));
    const SparseRows<HighPrecision> forms{rows.columns, {0}, {}, {}};
    const SparseRows<long double> coarse_rows = rounded<long double>(rows);
    const SparseRows<long double> coarse_forms{rows.columns, {0}, {}, {}};
    InteriorPoint<long double> coarse;
    const auto never = [](const InteriorPoint<long double>::Vector&) { return false; };
    coarse.run({&coarse_rows, &coarse_forms}, 1e-13L, never);
    CHECK(coarse.upper() < 1e-9L);

    const auto solves = [&](const InteriorPoint<HighPrecision>::Vector& x) {
      for (std::size_t r = 0; r < rows.rows(); ++r) {
        if (!(rows.dot(r, x) < 0)) return false;
      }
      return true;
    };
    InteriorPoint<HighPrecision> fine;
    CHECK(fine.continue_run(coarse, {&rows, &forms}, HighPrecision("1e-40"), solves) ==
          InteriorPointEnd::accepted);
    CHECK(fine.lower() > 0);
    CHECK(fine.lower() <= HighPrecision(tiny));
  }
}
