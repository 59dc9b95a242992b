#include "sim/study/recount.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>
#include <utility>

#include "sim/study/driver.h"
#include "sim/study/inference.h"
#include "sim/study/tally_fields.h"
#include "sim/study/thread_pool.h"
#include "sim/study/uncounted.h"

namespace genericity {

namespace {

/// The units of one ensemble that count a range of samples, as blocks: patterns with the same conditions.
std::vector<UnitGroup> blocks_of(std::span<const CellResult> cells, SampleRange range) {
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> patterns_of;
  for (std::size_t p = 0; p < cells.size(); ++p) {
    std::vector<std::size_t> conditions;
    for (std::size_t c = 0; c < cells[p].samples.size(); ++c) {
      if (cells[p].samples[c].contains(range.begin)) conditions.push_back(c);
    }
    if (!conditions.empty()) patterns_of[conditions].push_back(p);
  }
  std::vector<UnitGroup> blocks;
  blocks.reserve(patterns_of.size());
  for (auto& [conditions, patterns] : patterns_of) blocks.push_back({patterns, conditions});
  return blocks;
}

/// Ranges within which each unit counts all samples or none.
std::vector<SampleRange> pieces_of(std::span<const CellResult> cells) {
  std::vector<std::uint64_t> borders;
  for (const CellResult& cell : cells) {
    for (const SampleRanges& samples : cell.samples) {
      for (const SampleRange& range : samples.ranges()) {
        borders.push_back(range.begin);
        borders.push_back(range.end);
      }
    }
  }
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::vector<SampleRange> pieces;
  for (std::size_t k = 1; k < borders.size(); ++k) pieces.push_back({borders[k - 1], borders[k]});
  return pieces;
}

/// In what a unit's counts differ, the first such thing; empty if in nothing.
std::string difference(Tally stored, const Tally& found, bool with_proofs) {
  if (!with_proofs) stored.certified = found.certified;
  std::string_view first;
  for_each_field([&](const auto& field) {
    const bool is_other = !(stored.*field.member == found.*field.member);
    if (is_other && field.use == FieldUse::science && first.empty()) first = field.phrase;
  });
  return std::string(first);
}

bool is_same(const SampleRecord& stored, const SampleRecord& found, bool with_proofs) {
  return stored.cell == found.cell && stored.sample == found.sample && stored.condition == found.condition &&
         stored.verdict == found.verdict && (!with_proofs || stored.certified == found.certified) &&
         same_bits(stored.margin, found.margin) && same_description(stored, found);
}

}  // namespace

StudyResult recounted(const Study& study, const StudyResult& stored, int threads) {
  // A study with widths has no shards, but a result of one may have been a shard before it had widths.
  StudyResult fresh = start_result(study);
  fresh.shard = stored.shard;
  fresh.stop = stored.stop;
  fresh.complete = stored.complete;
  ThreadPool pool(study, threads);
  for (std::size_t e = 0; e < stored.ensembles.size(); ++e) {
    fresh.ensembles[e].stop_reason = stored.ensembles[e].stop_reason;
    const std::span<const CellResult> asked = cells_of(stored, e);
    for (const SampleRange& range : pieces_of(asked)) {
      for (const UnitGroup& group : blocks_of(asked, range)) {
        add_outcome(pool.run(e, group, range), e, {group, range}, fresh);
      }
    }
    update_ensemble(fresh, e);
  }
  sort_records(fresh.samples);
  return fresh;
}

std::vector<std::string> faults_of_recount(const Study& study, const StudyResult& stored, int threads) {
  std::vector<std::string> faults;
  for (std::size_t e = 0; e < stored.ensembles.size(); ++e) {
    const StopReason reason = stored.ensembles[e].stop_reason;
    const std::span<const CellResult> cells = cells_of(stored, e);
    if (is_width_reason(reason) && stored.stop.met(counts_of(cells), greatest_end(cells)) != reason)
      faults.push_back("ensemble " + std::to_string(e) + ": its rule " + to_string(reason) +
                       " does not stop it there");
  }
  const StudyResult found = recounted(study, stored, threads);
  const bool with_proofs = study.proofs == Proofs::all;
  for (std::size_t i = 0; i < stored.cells.size(); ++i) {
    for (std::size_t c = 0; c < stored.conditions.size(); ++c) {
      const std::string fault =
          difference(stored.cells[i].tallies[c], found.cells[i].tallies[c], with_proofs);
      if (!fault.empty()) {
        faults.push_back("cell " + std::to_string(i) + ", " + stored.conditions[c] +
                         ": counted from the beginning, it differs in " + fault);
      }
    }
  }
  const bool same_records =
      std::equal(stored.samples.begin(), stored.samples.end(), found.samples.begin(), found.samples.end(),
                 [&](const SampleRecord& a, const SampleRecord& b) { return is_same(a, b, with_proofs); });
  if (!same_records) faults.emplace_back("counted from the beginning, the records of samples are others");
  return faults;
}

std::vector<std::string> faults_of_theory(const Study& study, const StudyResult& stored) {
  std::vector<std::string> faults;
  const StudyResult fresh = start_result(study);
  for (std::size_t i = 0; i < stored.cells.size(); ++i) {
    for (std::size_t c = 0; c < stored.conditions.size(); ++c) {
      if (same_bits(stored.cells[i].theory[c], fresh.cells[i].theory[c])) continue;
      faults.push_back("cell " + std::to_string(i) + ", " + stored.conditions[c] +
                       ": the theory of its margin is not that of its priors");
    }
  }
  return faults;
}

}  // namespace genericity
