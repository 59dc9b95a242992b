#include "sim/store/result_tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "sim/statistics/sample_grid.h"
#include "sim/store/inference_columns.h"
#include "sim/store/store_error.h"
#include "sim/store/table_tools.h"
#include "sim/store/utf8.h"

namespace genericity {
namespace {

constexpr std::size_t bins = MarginHistogram::bins;

std::vector<int> split_types(std::string_view text) {
  std::vector<int> types;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    require_of_result(error == std::errc() && (next == end || *next == 'x') && next + 1 != end,
                      "'" + std::string(text) + "' is not a type space");
    types.push_back(size);
    at = next == end ? end : next + 1;
  }
  return types;
}

std::string hexadecimal(std::uint64_t value) {
  std::array<char, 16> digits{};
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  const std::string text(static_cast<const char*>(digits.data()), end);
  return std::string(digits.size() - text.size(), '0') + text;
}

std::uint64_t from_hexadecimal(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, value, 16);
  require_of_result(error == std::errc() && next == end && text.size() == 16,
                    "'" + text + "' is not a key of 16 digits");
  return value;
}

/// Readers have made sure that nothing stored is negative.
std::uint64_t count_of(std::int64_t stored) {
  return static_cast<std::uint64_t>(stored);
}

void check_texts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    require_of_result(is_storable_text(text), "a name is not valid UTF-8");
}

void check_shape(const StudyResult& result) {
  require_of_result(!result.cells.empty(), "it has no cells");
  require_of_result(!result.conditions.empty(), "it has no conditions");
  require_of_result(result.conditions.size() <= 256, "it has more than 256 conditions");
  require_of_result(result.condition_labels.size() == result.conditions.size(),
                    "its conditions do not have one label each");
  require_of_result(result.seconds.empty() || result.seconds.size() == result.ensembles.size(),
                    "its timings do not match its ensembles");
  check_texts(result.conditions);
  check_texts(result.condition_labels);
  check_texts(result.stages);
  check_texts({result.title, result.identity});
  require_of_result(result.shard.index < result.shard.count, "its shard does not exist");
  for (const EnsembleResult& ensemble : result.ensembles) check_texts({ensemble.prior});
  const std::size_t conditions = result.conditions.size();
  for (const CellResult& cell : result.cells) {
    require_of_result(cell.ensemble < result.ensembles.size(),
                      "a cell names an ensemble that does not exist");
    require_of_result(cell.tallies.size() == conditions && cell.samples.size() == conditions &&
                          cell.low.size() == conditions && cell.high.size() == conditions &&
                          cell.inferred.size() == conditions && cell.theory.size() == conditions,
                      "a cell does not have one tally and one interval per condition");
    require_of_result(&cell == result.cells.data() || (&cell)[-1].ensemble <= cell.ensemble,
                      "the cells of an ensemble do not stand together");
    check_texts({cell.pattern, cell.coalitions});
    for (const Tally& tally : cell.tallies) {
      require_of_result(tally.stages.empty() || tally.stages.size() == result.stages.size(),
                        "a tally does not count every stage");
      require_of_result(!std::isnan(tally.least.margin), "a least margin is not a number");
    }
  }
  for (const SampleRecord& record : result.samples) {
    require_of_result(
        record.cell < result.cells.size() && record.condition < conditions && record.verdict < verdict_count,
        "a record names a cell, condition or verdict that does not exist");
  }
}

void add_cell(const StudyResult& result, const CellResult& cell, ResultTables& t) {
  const EnsembleResult& ensemble = result.ensembles[cell.ensemble];
  t.types.push_back(types_text(ensemble.types));
  t.pattern.push_back(cell.pattern);
  t.coalitions.push_back(cell.coalitions);
  t.prior.push_back(ensemble.prior);
  t.seed.push_back(ensemble.seed);
  t.key.push_back(hexadecimal(ensemble.key));
  t.stop_reason.push_back(to_string(ensemble.stop_reason));
  t.agents.push_back(static_cast<std::int64_t>(ensemble.types.size()));
  std::int64_t profiles = 1;
  for (const int size : ensemble.types) profiles *= size;
  t.profiles.push_back(profiles);
  t.ensemble.push_back(static_cast<std::int64_t>(cell.ensemble));
  t.cell_key.push_back(hexadecimal(cell_key(ensemble, cell)));
  for (const SampleRanges& samples : cell.samples) t.samples.push_back(stored_count(samples.count()));
  t.looks.push_back(stored_count(ensemble.looks));
  t.low.insert(t.low.end(), cell.low.begin(), cell.low.end());
  t.high.insert(t.high.end(), cell.high.begin(), cell.high.end());
  for (const Tally& tally : cell.tallies) t.share.push_back(tally.decided() == 0 ? no_number : tally.share());
}

