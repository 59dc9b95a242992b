#include "sim/store/statistics_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sim/statistics/sample_grid.h"
#include "sim/store/table_tools.h"

namespace genericity {
namespace {

using U = UnitInference;
constexpr std::array<InferredQuantity, 14> quantities{
    {{"simultaneous_low", "lower limit, together with all other cells and conditions", &U::simultaneous_low},
     {"simultaneous_high", "upper limit, together with all other cells and conditions",
      &U::simultaneous_high},
     {"sequence_low", "lower limit, whatever ended the sampling", &U::sequence_low},
     {"sequence_high", "upper limit, whatever ended the sampling", &U::sequence_high},
     {"tail_exponent", "k of P(0 < margin < e) ~ C e^k, fitted; NaN when not", &U::tail_exponent},
     {"tail_exponent_low", "lower confidence limit of k", &U::tail_exponent_low},
     {"tail_exponent_high", "upper confidence limit of k", &U::tail_exponent_high},
     {"tail_constant", "C, with k as fitted", &U::tail_constant},
     {"codimension", "codimension of failure by theory, 0: all priors fail; NaN when unknown",
      &U::codimension},
     {"theory_exponent", "k by theory; NaN when unknown", &U::theory_exponent},
     {"theory_constant", "C by theory; NaN when unknown", &U::theory_constant},
     {"constant_at_theory", "C, estimated with k by theory", &U::constant_at_theory},
     {"constant_at_theory_low", "its lower confidence limit", &U::constant_at_theory_low},
     {"constant_at_theory_high", "its upper confidence limit", &U::constant_at_theory_high}}};

void add_extremes(const Tally& tally, ResultTables& t) {
  for (const ExtremeMargin& entry : tally.extremes.kept()) {
    t.extreme_margin.push_back(entry.margin);
    t.extreme_sample.push_back(entry.sample);
  }
  const std::size_t missing = ExtremeMargins::capacity - tally.extremes.kept().size();
  t.extreme_margin.insert(t.extreme_margin.end(), missing, no_number);
  t.extreme_sample.insert(t.extreme_sample.end(), missing, 0);
}

void add_trace(const StudyResult& result, ResultTables& t) {
  // As many bins as any unit has, but at least one: a dimension of length 0 is of no use to readers.
  std::size_t trace_bins = 1;
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) trace_bins = std::max(trace_bins, tally.trace.bins().size());
  }
  t.trace_bin = counting<std::int64_t>(trace_bins);
  for (std::size_t bin = 0; bin < trace_bins; ++bin) {
    t.trace_begin.push_back(grid_point(bin));
    t.trace_end.push_back(grid_point(bin + 1));
  }
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) {
      for (const SampleTrace::Verdicts& bin : tally.trace.bins()) {
        t.trace_count.insert(t.trace_count.end(), bin.begin(), bin.end());
      }
      t.trace_count.resize(t.trace_count.size() + (trace_bins - tally.trace.bins().size()) * verdicts);
    }
  }
}

void add_joint(const StudyResult& result, ResultTables& t) {
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  t.has_joint = places.has_value();
  if (!places) return;
  t.ci_verdict = t.verdict;
  t.cbdp_verdict = t.verdict;
  for (const CellResult& cell : result.cells) {
    for (const auto& row : cell.tallies[places->ci].joint) {
      t.joint.insert(t.joint.end(), row.begin(), row.end());
    }
  }
}

void rebuild_joint(const ResultTables& t, StudyResult& result) {
  if (!t.has_joint) return;
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  require_of_result(places.has_value(), "it has a table of ci against cbdp, but not both of them");
  std::size_t at = 0;
  for (CellResult& cell : result.cells) {
    for (auto& row : cell.tallies[places->ci].joint) {
      for (std::uint64_t& count : row) count = t.joint[at++];
    }
  }
}

void add_inferred(const UnitInference& inferred, ResultTables& t) {
  for (std::size_t k = 0; k < quantities.size(); ++k) {
    const double value = inferred.*quantities[k].value;
    t.inferred[k].push_back(std::isnan(value) ? no_number : value);
  }
  t.tail_size.push_back(inferred.tail_size);
  t.tail_straight.push_back(inferred.tail_straight ? 1 : 0);
}

UnitInference rebuild_inferred(const ResultTables& t, std::size_t row) {
  UnitInference inferred;
  for (std::size_t k = 0; k < quantities.size(); ++k) inferred.*quantities[k].value = t.inferred[k][row];
  inferred.tail_size = t.tail_size[row];
  inferred.tail_straight = t.tail_straight[row] != 0;
  return inferred;
}

void rebuild_extremes(const ResultTables& t, std::size_t row, Tally& tally) {
  bool ended = false;
  ExtremeMargin last;
  for (std::size_t k = 0; k < ExtremeMargins::capacity; ++k) {
    const std::size_t at = row * ExtremeMargins::capacity + k;
    if (std::isnan(t.extreme_margin[at])) {
      ended = true;
      continue;
    }
    const ExtremeMargin entry{t.extreme_margin[at], t.extreme_sample[at]};
    require_of_result(entry.margin > 0, "an extreme margin is not positive");
    require_of_result(!ended && last < entry, "the extreme margins are not ascending");
    tally.extremes.add(entry.margin, entry.sample);
    last = entry;
  }
}

void rebuild_trace(const ResultTables& t, std::size_t row, Tally& tally) {
  const std::size_t trace_bins = t.trace_bin.size();
  for (std::size_t bin = 0; bin < trace_bins; ++bin) {
    SampleTrace::Verdicts counts{};
    const std::size_t at = (row * trace_bins + bin) * verdicts;
    for (std::size_t v = 0; v < verdicts; ++v) counts[v] = t.trace_count[at + v];
    if (counts != SampleTrace::Verdicts{}) tally.trace.add(bin, counts);
  }
}

}  // namespace

std::span<const InferredQuantity> inferred_quantities() {
  return quantities;
}

void add_statistics(const StudyResult& result, ResultTables& t) {
  t.extreme = counting<std::int64_t>(ExtremeMargins::capacity);
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) add_extremes(tally, t);
    for (const UnitInference& inferred : cell.inferred) add_inferred(inferred, t);
  }
  add_trace(result, t);
  add_joint(result, t);
}

void rebuild_statistics(const ResultTables& t, StudyResult& result) {
  std::size_t row = 0;
  for (CellResult& cell : result.cells) {
    for (Tally& tally : cell.tallies) {
      rebuild_extremes(t, row, tally);
      rebuild_trace(t, row, tally);
      cell.inferred.push_back(rebuild_inferred(t, row));
      ++row;
    }
  }
  rebuild_joint(t, result);
}

}  // namespace genericity
