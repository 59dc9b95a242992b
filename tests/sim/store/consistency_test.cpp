#include "sim/store/consistency.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/store/store_error.h"
#include "sim/store/tally_columns.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

StudyResult good_result() {
  return test::run_whole(
      test::study_of("format = 1\nseed = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = { family = 'lattice', "
                     "denominator = 30 }\n"
                     "patterns = ['minimal', '{1,2}']\n[record]\nsamples = 'all'\n[stop]\nsamples = 80\n"));
}

/// Whether a change of a good result is found, and named.
template <class Change>
bool finds(const std::string& fault, const Change& change) {
  StudyResult result = good_result();
  change(result);
  const std::vector<std::string> faults = faults_of(result);
  return std::any_of(faults.begin(), faults.end(),
                     [&](const std::string& text) { return contains(text, fault); });
}

TEST_CASE("a result that was counted has no faults") {
  CHECK(faults_of(good_result()).empty());
}

TEST_CASE("results that contradict themselves are found out") {
  const auto tally = [](StudyResult& r) -> Tally& { return r.cells[1].tallies[1]; };
  CHECK(finds("do not add up to the samples", [&](StudyResult& r) { ++tally(r).verdicts[0]; }));
  CHECK(finds("more proofs", [&](StudyResult& r) { tally(r).certified += 100; }));
  CHECK(finds("more margins", [&](StudyResult& r) {
    for (int i = 0; i < 90; ++i) tally(r).margins.add(4.0);
  }));
  CHECK(finds("stages", [&](StudyResult& r) { ++tally(r).stages[0]; }));
  CHECK(finds("interval", [&](StudyResult& r) { r.cells[0].low[0] += 0x1p-53; }));
  CHECK(finds("looks", [&](StudyResult& r) { ++r.ensembles[0].looks; }));
  CHECK(finds("sample is not counted", [&](StudyResult& r) { tally(r).least.sample = 80; }));
  CHECK(finds("least margin", [&](StudyResult& r) { tally(r).least.margin = 3.5; }));
  CHECK(finds("the sample is not counted", [&](StudyResult& r) { r.samples.back().sample = 99; }));
  CHECK(finds("out of order", [&](StudyResult& r) { std::swap(r.samples[3], r.samples[4]); }));
  CHECK(finds("has not stopped", [&](StudyResult& r) { r.ensembles[0].stop_reason = StopReason::none; }));
}