/// As many bins as any unit has, but at least one: a dimension of length 0 is of no use to readers.
void add_trace_bins(const StudyResult& result, ResultTables& t) {
  std::size_t trace_bins = 1;
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) trace_bins = std::max(trace_bins, tally.trace.bins().size());
  }
  t.trace_bin = counting<std::int64_t>(trace_bins);
  for (std::size_t bin = 0; bin < trace_bins; ++bin) {
    t.trace_begin.push_back(stored_count(grid_point(bin)));
    t.trace_end.push_back(stored_count(grid_point(bin + 1)));
  }
}

void add_ranges(const StudyResult& result, ResultTables& t) {
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t condition = 0; condition < result.conditions.size(); ++condition) {
      for (const SampleRange& range : result.cells[cell].samples[condition].ranges()) {
        t.range_cell.push_back(static_cast<std::int64_t>(cell));
        t.range_condition.push_back(static_cast<std::int64_t>(condition));
        t.range_begin.push_back(stored_count(range.begin));
        t.range_end.push_back(stored_count(range.end));
      }
    }
  }
  t.range = counting<std::int64_t>(t.range_cell.size());
}

void rebuild_ensembles(const ResultTables& t, StudyResult& result) {
  for (std::size_t i = 0; i < t.progress_ensemble.size(); ++i) {
    EnsembleResult& ensemble = result.ensembles.emplace_back();
    ensemble.types = split_types(t.progress_types[i]);
    ensemble.prior = t.progress_prior[i];
    if (t.version >= 3) ensemble.seed = t.progress_seed[i];
    ensemble.key = from_hexadecimal(t.progress_key[i]);
    ensemble.looks = count_of(t.progress_looks[i]);
    ensemble.stop_reason = stored_state<StopReason>("stop_reason", t.progress_stop_reason[i]);
  }
}

void rebuild_ranges(const ResultTables& t, StudyResult& result) {
  for (std::size_t i = 0; i < t.range_cell.size(); ++i) {
    const std::uint64_t cell = count_of(t.range_cell[i]);
    const std::uint64_t condition = count_of(t.range_condition[i]);
    const SampleRange range{count_of(t.range_begin[i]), count_of(t.range_end[i])};
    require_of_result(cell < result.cells.size() && condition < result.conditions.size(),
                      "a range of samples names a cell or a condition that does not exist");
    SampleRanges& samples = result.cells[cell].samples[condition];
    require_of_result(range.begin < range.end && (samples.empty() || samples.end() < range.begin),
                      "the ranges of counted samples do not ascend");
    samples.insert(range);
  }
}

void rebuild_records(const ResultTables& t, StudyResult& result) {
  for (std::size_t i = 0; i < t.record_cell.size(); ++i) {
    result.samples.push_back({count_of(t.record_cell[i]), count_of(t.record_sample[i]), t.record_condition[i],
                              t.record_verdict[i], t.record_certified[i], t.record_margin[i]});
  }
}

void rebuild_pieces(const ResultTables& t, StudyResult& result) {
  for (std::size_t i = 0; i < t.piece.size(); ++i) {
    const PieceRecord piece{count_of(t.piece_cell[i]),
                            count_of(t.piece_condition[i]),
                            {count_of(t.piece_begin[i]), count_of(t.piece_end[i])},
                            t.piece_digest[i]};
    require_of_result(piece.cell < result.cells.size() && piece.condition < result.conditions.size() &&
                          piece.range.begin < piece.range.end,
                      "a piece names a cell, condition or range that does not exist");
    result.pieces.push_back(piece);
  }
}

}  // namespace

