#include "sim/store/consistency.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <tuple>

#include "sim/statistics/sample_grid.h"
#include "sim/study/inference.h"

namespace genericity {
namespace {

/// The verdicts of each bin of the trace are those of the samples that lie in it, and all bins together hold
/// all verdicts.
void check_trace(const Tally& tally, const SampleRanges& samples, std::uint64_t of_sample,
                 const std::string& unit, std::vector<std::string>& faults) {
  std::vector<std::uint64_t> in_bin;
  for (const SampleRange& range : samples.ranges()) {
    for (std::uint64_t sample = range.begin; sample < range.end;) {
      const std::size_t bin = grid_bin(sample);
      const std::uint64_t end = std::min(range.end, grid_point(bin + 1));
      if (bin >= in_bin.size()) in_bin.resize(bin + 1);
      in_bin[bin] += (end - sample) * of_sample;
      sample = end;
    }
  }
  const std::span<const SampleTrace::Verdicts> bins = tally.trace.bins();
  in_bin.resize(std::max(in_bin.size(), bins.size()));
  SampleTrace::Verdicts sums{};
  bool fits = true;
  for (std::size_t bin = 0; bin < in_bin.size(); ++bin) {
    const SampleTrace::Verdicts counts = bin < bins.size() ? bins[bin] : SampleTrace::Verdicts{};
    for (std::size_t v = 0; v < sums.size(); ++v) sums[v] += counts[v];
    fits = fits && counts[0] + counts[1] + counts[2] == in_bin[bin];
  }
  if (sums != tally.verdicts) faults.push_back(unit + ": the trace does not add up to the verdicts");
  if (!fits) faults.push_back(unit + ": the bins of the trace do not hold the samples that lie in them");
}

/// The extremes are the least of the positive margins that the histogram counts.
void check_extremes(const Tally& tally, const SampleRanges& samples, std::uint64_t of_sample,
                    const std::string& unit, std::vector<std::string>& faults) {
  const auto require = [&](bool holds, const std::string& fault) {
    if (!holds) faults.push_back(unit + ": " + fault);
  };
  const std::span<const ExtremeMargin> kept = tally.extremes.kept();
  const std::uint64_t positive = tally.margins.total() - tally.margins.zeros();
  require(kept.size() == std::min<std::uint64_t>(positive, ExtremeMargins::capacity),
          "the extreme margins are not as many as there should be");
  if (kept.empty()) return;
  require(std::all_of(kept.begin(), kept.end(),
                      [&](const ExtremeMargin& e) { return samples.contains(e.sample); }),
          "an extreme margin's sample is not counted");
  std::vector<std::uint64_t> of_samples;
  for (const ExtremeMargin& entry : kept) of_samples.push_back(entry.sample);
  std::sort(of_samples.begin(), of_samples.end());
  bool has_too_many = false;
  for (std::size_t k = of_sample; k < of_samples.size(); ++k)
    has_too_many = has_too_many || of_samples[k] == of_samples[k - of_sample];
  require(!has_too_many, of_sample == 1 ? "two extreme margins are of one sample"
                                        : "more extreme margins are of one sample than it has environments");
  if (tally.margins.zeros() == 0) {
    require(same_bits(kept.front().margin, tally.least.margin) && kept.front().sample == tally.least.sample,
            "the first extreme margin is not the least one");
  }
  // Bins below the greatest extreme's are counted whole, its own bin perhaps in part.
  const std::size_t last = MarginHistogram::bin_of(kept.back().margin);
  std::array<std::uint64_t, MarginHistogram::bins> counts{};
  for (const ExtremeMargin& entry : kept) ++counts[MarginHistogram::bin_of(entry.margin)];
  bool fits = counts[last] <= tally.margins.count(last);
  for (std::size_t bin = 0; bin < last; ++bin) fits = fits && counts[bin] == tally.margins.count(bin);
  require(fits, "the extreme margins are not those of the histogram");
}

/// The table of CI against CBDP, if there is one, has the verdicts of both on its margins.
void check_joint(const StudyResult& result, const CellResult& cell, const std::string& unit,
                 std::vector<std::string>& faults) {
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  if (!places) return;
  const auto [ci, cbdp] = *places;
  const auto& joint = cell.tallies[ci].joint;
  std::array<std::uint64_t, 3> rows{};
  std::array<std::uint64_t, 3> columns{};
  std::uint64_t counted = 0;
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t b = 0; b < columns.size(); ++b) {
      rows[a] += joint[a][b];
      columns[b] += joint[a][b];
      counted += joint[a][b];
    }
  }
  if (counted == 0) return;
  if (rows != cell.tallies[ci].verdicts || columns != cell.tallies[cbdp].verdicts)
    faults.push_back(unit + ": the table of ci against cbdp does not add up to their verdicts");
  if (joint[0][1] > 0) faults.push_back(unit + ": ci holds where cbdp fails, which cannot be");
}

