#include "sim/study/uncounted.h"

#include <algorithm>

namespace genericity {

std::optional<Uncounted> next_uncounted(std::span<const CellResult> cells, SampleRange target) {
  // The first unit that lacks something says where to begin.
  std::optional<SampleRange> gap;
  for (const CellResult& cell : cells) {
    for (const SampleRanges& samples : cell.samples) {
      const SampleRange missing = samples.first_gap(target);
      if (missing.size() > 0 && !gap) gap = missing;
    }
  }
  if (!gap) return std::nullopt;

  // All that lack it, too: the conditions of the first such pattern, and the patterns that lack just these.
  Uncounted work{{}, *gap};
  for (std::size_t p = 0; p < cells.size(); ++p) {
    std::vector<std::size_t> conditions;
    for (std::size_t c = 0; c < cells[p].samples.size(); ++c) {
      if (!cells[p].samples[c].contains(gap->begin)) conditions.push_back(c);
    }
    if (conditions.empty()) continue;
    if (work.group.patterns.empty()) work.group.conditions = conditions;
    if (conditions == work.group.conditions) work.group.patterns.push_back(p);
  }
  for (const std::size_t p : work.group.patterns) {
    for (const std::size_t c : work.group.conditions) {
      const SampleRange missing = cells[p].samples[c].first_gap({gap->begin, target.end});
      work.range.end = std::min(work.range.end, missing.end);
    }
  }
  return work;
}

void add_outcome(const RangeOutcome& outcome, std::size_t ensemble, const Uncounted& work,
                 StudyResult& result) {
  const std::span<CellResult> cells = cells_of(result, ensemble);
  const auto first_cell = static_cast<std::size_t>(cells.data() - result.cells.data());
  for (SampleRecord record : outcome.records) {
    record.cell += first_cell;
    result.samples.push_back(record);
  }
  const auto& [patterns, conditions, epsilon, epsilons] = work.group;
  for (const TailRecord& record : outcome.replications) {
    result.tail.set(first_cell + patterns.front(), conditions.front(), result.conditions.size(), record);
  }
  if (outcome.tallies.empty()) return;
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    for (std::size_t c = 0; c < conditions.size(); ++c) {
      cells[patterns[p]].tallies[conditions[c]].merge(outcome.tallies[p * conditions.size() + c]);
      cells[patterns[p]].samples[conditions[c]].insert(work.range);
    }
  }
}

}  // namespace genericity
