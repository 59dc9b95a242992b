#include "sim/cluster/protocol.h"

#include <doctest/doctest.h>

#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

/// Tallies with every field in use, from a real run.
ShareOutcome example() {
  const StudyResult result =
      run_whole(study_of("format = 1\nseed = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = { family = "
                         "'lattice', denominator = 12 }\n"
                         "patterns = ['minimal', 'maximal']\n[stop]\nsamples = 60\n[record]\nsamples = "
                         "'all'\nmargins = 'all'\n"));
  ShareOutcome share;
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) share.outcome.tallies.push_back(tally);
  }
  share.outcome.records = result.samples;
  share.outcome.replications = {{1, 2, {0.25, 0.5, 1.5}}, {0, 3, {}}};
  share.fault = "none really";
  share.interrupted = true;
  return share;
}

TEST_CASE("what a process has counted arrives as it was") {
  const ShareOutcome share = example();
  REQUIRE(share.outcome.tallies.size() == 4);
  REQUIRE(share.outcome.records.size() == 4 * 60);
  const Bytes bytes = pack(share);
  Unpacker from(bytes);
  CHECK(take_kind(from) == MessageKind::outcome);
  const auto arrived = take_rest<ShareOutcome>(from);
  CHECK(from.empty());
  CHECK(arrived.fault == share.fault);
  CHECK(arrived.interrupted);
  // Packing names every field, so equal bytes are equal contents.
  CHECK(pack(arrived) == bytes);
  CHECK(arrived.outcome.tallies[0].verdicts == share.outcome.tallies[0].verdicts);
  CHECK(arrived.outcome.tallies[3].margins == share.outcome.tallies[3].margins);
  CHECK(arrived.outcome.replications.front().found.multiplicity == 1.5);
  CHECK(arrived.outcome.records.back().sample == share.outcome.records.back().sample);
}

TEST_CASE("an outcome that is cut short is refused wherever it is cut") {
  const Bytes bytes = pack(example());
  for (std::size_t length = 0; length < bytes.size(); length += 97) {
    Unpacker from{std::span(bytes).first(length)};
    CHECK_THROWS_AS(((void)take_kind(from), (void)take_rest<ShareOutcome>(from)), std::runtime_error);
  }
}

TEST_CASE("what the leader has read arrives as it was") {
  const Begin begin{"format = 1\n", {{"/dev/stdin", std::string("a\0b", 3)}, {"fifo", ""}}};
  const Bytes bytes = pack(begin);
  Unpacker from(bytes);
  CHECK(take_kind(from) == MessageKind::begin);
  const auto arrived = take_rest<Begin>(from);
  CHECK(from.empty());
  CHECK(arrived.text == begin.text);
  CHECK(arrived.piped == begin.piped);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    Unpacker cut{std::span(bytes).first(length)};
    CHECK_THROWS_AS(((void)take_kind(cut), (void)take_rest<Begin>(cut)), std::runtime_error);
  }
}

TEST_CASE("a message of no known kind is refused") {
  const Bytes bytes{std::byte{99}};
  Unpacker from(bytes);
  CHECK_THROWS_AS((void)take_kind(from), std::runtime_error);
}

}  // namespace
}  // namespace genericity