/// Every prior is counted once for each verdict, and their environments make up the verdicts.
void check_by_prior(const Tally& tally, const SampleRanges& samples, std::uint64_t of_sample,
                    const std::string& unit, std::vector<std::string>& faults) {
  CountsByPrior::Verdicts sums{};
  CountsByPrior::Verdicts priors{};
  for (std::size_t count = 0; count < tally.by_prior.priors().size(); ++count) {
    for (std::size_t verdict = 0; verdict < sums.size(); ++verdict) {
      priors[verdict] += tally.by_prior.priors()[count][verdict];
      sums[verdict] += count * tally.by_prior.priors()[count][verdict];
    }
  }
  const bool is_counted = of_sample > 1;
  const std::uint64_t all = is_counted ? samples.count() : 0;
  const CountsByPrior::Verdicts& first = tally.by_prior.first();
  if (priors != CountsByPrior::Verdicts{all, all, all} || first[0] + first[1] + first[2] != all ||
      (is_counted && sums != tally.verdicts))
    faults.push_back(unit + ": the counts by prior are not those of the verdicts");
}

/// `of_sample`: how many verdicts a sample has.
void check_tally(const Tally& tally, const SampleRanges& samples, std::uint64_t of_sample,
                 const std::string& unit, std::vector<std::string>& faults) {
  check_trace(tally, samples, of_sample, unit, faults);
  check_extremes(tally, samples, of_sample, unit, faults);
  const auto require = [&](bool holds, const std::string& fault) {
    if (!holds) faults.push_back(unit + ": " + fault);
  };
  require(tally.samples() == samples.count() * of_sample, "the verdicts do not add up to the samples");
  check_by_prior(tally, samples, of_sample, unit, faults);
  require(tally.certified <= tally.decided(), "more proofs than verdicts");
  require(tally.margins.total() <= tally.samples(), "more margins than samples");
  const std::uint64_t subsidised = tally.subsidies.total() - tally.subsidies.zeros() + tally.no_subsidy;
  require(tally.subsidies.zeros() <= tally.verdicts[0] && subsidised <= tally.verdicts[1],
          "more subsidies than pairs that need them, or need none");
  std::uint64_t by_stage = 0;
  for (const std::uint64_t count : tally.stages) by_stage += count;
  require(tally.stages.empty() || by_stage == tally.samples(), "the stages do not add up to the samples");
  const bool any_margin = tally.margins.total() > 0;
  require(any_margin == !std::isinf(tally.least.margin), "a least margin without margins, or none with some");
  if (!any_margin || std::isinf(tally.least.margin)) return;
  require(samples.contains(tally.least.sample), "the least margin's sample is not counted");
  if (tally.margins.zeros() > 0 || tally.least.margin == 0) {
    require(tally.margins.zeros() > 0 && tally.least.margin == 0, "the least margin is not in the histogram");
    return;
  }
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) {
    if (tally.margins.count(bin) == 0) continue;
    require(MarginHistogram::bin_of(tally.least.margin) == bin, "the least margin is not in the first bin");
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
    const std::string name = "cell " + std::to_string(i);
    check_joint(result, cell, name, faults);
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      const std::string unit = name + ", " + result.conditions[c];
      check_tally(cell.tallies[c], cell.samples[c], verdicts_of_sample(result, result.conditions[c]), unit,
                  faults);
      if (!same_bits(cell.low[c], expected.cells[i].low[c]) ||
          !same_bits(cell.high[c], expected.cells[i].high[c]))
        faults.push_back(unit + ": the interval is not that of the counts");
      if (cell.theorem.share(c) == 0 && cell.tallies[c].verdicts[0] > 0)
        faults.push_back(unit + ": holds at some priors, where a theorem says that it fails at every prior");
      if (cell.tallies[c].joint != expected.cells[i].tallies[c].joint)
        faults.push_back(unit + ": the table of ci against cbdp is not that of the counts");
    }
  }
  const SampleRecord* last = nullptr;
  for (const SampleRecord& record : result.samples) {
    const auto order = [](const SampleRecord& r) {
      return std::tuple(r.cell, r.sample, r.condition, r.environment);
    };
    const std::string name = "the record of sample " + std::to_string(record.sample) + " of cell " +
                             std::to_string(record.cell) + ", " + result.conditions[record.condition];
    if (!result.cells[record.cell].samples[record.condition].contains(record.sample))
      faults.push_back(name + ": the sample is not counted");
    if (last != nullptr && order(*last) >= order(record)) faults.push_back(name + ": it is out of order");
    last = &record;
  }
  if (result.complete) {
    for (const EnsembleResult& ensemble : result.ensembles) {
      if (ensemble.stop_reason == StopReason::none || ensemble.stop_reason == StopReason::interrupted)
        faults.push_back("it says that it is complete, but " + ensemble.law() + " on " +
                         types_text(ensemble.types) + " has not stopped");
    }
  }
  return faults;
}

}  // namespace genericity
