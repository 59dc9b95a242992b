#include "sim/statistics/extreme_margins.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace genericity {
namespace {

std::vector<ExtremeMargin> some_margins(std::size_t count, std::uint64_t values) {
  constexpr std::uint64_t seed = 20261125;
  std::mt19937_64 engine(seed);
  std::vector<ExtremeMargin> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({static_cast<double>(1 + engine() % values), i});
  return all;
}

TEST_CASE("what is kept are the least margins, equal ones by the sample's index") {
  // Few values make ties across the border of what is kept.
  for (const std::uint64_t values : {2U, 50U, 1000000000U}) {
    for (const std::size_t count : {0U, 1U, 63U, 64U, 65U, 1000U}) {
      std::vector<ExtremeMargin> all = some_margins(count, values);
      ExtremeMargins extremes;
      for (const ExtremeMargin& entry : all) extremes.add(entry.margin, entry.sample);
      std::sort(all.begin(), all.end());
      all.resize(std::min<std::size_t>(count, ExtremeMargins::capacity));
      CHECK(std::ranges::equal(extremes.kept(), all));
    }
  }
}

TEST_CASE("any split, in any order, merges to the same extremes") {
  constexpr std::uint64_t seed = 5;
  std::mt19937_64 engine(seed);
  for (const std::uint64_t values : {2U, 50U, 1000000000U}) {
    const std::vector<ExtremeMargin> all = some_margins(2000, values);
    ExtremeMargins whole;
    for (const ExtremeMargin& entry : all) whole.add(entry.margin, entry.sample);
    for (int round = 0; round < 20; ++round) {
      std::vector<ExtremeMargin> shuffled = all;
      std::shuffle(shuffled.begin(), shuffled.end(), engine);
      std::vector<ExtremeMargins> parts(1 + static_cast<std::size_t>(round));
      for (const ExtremeMargin& entry : shuffled) {
        parts[engine() % parts.size()].add(entry.margin, entry.sample);
      }
      ExtremeMargins merged;
      for (const ExtremeMargins& part : parts) merged.merge(part);
      CHECK(merged == whole);
    }
  }
}

TEST_CASE("extremes differ when a margin or a sample does") {
  ExtremeMargins a;
  a.add(0.5, 3);
  ExtremeMargins b;
  b.add(0.5, 4);
  ExtremeMargins c;
  c.add(0.25, 3);
  CHECK(a != b);
  CHECK(a != c);
  CHECK(a != ExtremeMargins());
}

TEST_CASE("an unknown margin is passed over") {
  ExtremeMargins extremes;
  extremes.add(std::numeric_limits<double>::quiet_NaN(), 1);
  CHECK(extremes.kept().empty());
  for (std::uint64_t i = 0; i < 100; ++i)
    extremes.add(i % 2 == 0 ? 1.0 / static_cast<double>(i + 1) : std::nan(""), i);
  CHECK(extremes.kept().size() == 50);
}

}  // namespace
}  // namespace genericity
