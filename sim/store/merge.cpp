#include "sim/store/merge.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "sim/store/science_digest.h"
#include "sim/store/store_error.h"
#include "sim/study/driver.h"
#include "sim/study/inference.h"
#include "sim/study/placement.h"
#include "sim/study/same_study.h"
#include "sim/study/stage_names.h"

namespace genericity {
namespace {

/// More pieces are not kept: their list would outgrow the science. Overlap with such a result is then
/// recognised by its samples alone.
constexpr std::size_t most_pieces = 4'000'000;

auto record_order(const SampleRecord& record) {
  return std::tuple(record.cell, record.sample, record.condition, record.environment);
}

}  // namespace

void ResultMerger::add(const StudyResult& input, const std::string& name) {
  if (sum_ && sum_->stages != input.stages) {
    const std::vector<std::string> stages = united_stages(sum_->stages, input.stages);
    count_by_stages(*sum_, stages);
    if (input.stages != stages) {
      StudyResult renamed = input;
      count_by_stages(renamed, stages);
      return add(renamed, name);
    }
  }
  if (input.mode != StudyMode::sample) {
    throw StoreError("cannot merge '" + name + "': it is of mode " + to_string(input.mode) +
                     ", and only samples can be united");
  }
  if (sum_ && !has_layout_of(input)) return add(placed(input, name), name);
  const std::uint32_t number = next_input_++;
  if (round_ == Round::all) {
    if (!sum_) start(input);
    names_.push_back(name);
    require_same_study(input, name);
    note_pieces(input);
    // Files of version 2 do not say them.
    for (std::size_t e = 0; e < input.ensembles.size(); ++e) {
      if (sum_->ensembles[e].parameters.empty())
        sum_->ensembles[e].parameters = input.ensembles[e].parameters;
      add_coordinates(input.ensembles[e].coordinates, sum_->ensembles[e].coordinates);
    }
    // Nor what is proved of the cells, which earlier programs did not say.
    for (std::size_t i = 0; i < input.cells.size(); ++i)
      keep_stronger(input.cells[i].theorem, sum_->cells[i].theorem);
    if (!(input.shard == sum_->shard)) sum_->shard = {};
    for (std::size_t e = 0; e < reasons_.size(); ++e) {
      const EnsembleResult& ensemble = input.ensembles[e];
      const auto rank = [](const Reason& reason) {
        return std::tuple(reason.samples, to_string(reason.stop));
      };
      const Reason reason{ensemble.samples, ensemble.stop_reason, input.shard};
      if (number == 0 || rank(reason) > rank(reasons_[e])) reasons_[e] = reason;
    }
    const auto history = input.provenance.find("shards");
    if (history != input.provenance.end()) histories_.push_back(history->second);
  }
  if (round_ == Round::comparison) {
    compare(input, number);
  } else {
    accumulate(input, number);
  }
}

bool ResultMerger::has_layout_of(const StudyResult& input) const {
  const auto same_ensemble = [](const EnsembleResult& a, const EnsembleResult& b) {
    return a.key == b.key && a.seed == b.seed;
  };
  const auto same_cell = [](const CellResult& a, const CellResult& b) {
    return a.ensemble == b.ensemble && a.coalitions == b.coalitions;
  };
  return input.identity == sum_->identity &&
         std::equal(input.ensembles.begin(), input.ensembles.end(), sum_->ensembles.begin(),
                    sum_->ensembles.end(), same_ensemble) &&
         std::equal(input.cells.begin(), input.cells.end(), sum_->cells.begin(), sum_->cells.end(),
                    same_cell);
}

StudyResult ResultMerger::placed(const StudyResult& input, const std::string& name) {
  if (!empty_) {
    empty_ = *sum_;
    clear_counts(*empty_);
  }
  const auto refuse = [&](const std::string& difference) {
    throw StoreError("cannot merge '" + name + "' with '" + names_.front() +
                     "': neither asks for all that the other asks for; " + difference);
  };
  if (const std::string fault = fault_of_ci_margins(input); !fault.empty())
    throw StoreError("cannot merge '" + name + "': " + fault);
  if (const auto difference = difference_of_counting(*sum_, input)) {
    throw StoreError("cannot merge '" + name + "' with '" + names_.front() + "': they differ in " +
                     difference->what);
  }
  StudyResult result = placed_in(*empty_, input, refuse);
  if (!asks_for_part_of(input.identity, sum_->identity))
    refuse("they differ in the ensembles and patterns of their studies");
  result.title = input.title;
  result.stop = input.stop;
  result.shard = input.shard;
  result.provenance = input.provenance;
  for (std::size_t e = 0; e < result.ensembles.size(); ++e)
    result.ensembles[e].samples = common_samples(cells_of(std::as_const(result), e)).count();
  return result;
}

void ResultMerger::clear_counts(StudyResult& result) {
  result.samples.clear();
  result.pieces.clear();
  result.seconds.assign(result.ensembles.size(), 0.0);
  for (EnsembleResult& ensemble : result.ensembles) {
    if (ensemble.stop_reason != StopReason::excluded) ensemble.stop_reason = StopReason::none;
  }
  for (CellResult& cell : result.cells) {
    for (Tally& tally : cell.tallies) {
      const std::size_t stages = tally.stages.size();
      tally = Tally{};
      tally.stages.resize(stages);
    }
    for (SampleRanges& samples : cell.samples) samples = {};
  }
}

void ResultMerger::start(const StudyResult& first) {
  sum_ = first;
  clear_counts(*sum_);
  reasons_.resize(first.ensembles.size());
}

void ResultMerger::require_same_study(const StudyResult& input, const std::string& name) const {
  if (const std::string fault = fault_of_ci_margins(input); !fault.empty())
    throw StoreError("cannot merge '" + name + "': " + fault);
  if (const auto difference = difference_of_studies(*sum_, input)) {
    throw StoreError("cannot merge '" + name + "' with '" + names_.front() + "': they differ in " +
                     difference->what);
  }
  for (std::size_t i = 0; i < input.cells.size(); ++i) {
    const CellResult& cell = input.cells[i];
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      if (cell.tallies[c].samples() ==
          cell.samples[c].count() * verdicts_of_sample(input, input.conditions[c]))
        continue;
      throw StoreError("cannot merge '" + name +
                       "': its counts of verdicts do not add up to its samples, in cell " +
                       std::to_string(i));
    }
  }
}