TEST_CASE("traces, extreme margins and tables of two conditions that do not fit the counts are found out") {
  const StudyResult good = good_result();
  REQUIRE(good.conditions[0] == "ci");
  const auto ci = [](StudyResult& r) -> Tally& { return r.cells[1].tallies[0]; };
  const auto cbdp = [](StudyResult& r) -> Tally& { return r.cells[1].tallies[1]; };

  CHECK(finds("the trace does not add up", [&](StudyResult& r) { cbdp(r).trace.add(1, 0); }));
  const auto with_trace = [](Tally& tally, const auto& change) {
    std::vector<SampleTrace::Verdicts> bins(tally.trace.bins().begin(), tally.trace.bins().end());
    change(bins);
    tally.trace = {};
    for (std::size_t bin = 0; bin < bins.size(); ++bin) tally.trace.add(bin, bins[bin]);
  };
  // One verdict in another bin: the sums stay.
  CHECK(finds("bins of the trace", [&](StudyResult& r) {
    with_trace(ci(r), [](auto& bins) {
      const std::size_t verdict = bins.at(0).at(0) > 0 ? 0 : 1;
      --bins.at(0).at(verdict);
      ++bins.at(2).at(verdict);
    });
  }));
  CHECK(finds("the trace does not add up", [&](StudyResult& r) {
    with_trace(ci(r), [](auto& bins) {
      const std::size_t verdict = bins.at(0).at(0) > 0 ? 0 : 1;
      --bins.at(0).at(verdict);
      ++bins.at(0).at(2);
    });
  }));

  const auto with_extremes = [](Tally& tally, const auto& change) {
    std::vector<ExtremeMargin> kept(tally.extremes.kept().begin(), tally.extremes.kept().end());
    change(kept);
    tally.extremes = {};
    for (const ExtremeMargin& entry : kept) tally.extremes.add(entry.margin, entry.sample);
  };
  CHECK(finds("as many as there should be",
              [&](StudyResult& r) { with_extremes(cbdp(r), [](auto& kept) { kept.pop_back(); }); }));
  CHECK(finds("an extreme margin's sample is not counted",
              [&](StudyResult& r) { with_extremes(cbdp(r), [](auto& kept) { kept[3].sample = 80; }); }));
  CHECK(finds("two extreme margins are of one sample", [&](StudyResult& r) {
    with_extremes(cbdp(r), [](auto& kept) { kept[3].sample = kept[7].sample; });
  }));
  CHECK(finds("not those of the histogram",
              [&](StudyResult& r) { with_extremes(cbdp(r), [](auto& kept) { kept[3].margin *= 0.25; }); }));

  // Where no margin is 0, the least margin is the first of the extremes.
  StudyResult positive = test::run_whole(
      test::study_of("format = 1\nseed = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\n"
                     "patterns = ['minimal', '{1,2}']\n[stop]\nsamples = 80\n"));
  REQUIRE(cbdp(positive).margins.zeros() == 0);
  REQUIRE(faults_of(positive).empty());
  with_extremes(cbdp(positive), [](auto& kept) { kept[0].margin *= 0.999; });
  const std::vector<std::string> faults = faults_of(positive);
  CHECK(std::any_of(faults.begin(), faults.end(),
                    [](const std::string& text) { return contains(text, "not the least one"); }));

  CHECK(finds("does not add up to their verdicts", [&](StudyResult& r) { ++ci(r).joint[2][2]; }));
  CHECK(finds("does not add up to their verdicts", [&](StudyResult& r) {
    auto& joint = ci(r).joint;
    auto& from = joint[1][1] > 0 ? joint[1][1] : joint[0][0];
    --from;
    ++joint[1][0];
  }));
  CHECK(finds("ci holds where cbdp fails", [&](StudyResult& r) { ++ci(r).joint[0][1]; }));
  CHECK(finds("not that of the counts", [&](StudyResult& r) { ci(r).joint = {}; }));
}

// Read, they would be sorted, and nobody would see that the file is not as it was written.
TEST_CASE("extreme margins that are stored out of order, or with a gap, are refused") {
  const StudyResult good = good_result();
  const std::vector<ColumnBlock> blocks = tally_columns(FieldUse::science, {.ci_joint = true});
  const auto is_it = [](const ColumnBlock& block) { return block.columns[0].info.name == "extreme_margin"; };
  const ColumnBlock block = *std::find_if(blocks.begin(), blocks.end(), is_it);
  const std::vector<StoredColumn> stored = block.of(good);
  const auto refusal = [&](const auto& change) {
    std::vector<StoredColumn> columns = stored;
    change(std::get<Reals>(columns.at(0).values), std::get<Integers>(columns.at(1).values));
    StudyResult result = good;
    for (CellResult& cell : result.cells) {
      for (Tally& tally : cell.tallies) tally.extremes = {};
    }
    return message_of<StoreError>([&] { block.put(columns, result); });
  };
  // Those of the first cell and its second condition, cbdp, of which there are several.
  constexpr std::size_t first = ExtremeMargins::capacity;
  const auto& margins_as_stored = std::get<Reals>(stored[0].values);
  REQUIRE(margins_as_stored[first] < margins_as_stored[first + 1]);
  CHECK(refusal([](Reals& /*margins*/, Integers& /*samples*/) {}).empty());
  CHECK(contains(refusal([&](Reals& margins, Integers& samples) {
                   std::swap(margins[first], margins[first + 1]);
                   std::swap(samples[first], samples[first + 1]);
                 }),
                 "not ascending"));
  CHECK(contains(refusal([&](Reals& margins, Integers& /*samples*/) {
                   margins[first] = std::numeric_limits<double>::quiet_NaN();
                 }),
                 "not ascending"));
  CHECK(
      contains(refusal([&](Reals& margins, Integers& /*samples*/) { margins[first] = 0; }), "not positive"));
}

}  // namespace
}  // namespace genericity