ResultTables make_tables(const StudyResult& result) {
  check_shape(result);
  ResultTables t;
  t.cell = counting<std::int64_t>(result.cells.size());
  t.condition = result.conditions;
  t.condition_label = result.condition_labels;
  t.verdict = {"holds", "fails", "undecided"};
  t.margin_bin = counting<std::int64_t>(bins);
  for (std::size_t bin = 0; bin < bins; ++bin) {
    t.margin_low.push_back(MarginHistogram::lower_edge(bin));
    t.margin_high.push_back(MarginHistogram::lower_edge(bin + 1));
  }
  t.stage = result.stages;
  for (const CellResult& cell : result.cells) add_cell(result, cell, t);
  t.parameters = make_parameter_columns(result);
  t.extreme = counting<std::int64_t>(ExtremeMargins::capacity);
  add_trace_bins(result, t);
  t.has_joint = joint_places(result.conditions).has_value();
  if (t.has_joint) t.ci_verdict = t.cbdp_verdict = t.verdict;
  t.counts = make_tally_columns(result, t.trace_bin.size());
  add_inferences(result, t);
  t.record = counting<std::int64_t>(result.samples.size());
  for (const SampleRecord& record : result.samples) {
    t.record_cell.push_back(stored_count(record.cell));
    t.record_sample.push_back(stored_count(record.sample));
    t.record_condition.push_back(record.condition);
    t.record_verdict.push_back(record.verdict);
    t.record_certified.push_back(record.certified);
    t.record_margin.push_back(record.margin);
  }
  t.progress_ensemble = counting<std::int64_t>(result.ensembles.size());
  for (const EnsembleResult& ensemble : result.ensembles) {
    t.progress_types.push_back(types_text(ensemble.types));
    t.progress_prior.push_back(ensemble.prior);
    t.progress_seed.push_back(ensemble.seed);
    t.progress_key.push_back(hexadecimal(ensemble.key));
    t.progress_looks.push_back(stored_count(ensemble.looks));
    t.progress_stop_reason.push_back(to_string(ensemble.stop_reason));
  }
  add_ranges(result, t);
  t.seconds = result.seconds;
  t.piece = counting<std::int64_t>(result.pieces.size());
  for (const PieceRecord& piece : result.pieces) {
    t.piece_cell.push_back(stored_count(piece.cell));
    t.piece_condition.push_back(stored_count(piece.condition));
    t.piece_begin.push_back(stored_count(piece.range.begin));
    t.piece_end.push_back(stored_count(piece.range.end));
    t.piece_digest.push_back(piece.digest);
  }
  return t;
}

StudyResult rebuild_result(const ResultTables& t) {
  StudyResult result;
  result.conditions = t.condition;
  result.condition_labels = t.version >= 3 ? t.condition_label : t.condition;
  result.stages = t.stage;
  rebuild_ensembles(t, result);
  const std::size_t conditions = t.condition.size();
  for (std::size_t i = 0; i < t.cell.size(); ++i) {
    CellResult& cell = result.cells.emplace_back();
    cell.ensemble = count_of(t.ensemble[i]);
    cell.pattern = t.pattern[i];
    cell.coalitions = t.coalitions[i];
    const auto first = static_cast<std::ptrdiff_t>(i * conditions);
    const auto last = static_cast<std::ptrdiff_t>((i + 1) * conditions);
    cell.low.assign(t.low.begin() + first, t.low.begin() + last);
    cell.high.assign(t.high.begin() + first, t.high.begin() + last);
    cell.tallies.resize(conditions);
    cell.samples.resize(conditions);
  }
  rebuild_parameters(t.parameters, result);
  rebuild_tallies(t.counts, t.trace_bin.size(), result);
  rebuild_inferences(t, result);
  rebuild_ranges(t, result);
  for (std::size_t i = 0; i < result.ensembles.size(); ++i) {
    result.ensembles[i].samples = common_samples(cells_of(std::as_const(result), i)).count();
  }
  rebuild_records(t, result);
  result.seconds = t.seconds;
  rebuild_pieces(t, result);
  return result;
}

}  // namespace genericity