void ResultMerger::note_pieces(const StudyResult& input) {
  const auto number = static_cast<std::uint32_t>(names_.size() - 1);
  const std::size_t conditions = input.conditions.size();
  const std::vector<std::uint64_t> digests = unit_digests(input);
  std::vector<SampleRanges> listed(digests.size());
  for (const PieceRecord& piece : input.pieces) {
    const std::size_t unit = piece.cell * conditions + piece.condition;
    listed[unit].insert(piece.range);
    pieces_.push_back({static_cast<std::uint32_t>(unit), number, piece.range, piece.digest});
  }
  for (std::size_t unit = 0; unit < digests.size(); ++unit) {
    const SampleRanges& samples = input.cells[unit / conditions].samples[unit % conditions];
    if (listed[unit] == samples) continue;
    if (!listed[unit].empty())
      throw StoreError("cannot merge '" + names_.back() + "': its list of pieces does not fit its samples");
    for (const SampleRange& range : samples.ranges())
      pieces_.push_back({static_cast<std::uint32_t>(unit), number, range, digests[unit]});
  }
}

void ResultMerger::accumulate(const StudyResult& input, std::uint32_t number) {
  const std::size_t conditions = input.conditions.size();
  const auto is_left_out = [&](std::size_t unit) {
    return round_ == Round::chosen && !left_out_[number].empty() && left_out_[number][unit];
  };
  for (std::size_t unit = 0; unit < input.cells.size() * conditions; ++unit) {
    if (is_left_out(unit)) continue;
    const CellResult& cell = input.cells[unit / conditions];
    CellResult& total = sum_->cells[unit / conditions];
    total.tallies[unit % conditions].merge(cell.tallies[unit % conditions]);
    total.samples[unit % conditions].insert(cell.samples[unit % conditions]);
  }
  for (const SampleRecord& record : input.samples) {
    if (!is_left_out(record.cell * conditions + record.condition)) sum_->samples.push_back(record);
  }
  for (std::size_t e = 0; e < input.seconds.size(); ++e) sum_->seconds[e] += input.seconds[e];
}

