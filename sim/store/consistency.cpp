#include "sim/store/consistency.h"

#include <bit>
#include <cmath>
#include <tuple>

namespace genericity {
namespace {

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void check_tally(const Tally& tally, const SampleRanges& samples, const std::string& unit,
                 std::vector<std::string>& faults) {
  const auto require = [&](bool holds, const std::string& fault) {
    if (!holds) faults.push_back(unit + ": " + fault);
  };
  require(tally.samples() == samples.count(), "the verdicts do not add up to the samples");
  require(tally.certified <= tally.verdicts[0] + tally.verdicts[1], "more proofs than verdicts");
  require(tally.margins.total() <= tally.samples(), "more margins than samples");
  std::uint64_t by_stage = 0;
  for (const std::uint64_t count : tally.stages) by_stage += count;
  require(tally.stages.empty() || by_stage == tally.samples(), "the stages do not add up to the samples");
  const bool any_margin = tally.margins.total() > 0;
  require(any_margin == !std::isinf(tally.least_margin), "a least margin without margins, or none with some");
  if (!any_margin || std::isinf(tally.least_margin)) return;
  require(samples.contains(tally.least_margin_sample), "the least margin's sample is not counted");
  if (tally.margins.zeros() > 0 || tally.least_margin == 0) {
    require(tally.margins.zeros() > 0 && tally.least_margin == 0, "the least margin is not in the histogram");
    return;
  }
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) {
    if (tally.margins.count(bin) == 0) continue;
    require(MarginHistogram::bin_of(tally.least_margin) == bin, "the least margin is not in the first bin");
    return;
  }
}

}  // namespace

std::vector<std::string> faults_of(const StudyResult& result) {
  std::vector<std::string> faults;
  StudyResult expected = result;
  for (std::size_t e = 0; e < result.ensembles.size(); ++e) {
    update_ensemble(expected, e);
    if (expected.ensembles[e].looks != result.ensembles[e].looks)
      faults.push_back("ensemble " + std::to_string(e) + ": the looks are not those of its samples");
  }
  for (std::size_t i = 0; i < result.cells.size(); ++i) {
    const CellResult& cell = result.cells[i];
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      const std::string unit = "cell " + std::to_string(i) + ", " + result.conditions[c];
      check_tally(cell.tallies[c], cell.samples[c], unit, faults);
      if (!same(cell.low[c], expected.cells[i].low[c]) || !same(cell.high[c], expected.cells[i].high[c]))
        faults.push_back(unit + ": the interval is not that of the counts");
    }
  }
  const SampleRecord* last = nullptr;
  for (const SampleRecord& record : result.samples) {
    const auto order = [](const SampleRecord& r) { return std::tuple(r.cell, r.sample, r.condition); };
    const std::string name = "the record of sample " + std::to_string(record.sample) + " of cell " +
                             std::to_string(record.cell) + ", " + result.conditions[record.condition];
    if (!result.cells[record.cell].samples[record.condition].contains(record.sample))
      faults.push_back(name + ": the sample is not counted");
    if (last != nullptr && order(*last) >= order(record)) faults.push_back(name + ": it is out of order");
    last = &record;
  }
  if (result.complete) {
    for (const EnsembleResult& ensemble : result.ensembles) {
      if (ensemble.stop_reason.empty() || ensemble.stop_reason == "interrupted")
        faults.push_back("it says that it is complete, but " + ensemble.prior + " on " +
                         types_text(ensemble.types) + " has not stopped");
    }
  }
  return faults;
}

}  // namespace genericity
