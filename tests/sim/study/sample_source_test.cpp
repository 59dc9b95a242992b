#include "sim/study/sample_source.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace genericity {
namespace {

TEST_CASE("pieces follow one another, become smaller, and end with single samples") {
  for (const int takers : {1, 2, 5}) {
    SampleRange left{100, 1100};
    std::uint64_t next = 100;
    std::uint64_t last = 1000;
    while (!left.empty()) {
      const SampleRange piece = cut(left, takers, 1, 1000);
      CHECK(piece.begin == next);
      CHECK(piece.size() >= 1);
      CHECK(piece.size() <= last);
      next = piece.end;
      last = piece.size();
    }
    CHECK(next == 1100);
    CHECK(last == (takers == 1 ? 1000 : 1));
    CHECK(cut(left, takers, 1, 1000).empty());
  }
}

TEST_CASE("pieces become as small as is worth it") {
  SampleRange left{0, 103};
  std::vector<std::uint64_t> sizes;
  while (!left.empty()) sizes.push_back(cut(left, 2, 10, 1000).size());
  CHECK(sizes == std::vector<std::uint64_t>{25, 19, 14, 11, 10, 10, 10, 4});
  // Few samples for each taker go one by one, many by the lane.
  CHECK(least_piece({0, 3}, 2) == 1);
  CHECK(least_piece({0, 256}, 2) == 4);
  CHECK(least_piece({0, 100000}, 2) == 8);
}

TEST_CASE("no piece is larger than allowed") {
  SampleRange left{0, 100};
  CHECK(cut(left, 1, 1, 32) == SampleRange{0, 32});
  CHECK(cut(left, 1, 1, 32) == SampleRange{32, 64});
}

TEST_CASE("threads get every sample of every range once") {
  std::vector<SampleRange> ranges{{0, 1000}, {2000, 2001}, {5000, 5777}};
  std::size_t given = 0;
  int asked_at_the_end = 0;
  SampleSource source(3, [&] {
    if (given < ranges.size()) return ranges[given++];
    ++asked_at_the_end;
    return SampleRange{};
  });
  std::vector<std::vector<SampleRange>> taken(3);
  std::vector<std::thread> threads;
  for (auto& mine : taken) {
    threads.emplace_back([&source, &mine] {
      for (SampleRange piece = source.take(); !piece.empty(); piece = source.take()) mine.push_back(piece);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<int> times(6000);
  for (const auto& mine : taken) {
    for (const SampleRange& piece : mine) {
      for (std::uint64_t sample = piece.begin; sample < piece.end; ++sample) ++times[sample];
    }
  }
  for (std::uint64_t sample = 0; sample < times.size(); ++sample) {
    const bool wanted = sample < 1000 || sample == 2000 || (sample >= 5000 && sample < 5777);
    REQUIRE(times[sample] == (wanted ? 1 : 0));
  }
  // Nobody asks for more once there is none.
  CHECK(asked_at_the_end == 1);
}

TEST_CASE("a source without samples has none") {
  SampleSource source(2, SampleRange{7, 7});
  CHECK(source.take().empty());
  CHECK(source.take().empty());
}

}  // namespace
}  // namespace genericity