bool ResultMerger::again() {
  next_input_ = 0;
  if (!sum_ || round_ == Round::comparison) return false;
  const auto any = [](const auto& lists) {
    return std::any_of(lists.begin(), lists.end(), [](const auto& list) { return !list.empty(); });
  };
  if (round_ == Round::all) {
    choose();
    if (!any(left_out_)) return false;
    const StudyResult empty = std::move(*sum_);
    const std::vector<Reason> reasons = reasons_;
    start(empty);
    reasons_ = reasons;
    round_ = Round::chosen;
    return true;
  }
  sort_records(sum_->samples);
  round_ = Round::comparison;
  return any(to_compare_);
}

void ResultMerger::choose() {
  std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
    return std::tie(a.unit, a.range.begin, a.range.end, a.digest, a.input) <
           std::tie(b.unit, b.range.begin, b.range.end, b.digest, b.input);
  });
  left_out_.assign(names_.size(), {});
  to_compare_.assign(names_.size(), {});
  for (std::size_t begin = 0; begin < pieces_.size();) {
    std::size_t end = begin + 1;
    bool overlap = false;
    while (end < pieces_.size() && pieces_[end].unit == pieces_[begin].unit) {
      overlap = overlap || pieces_[end].range.begin < pieces_[end - 1].range.end;
      ++end;
    }
    if (overlap) choose_unit(begin, end);
    begin = end;
  }
}

void ResultMerger::choose_unit(std::size_t begin, std::size_t end) {
  struct Candidate {
    std::uint32_t input = 0;
    SampleRanges samples;
    std::vector<Piece> pieces;
  };
  std::vector<Piece> sorted(pieces_.begin() + static_cast<std::ptrdiff_t>(begin),
                            pieces_.begin() + static_cast<std::ptrdiff_t>(end));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Piece& a, const Piece& b) { return a.input < b.input; });
  std::vector<Candidate> candidates;
  for (const Piece& piece : sorted) {
    if (candidates.empty() || candidates.back().input != piece.input)
      candidates.push_back({piece.input, {}, {}});
    candidates.back().samples.insert(piece.range);
    candidates.back().pieces.push_back(piece);
  }
  // Those with the most samples first, then by what they hold: the order of the inputs must not show.
  const auto rank = [](const Candidate& candidate) {
    std::vector<std::uint64_t> numbers{~candidate.samples.count()};
    for (const Piece& piece : candidate.pieces)
      numbers.insert(numbers.end(), {piece.range.begin, piece.range.end, piece.digest});
    return numbers;
  };
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) { return rank(a) < rank(b); });
  SampleRanges taken;
  std::vector<Piece> kept;
  const std::uint32_t unit = sorted.front().unit;
  for (const Candidate& candidate : candidates) {
    if (!taken.overlaps(candidate.samples)) {
      taken.insert(candidate.samples);
      kept.insert(kept.end(), candidate.pieces.begin(), candidate.pieces.end());
      continue;
    }
    if (!taken.contains(candidate.samples)) {
      const auto other = std::find_if(kept.begin(), kept.end(), [&](const Piece& piece) {
        return candidate.samples.overlaps(SampleRanges(piece.range));
      });
      throw StoreError("cannot merge '" + names_[candidate.input] + "' with '" + names_[other->input] +
                       "': they share the samples " + candidate.samples.common(taken).to_string() + " of " +
                       unit_text(unit) +
                       ", and what only one of them has cannot be taken apart from these; "
                       "merge the files that they were made from");
    }
    bool matched = true;
    for (const Piece& piece : candidate.pieces) {
      const auto same_range = [&](const Piece& other) { return other.range == piece.range; };
      const auto twin = std::find_if(kept.begin(), kept.end(), same_range);
      if (twin == kept.end()) {
        matched = false;
      } else if (twin->digest != piece.digest) {
        throw StoreError("cannot merge '" + names_[candidate.input] + "' with '" + names_[twin->input] +
                         "': they count different things for the same samples " +
                         SampleRanges(piece.range).to_string() + " of " + unit_text(unit));
      }
    }
    if (!matched) to_compare_[candidate.input].push_back(unit);
    if (left_out_[candidate.input].empty())
      left_out_[candidate.input].resize(sum_->cells.size() * sum_->conditions.size());
    left_out_[candidate.input][unit] = true;
  }
}

