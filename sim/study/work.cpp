#include "sim/study/work.h"

#include <algorithm>

namespace genericity {

std::optional<Work> next_work(std::span<const CellResult> cells, SampleRange target) {
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
  Work work{{}, *gap};
  for (std::size_t p = 0; p < cells.size(); ++p) {
    std::vector<std::size_t> conditions;
    for (std::size_t c = 0; c < cells[p].samples.size(); ++c) {
      if (!cells[p].samples[c].contains(gap->begin)) conditions.push_back(c);
    }
    if (conditions.empty()) continue;
    if (work.block.patterns.empty()) work.block.conditions = conditions;
    if (conditions == work.block.conditions) work.block.patterns.push_back(p);
  }
  for (const std::size_t p : work.block.patterns) {
    for (const std::size_t c : work.block.conditions) {
      const SampleRange missing = cells[p].samples[c].first_gap({gap->begin, target.end});
      work.range.end = std::min(work.range.end, missing.end);
    }
  }
  return work;
}

}  // namespace genericity
