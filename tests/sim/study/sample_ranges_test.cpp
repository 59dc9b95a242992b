#include "sim/study/sample_ranges.h"

#include <doctest/doctest.h>

#include <random>
#include <set>

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

TEST_CASE("looks stand at 1024, 2048, 4096, … and at the greatest number of samples") {
  StopRule rule;
  rule.samples = 3000;
  CHECK(rule.looks_taken(3000) == 0);
  CHECK(rule.look_of(3000) == 0);
  CHECK_FALSE(rule.is_look(1024));
  rule.half_width = 0.01;
  std::uint64_t taken = 0;
  for (std::uint64_t count = 1; count <= 3000; ++count) {
    const bool look = count == 1024 || count == 2048 || count == 3000;
    CHECK(rule.look_of(count) == taken + 1);
    CHECK(rule.is_look(count) == look);
    if (look) ++taken;
    CHECK(rule.looks_taken(count) == taken);
    CHECK(rule.next_look(count) == (count < 1024 ? 1024 : (count < 2048 ? 2048 : 3000)));
  }
  // What is extended beyond a cap between two doublings has its next look at the next doubling.
  rule.samples = 100000;
  CHECK(rule.next_look(3000) == 4096);
  CHECK(rule.look_of(4096) == 3);
}

}  // namespace
}  // namespace genericity
