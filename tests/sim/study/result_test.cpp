#include "sim/study/result.h"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

#include "sim/statistics/sample_grid.h"

namespace genericity {
namespace {

Tally tally(std::uint64_t holds, double margin, std::uint64_t sample) {
  Tally result;
  result.verdicts = {holds, 2, 1};
  result.certified = holds;
  result.stages = {1, holds};
  result.margins.add(margin);
  result.least_margin = margin;
  result.least_margin_sample = sample;
  result.extremes.add(margin, sample);
  result.trace.add(grid_bin(sample), 0);
  result.joint[1][0] = holds;
  return result;
}

bool equal(const Tally& a, const Tally& b) {
  return a.verdicts == b.verdicts && a.certified == b.certified && a.stages == b.stages &&
         a.margins == b.margins && a.least_margin == b.least_margin &&
         a.least_margin_sample == b.least_margin_sample && a.extremes == b.extremes && a.trace == b.trace &&
         a.joint == b.joint;
}

Tally merged(Tally a, const Tally& b) {
  a.merge(b);
  return a;
}

TEST_CASE("merging adds counts and keeps the least margin with its sample") {
  const Tally sum = merged(tally(3, 0.5, 7), tally(4, 0.25, 19));
  CHECK(sum.verdicts == std::array<std::uint64_t, 3>{7, 4, 2});
  CHECK(sum.samples() == 13);
  CHECK(sum.certified == 7);
  CHECK(sum.stages == std::vector<std::uint64_t>{2, 7});
  CHECK(sum.margins.total() == 2);
  CHECK(sum.least_margin == 0.25);
  CHECK(sum.least_margin_sample == 19);
  CHECK(sum.extremes.kept()[0] == ExtremeMargin{0.25, 19});
  CHECK(sum.extremes.kept()[1] == ExtremeMargin{0.5, 7});
  CHECK(sum.trace.bins()[0][0] == 1);
  CHECK(sum.trace.bins()[2][0] == 1);
  CHECK(sum.joint[1][0] == 7);
}

TEST_CASE("equal least margins keep the smaller sample, in either order") {
  const Tally a = tally(1, 0.5, 9);
  const Tally b = tally(2, 0.5, 4);
  CHECK(merged(a, b).least_margin_sample == 4);
  CHECK(merged(b, a).least_margin_sample == 4);
}

TEST_CASE("merging commutes, associates, and an empty tally changes nothing") {
  const Tally a = tally(1, 0.5, 9);
  const Tally b = tally(2, 0.25, 4);
  const Tally c = tally(5, 0.25, 3);
  CHECK(equal(merged(a, b), merged(b, a)));
  CHECK(equal(merged(merged(a, b), c), merged(a, merged(b, c))));
  CHECK(equal(merged(a, Tally{}), a));
  CHECK(equal(merged(Tally{}, a), a));
  CHECK(merged(Tally{}, Tally{}).least_margin == std::numeric_limits<double>::infinity());
}

TEST_CASE("tallies with different stages are refused") {
  Tally a = tally(1, 0.5, 9);
  Tally b = tally(1, 0.5, 9);
  b.stages.push_back(1);
  CHECK_THROWS_AS(a.merge(b), std::invalid_argument);
  CHECK(equal(a, tally(1, 0.5, 9)));
}

}  // namespace
}  // namespace genericity
