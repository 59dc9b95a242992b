#include "sim/study/sample_ranges.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "sim/statistics/sample_grid.h"
#include "sim/study/shard.h"
#include "sim/study/stop_rule.h"

namespace genericity {
namespace {

constexpr std::uint64_t small = 24;

std::set<std::uint64_t> members(const SampleRanges& ranges) {
  std::set<std::uint64_t> all;
  for (const SampleRange& range : ranges.ranges()) {
    for (std::uint64_t sample = range.begin; sample < range.end; ++sample) all.insert(sample);
  }
  return all;
}

/// A few ranges below `small`, and the same set as the standard library keeps it.
std::pair<SampleRanges, std::set<std::uint64_t>> random_ranges(std::mt19937_64& engine) {
  std::pair<SampleRanges, std::set<std::uint64_t>> both;
  for (std::uint64_t i = engine() % 6; i > 0; --i) {
    const std::uint64_t begin = engine() % small;
    const std::uint64_t end = begin + engine() % 6;
    both.first.insert({begin, end});
    for (std::uint64_t sample = begin; sample < end; ++sample) both.second.insert(sample);
  }
  return both;
}

TEST_CASE("ranges of samples are sets") {
  std::mt19937_64 engine(7);
  for (int round = 0; round < 3000; ++round) {
    const auto [a, set_a] = random_ranges(engine);
    const auto [b, set_b] = random_ranges(engine);
    REQUIRE(members(a) == set_a);
    REQUIRE(a.count() == set_a.size());
    REQUIRE(a.end() == (set_a.empty() ? 0 : *set_a.rbegin() + 1));
    for (std::size_t i = 1; i < a.ranges().size(); ++i) REQUIRE(a.ranges()[i - 1].end < a.ranges()[i].begin);
    std::set<std::uint64_t> both;
    for (const std::uint64_t sample : set_a) {
      if (set_b.count(sample) != 0) both.insert(sample);
    }
    REQUIRE(members(a.common(b)) == both);
    REQUIRE(a.common(b) == b.common(a));
    REQUIRE(a.overlaps(b) == !both.empty());
    REQUIRE(a.contains(b) == (both == set_b));
    SampleRanges sum = a;
    sum.insert(b);
    std::set<std::uint64_t> either = set_a;
    either.insert(set_b.begin(), set_b.end());
    REQUIRE(members(sum) == either);
    const SampleRange within{engine() % small, small + 4};
    std::set<std::uint64_t> missing;
    for (std::uint64_t sample = within.begin; sample < within.end; ++sample) {
      REQUIRE(a.contains(sample) == (set_a.count(sample) != 0));
      if (set_a.count(sample) == 0) missing.insert(sample);
    }
    REQUIRE(members(a.gaps(within)) == missing);
    const SampleRange gap = a.first_gap(within);
    REQUIRE((gap.size() == 0) == missing.empty());
    if (!missing.empty()) REQUIRE(gap == a.gaps(within).ranges().front());
  }
}

TEST_CASE("ranges are written by their first and last sample") {
  SampleRanges ranges;
  CHECK(ranges.to_string().empty());
  ranges.insert({5, 6});
  ranges.insert({0, 3});
  CHECK(ranges.to_string() == "0-2,5");
}

TEST_CASE("the shards of a study are disjoint and leave nothing out") {
  constexpr std::uint64_t most = std::uint64_t{1} << 62U;
  for (const std::uint64_t samples : {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{1000}, most}) {
    for (const std::uint64_t count : {1U, 2U, 7U, 64U, 1000U}) {
      std::uint64_t end = 0;
      for (std::uint64_t index = 0; index < count; ++index) {
        const SampleRange part = Shard{index, count}.of(samples);
        CHECK(part.begin == end);
        CHECK(part.size() >= samples / count);
        CHECK(part.size() <= samples / count + 1);
        end = part.end;
      }
      CHECK(end == samples);
    }
  }
  CHECK(Shard{3, 64}.of(6400) == SampleRange{300, 400});
  CHECK(Shard{3, 64}.to_string() == "3/64");
}

TEST_CASE("looks stand at the points of the grid, the planned number and the greatest number of samples") {
  StopRule rule;
  rule.samples = 1001;
  CHECK(rule.looks_taken(1001) == 0);
  CHECK_FALSE(rule.is_look(1024));
  CHECK(rule.next_look(5) == 1001);
  // Planned: below the cap for the first, which is no point of the grid; beyond it for the second.
  for (const double width : {0.06, 0.02}) {
    for (const std::uint64_t minimum : {0U, 600U}) {
      rule.half_width = width;
      rule.minimum_samples = minimum;
      const std::uint64_t planned = rule.limits().planned_samples;
      CHECK((planned < 1001) == (width == 0.06));
      std::uint64_t taken = 0;
      std::uint64_t last = 0;
      for (std::uint64_t count = 1; count <= 1001; ++count) {
        const bool look =
            (is_grid_point(count) && count >= minimum) || count == planned || count == rule.samples;
        CAPTURE(count);
        CHECK(rule.is_look(count) == look);
        if (look) {
          // The one that every number since the last look has as its next.
          CHECK(rule.next_look(last) == count);
          CHECK(rule.next_look(count - 1) == count);
          last = count;
          ++taken;
        }
        CHECK(rule.looks_taken(count) == taken);
      }
      CHECK(rule.next_look(1001) == 1001);
    }
  }
  // A width that is looked at from a minimum beyond the planned number plans for that minimum.
  rule.samples = 100000;
  rule.half_width = 0.2;
  rule.minimum_samples = 2000;
  CHECK(rule.limits().planned_samples == 2000);
  CHECK(rule.next_look(0) == 2000);
}

}  // namespace
}  // namespace genericity
