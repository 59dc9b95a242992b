#include "sim/study/result.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "core/conditions/condition.h"
#include "sim/random/hash.h"

namespace genericity {

bool records_margins(const AskedStudy& asked, const std::string& condition) {
  const std::optional<Condition> known = condition_named(condition);
  if (asked.mode == StudyMode::tail || !known || !info(*known).has_margin_in_studies) return false;
  switch (info(*known).margin) {
    case MarginKind::distance:
      return asked.margins != RecordMargins::none;
    case MarginKind::transfers:
      return asked.margins == RecordMargins::all;
  }
  return false;
}

bool records_amounts(const AskedStudy& asked) {
  return asked.environments > 0 && asked.margins == RecordMargins::all;
}

bool is_on_environments(const std::string& condition) {
  const std::optional<Condition> known = condition_named(condition);
  return known && info(*known).needs_environment;
}

std::uint64_t verdicts_of_sample(const AskedStudy& asked, const std::string& condition) {
  return is_on_environments(condition) ? asked.environments : 1;
}

std::optional<JointPlaces> joint_places(const std::vector<std::string>& conditions) {
  const auto place = [&](Condition condition) {
    const auto found = std::find(conditions.begin(), conditions.end(), info(condition).key);
    return static_cast<std::size_t>(found - conditions.begin());
  };
  const JointPlaces places{place(Condition::ci), place(Condition::cbdp)};
  if (std::max(places.ci, places.cbdp) == conditions.size()) return {};
  return places;
}

std::uint64_t unknown_margins(const StudyResult& result, const CellResult& cell, std::size_t condition) {
  if (!records_margins(result, result.conditions[condition])) return 0;
  const Tally& tally = cell.tallies[condition];
  return tally.decided() - std::min(tally.decided(), tally.margins.total());
}

namespace {

template <class Result>
auto find_cells(Result& result, std::size_t ensemble) {
  const auto is_earlier = [](const CellResult& cell, std::size_t number) { return cell.ensemble < number; };
  const auto first = std::lower_bound(result.cells.begin(), result.cells.end(), ensemble, is_earlier);
  const auto last = std::lower_bound(first, result.cells.end(), ensemble + 1, is_earlier);
  return std::span(first, last);
}

}  // namespace

std::span<CellResult> cells_of(StudyResult& result, std::size_t ensemble) {
  return find_cells(result, ensemble);
}

std::span<const CellResult> cells_of(const StudyResult& result, std::size_t ensemble) {
  return find_cells(result, ensemble);
}

std::vector<ShareCounts> counts_of(std::span<const CellResult> cells) {
  std::vector<ShareCounts> counts;
  for (const CellResult& cell : cells) {
    for (const Tally& tally : cell.tallies) {
      counts.push_back({tally.verdicts[0], tally.verdicts[1], tally.verdicts[2]});
    }
  }
  return counts;
}

bool is_list(const StudyResult& result, const EnsembleResult& ensemble) {
  return result.mode == StudyMode::sample && ensemble.population > 0;
}

bool has_lists(const StudyResult& result) {
  return std::any_of(result.ensembles.begin(), result.ensembles.end(),
                     [&](const EnsembleResult& ensemble) { return is_list(result, ensemble); });
}

std::uint64_t asked_samples(const StudyResult& result, const EnsembleResult& ensemble) {
  return ensemble.population > 0 ? std::min(result.stop.samples, ensemble.population) : result.stop.samples;
}

SampleRange asked_part(const StudyResult& result, const EnsembleResult& ensemble) {
  const std::uint64_t all = asked_samples(result, ensemble);
  const SampleRange part = result.shard.of(result.stop.samples);
  return {std::min(part.begin, all), std::min(part.end, all)};
}

void add_coordinates(const std::vector<PriorCoordinate>& more, std::vector<PriorCoordinate>& known) {
  for (const PriorCoordinate& coordinate : more) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const PriorCoordinate& mine) { return mine.key == coordinate.key; });
    if (found == known.end()) {
      known.push_back(coordinate);
      continue;
    }
    found->values.resize(std::max(found->values.size(), coordinate.values.size()),
                         std::numeric_limits<double>::quiet_NaN());
    for (std::size_t sample = 0; sample < coordinate.values.size(); ++sample)
      if (std::isnan(found->values[sample])) found->values[sample] = coordinate.values[sample];
  }
}

std::uint64_t greatest_end(std::span<const CellResult> cells) {
  std::uint64_t most = 0;
  for (const CellResult& cell : cells) {
    for (const SampleRanges& samples : cell.samples) most = std::max(most, samples.end());
  }
  return most;
}

SampleRanges common_samples(std::span<const CellResult> cells) {
  if (cells.empty()) return {};
  SampleRanges common = cells.front().samples.front();
  for (const CellResult& cell : cells) {
    for (const SampleRanges& samples : cell.samples) {
      if (!(samples == common)) common = common.common(samples);
    }
  }
  return common;
}

bool same_description(const SampleRecord& first, const SampleRecord& second) {
  return std::equal(first.description.begin(), first.description.end(), second.description.begin(),
                    second.description.end(), [](double a, double b) { return same_bits(a, b); });
}

void sort_records(std::vector<SampleRecord>& records) {
  std::sort(records.begin(), records.end(), [](const SampleRecord& a, const SampleRecord& b) {
    return std::tie(a.cell, a.sample, a.condition, a.environment) <
           std::tie(b.cell, b.sample, b.condition, b.environment);
  });
}

std::uint64_t cell_key(const EnsembleResult& ensemble, const CellResult& cell) {
  return hash_text(types_text(ensemble.types) + "|" + ensemble.law() + "|" + cell.coalitions);
}

std::size_t profiles_of(const std::vector<int>& types) {
  std::size_t profiles = 1;
  for (const int size : types) profiles *= static_cast<std::size_t>(size);
  return profiles;
}

std::optional<std::vector<int>> parse_types(std::string_view text) {
  std::vector<int> types;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error != std::errc() || (next != end && (*next != 'x' || next + 1 == end))) return {};
    types.push_back(size);
    at = next == end ? end : next + 1;
  }
  return types;
}

std::string types_text(const std::vector<int>& types) {
  std::string text;
  for (const int size : types) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

}  // namespace genericity