void ResultMerger::compare(const StudyResult& input, std::uint32_t number) const {
  const std::size_t conditions = input.conditions.size();
  std::set<std::uint64_t> units;
  for (const std::uint32_t unit : to_compare_[number]) {
    units.insert(unit);
    const Tally& part = input.cells[unit / conditions].tallies[unit % conditions];
    if (part.is_possible_part_of(sum_->cells[unit / conditions].tallies[unit % conditions])) continue;
    throw StoreError("cannot merge '" + names_[number] +
                     "': its counts contradict those of others for the same samples of " + unit_text(unit));
  }
  for (const SampleRecord& record : input.samples) {
    if (!units.contains(record.cell * conditions + record.condition)) continue;
    const auto place = std::lower_bound(
        sum_->samples.begin(), sum_->samples.end(), record,
        [](const SampleRecord& a, const SampleRecord& b) { return record_order(a) < record_order(b); });
    if (place != sum_->samples.end() && record_order(*place) == record_order(record) &&
        place->verdict == record.verdict && place->certified == record.certified)
      continue;
    throw StoreError("cannot merge '" + names_[number] + "': its record of sample " +
                     std::to_string(record.sample) + " contradicts those of others");
  }
}

std::string ResultMerger::unit_text(std::uint32_t unit) const {
  const std::size_t conditions = sum_->conditions.size();
  return "cell " + std::to_string(unit / conditions) + ", " + sum_->conditions[unit % conditions];
}

void ResultMerger::set_reasons() {
  sum_->complete = true;
  for (std::size_t e = 0; e < sum_->ensembles.size(); ++e) {
    update_ensemble(*sum_, e);
    EnsembleResult& ensemble = sum_->ensembles[e];
    if (ensemble.stop_reason == StopReason::excluded) continue;
    const Reason& reason = reasons_[e];
    const SampleRange asked = asked_part(*sum_, ensemble);
    const bool known = reason.samples == ensemble.samples && reason.shard == sum_->shard;
    const bool has_all = common_samples(cells_of(std::as_const(*sum_), e)).contains(SampleRanges(asked));
    ensemble.stop_reason = known && is_width_reason(reason.stop) ? reason.stop
                           : has_all && ensemble.population > 0 && asked.end == ensemble.population
                               ? StopReason::all
                           : has_all ? StopReason::samples
                           : known   ? reason.stop
                                     : StopReason::none;
    sum_->complete = sum_->complete && is_end(ensemble.stop_reason, *sum_);
  }
}

StudyResult ResultMerger::finish() {
  if (!sum_) throw StoreError("there is nothing to merge");
  set_reasons();
  sort_records(sum_->samples);
  // A unit of one piece needs no list.
  const auto conditions = static_cast<std::uint32_t>(sum_->conditions.size());
  for (std::size_t begin = 0; begin < pieces_.size();) {
    std::size_t end = begin;
    std::set<std::uint64_t> digests;
    while (end < pieces_.size() && pieces_[end].unit == pieces_[begin].unit) {
      const Piece& piece = pieces_[end++];
      if (left_out_[piece.input].empty() || !left_out_[piece.input][piece.unit]) digests.insert(piece.digest);
    }
    for (; begin < end; ++begin) {
      const Piece& piece = pieces_[begin];
      if (digests.size() < 2 || (!left_out_[piece.input].empty() && left_out_[piece.input][piece.unit]))
        continue;
      sum_->pieces.push_back({piece.unit / conditions, piece.unit % conditions, piece.range, piece.digest});
    }
  }
  if (sum_->pieces.size() > most_pieces) sum_->pieces.clear();
  // What each run says of itself, once, in an order that does not depend on that of the inputs.
  std::set<std::string> lines;
  for (const std::string& history : histories_) {
    for (std::size_t at = 0; at < history.size();) {
      const std::size_t stop = std::min(history.find('\n', at), history.size());
      lines.insert(history.substr(at, stop - at));
      at = stop + 1;
    }
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (!text.empty()) sum_->provenance["shards"] = text;
  return std::move(*sum_);
}

std::string array_text(const std::vector<std::uint64_t>& numbers) {
  SampleRanges ranges;
  for (const std::uint64_t number : numbers) ranges.insert({number, number + 1});
  return ranges.to_string();
}

}  // namespace genericity
