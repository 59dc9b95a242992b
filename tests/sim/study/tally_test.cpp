#include "sim/study/tally.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/cluster/bytes.h"
#include "sim/statistics/sample_grid.h"
#include "sim/study/tally_fields.h"
#include "sim/study/tally_numbers.h"
#include "sim/study/tally_scalars.h"

namespace genericity {
namespace {

Tally tally(std::uint64_t holds, double margin, std::uint64_t sample) {
  Tally result;
  result.verdicts = {holds, 2, 1};
  result.certified = holds;
  result.stages = {1, holds};
  result.margins.add(margin);
  result.least.margin = margin;
  result.least.sample = sample;
  result.extremes.add(margin, sample);
  result.trace.add(grid_bin(sample), 0);
  result.joint[1][0] = holds;
  result.by_prior.add({1, 1, 0}, 0, 2);
  result.subsidies.add(margin);
  result.no_subsidy = 1;
  return result;
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
  CHECK(sum.least.margin == 0.25);
  CHECK(sum.least.sample == 19);
  CHECK(sum.extremes.kept()[0] == ExtremeMargin{0.25, 19});
  CHECK(sum.extremes.kept()[1] == ExtremeMargin{0.5, 7});
  CHECK(sum.trace.bins()[0][0] == 1);
  CHECK(sum.trace.bins()[2][0] == 1);
  CHECK(sum.joint[1][0] == 7);
  CHECK(sum.subsidies.total() == 2);
  CHECK(sum.no_subsidy == 2);
}

TEST_CASE("equal least margins keep the smaller sample, in either order") {
  const Tally a = tally(1, 0.5, 9);
  const Tally b = tally(2, 0.5, 4);
  CHECK(merged(a, b).least.sample == 4);
  CHECK(merged(b, a).least.sample == 4);
}

TEST_CASE("merging commutes, associates, and an empty tally changes nothing") {
  const Tally a = tally(1, 0.5, 9);
  const Tally b = tally(2, 0.25, 4);
  const Tally c = tally(5, 0.25, 3);
  CHECK(merged(a, b) == merged(b, a));
  CHECK(merged(merged(a, b), c) == merged(a, merged(b, c)));
  CHECK(merged(a, Tally{}) == a);
  CHECK(merged(Tally{}, a) == a);
  CHECK(merged(Tally{}, Tally{}).least.margin == std::numeric_limits<double>::infinity());
}

TEST_CASE("tallies of programs with fewer stages lack only those") {
  Tally a = tally(1, 0.5, 9);
  Tally b = tally(1, 0.5, 9);
  b.stages.push_back(4);
  CHECK(merged(a, b).stages == std::vector<std::uint64_t>{2, 2, 4});
  CHECK(merged(b, a) == merged(a, b));
}

TEST_CASE("every field is compared, merged, held against a whole, and sent") {
  const Tally full = tally(3, 0.5, 9);
  // No record is of another one's member: together they are the tally.
  Tally all;
  for_each_field([&](const auto& field) { all.*field.member = full.*field.member; });
  CHECK(all == full);
  for_each_field([&](const auto& field) {
    CAPTURE(std::string(field.phrase));
    Tally only;
    only.*field.member = full.*field.member;
    CHECK_FALSE(only == Tally{});
    CHECK(merged(Tally{}, only) == only);
    CHECK(only.is_possible_part_of(full));
    if (field.use == FieldUse::science && field.scope == FieldScope::unit)
      CHECK_FALSE(only.is_possible_part_of(Tally{}));
    Packer packer;
    put(packer, only.*field.member);
    Unpacker unpacker(packer.bytes());
    Tally received;
    take(unpacker, received.*field.member);
    CHECK(received == only);
    CHECK(unpacker.empty());
  });
}

TEST_CASE("parts of a whole") {
  const Tally whole = merged(tally(4, 0.25, 3), tally(2, 0.5, 9));
  CHECK(tally(4, 0.25, 3).is_possible_part_of(whole));
  CHECK(tally(2, 0.5, 9).is_possible_part_of(whole));
  CHECK_FALSE(tally(2, 0.5, 10).is_possible_part_of(whole));  // another sample with that margin
  CHECK_FALSE(tally(7, 0.5, 9).is_possible_part_of(whole));   // more that holds
  CHECK_FALSE(tally(2, 0.125, 9).is_possible_part_of(whole));
  CHECK_FALSE(tally(2, 0.5, 99).is_possible_part_of(whole));  // in a bin where nothing was counted
}

TEST_CASE("the numbers that stand by themselves") {
  const auto scalars = [](const Tally& of) {
    std::vector<std::pair<std::string, Scalar>> found;
    for_each_scalar(of, [&](std::string_view name, const Scalar& value) { found.emplace_back(name, value); });
    return found;
  };
  const auto found = scalars(tally(3, 0.5, 9));
  REQUIRE(found.size() >= 4);
  CHECK(found[0] == std::pair<std::string, Scalar>("certified", std::uint64_t{3}));
  CHECK(found[1] == std::pair<std::string, Scalar>("margin_zero", std::uint64_t{0}));
  CHECK(found[2] == std::pair<std::string, Scalar>("least_margin", 0.5));
  CHECK(found[3] == std::pair<std::string, Scalar>("least_margin_sample", std::uint64_t{9}));
  CHECK(std::isnan(std::get<double>(scalars(Tally{})[2].second)));
  CHECK(std::holds_alternative<std::monostate>(scalars(Tally{})[3].second));
}

}  // namespace
}  // namespace genericity
