#include "sim/store/result_columns.h"

#include <algorithm>
#include <cmath>

#include "sim/priors/joined.h"
#include "sim/statistics/sample_grid.h"
#include "sim/store/coordinate_columns.h"
#include "sim/store/describe_columns.h"
#include "sim/store/description_columns.h"
#include "sim/store/mode_columns.h"
#include "sim/store/parameter_columns.h"
#include "sim/store/tally_columns.h"

namespace genericity {
namespace {

const Axis each_cell = along_list("cell", &StudyResult::cells);
const Axis each_ensemble = along_list("ensemble", &StudyResult::ensembles);

/// The numbers below count(result).
template <class Count>
auto below(Count count) {
  return [count](const StudyResult& result, const auto& visit) {
    for (std::size_t number = 0; number < count(result); ++number) visit(std::as_const(number));
  };
}

ColumnBlock verdict_scale(const char* name, const char* long_name) {
  static const Texts names{"holds", "fails", "undecided"};
  const auto list = [](const StudyResult& /*result*/) -> const Texts& { return names; };
  return along(along_list(name, list), as::texts(name, long_name, itself));
}

/// The conditions, with room in every cell for what it has of each.
ColumnBlock condition_scale() {
  ColumnBlock block = along(along_list("condition", &StudyResult::conditions),
                            as::texts("condition", "condition on the information structure", itself));
  block.put = [put = block.put](std::span<const StoredColumn> columns, StudyResult& result) {
    put(columns, result);
    const auto resize = [&](auto&... lists) { (lists.resize(result.conditions.size()), ...); };
    for (CellResult& cell : result.cells) {
      resize(cell.tallies, cell.samples, cell.low, cell.high, cell.inferred, cell.theory);
      cell.theorem.shares.assign(result.conditions.size(), no_number);
    }
  };
  return block;
}

std::vector<ColumnBlock> scales_of_results(const ResultLayout& layout) {
  const auto margin_bins = [](const StudyResult& /*result*/) { return MarginHistogram::bins; };
  const auto extremes = [](const StudyResult& /*result*/) { return ExtremeMargins::capacity; };
  const auto low = [](std::size_t bin) { return MarginHistogram::lower_edge(bin); };
  const auto high = [](std::size_t bin) { return MarginHistogram::lower_edge(bin + 1); };
  const auto begin = [](std::size_t bin) { return grid_point(bin); };
  const auto end = [](std::size_t bin) { return grid_point(bin + 1); };
  std::vector<ColumnBlock> blocks{
      along(each_cell,
            as::numbers("cell", "number of the cell: one ensemble of priors and one coalition pattern",
                        RowNumber{})),
      condition_scale(),
      along(along_list("condition", &StudyResult::condition_labels),
            since_version_3(as::texts("condition_label", "the condition's name for people", itself))),
      verdict_scale("verdict", "verdict on one prior"),
      along(Axis{"margin_bin", below(margin_bins)},
            as::numbers("margin_bin", "bin of the margins' histogram", itself),
            as::reals("margin_low", "lower edge of the bin, inclusive", low),
            as::reals("margin_high", "upper edge of the bin, exclusive", high)),
      along(Axis{"extreme", below(extremes)},
            as::numbers("extreme", "rank among the positive margins, the least is 0", itself)),
      along(Axis{"trace_bin", below(trace_bins)},
            as::numbers("trace_bin", "bin of the samples' numbers, four a doubling", itself),
            as::numbers("trace_begin", "first sample of the bin", begin),
            as::numbers("trace_end", "sample after the last of the bin", end))};
  if (layout.has_joint) {
    blocks.push_back(verdict_scale("ci_verdict", "verdict on CI"));
    blocks.push_back(verdict_scale("cbdp_verdict", "verdict on CBDP"));
  }
  if (layout.environments > 1) {
    const auto counts = [](const StudyResult& result) { return result.environments + 1; };
    blocks.push_back(along(Axis{"environment_count", below(counts)},
                           as::numbers("environment_count", "number of a prior's environments", itself)));
  }
  return blocks;
}

// What cells say of themselves: some before the parameters of their families, some after.

/// What a cell repeats of its ensemble.
template <class Member>
auto of_ensemble(Member member) {
  return [member](const StudyResult& result, const CellResult& cell) {
    return std::invoke(member, result.ensembles[cell.ensemble]);
  };
}

std::uint64_t agents_of(const EnsembleResult& ensemble) {
  return ensemble.types.size();
}

std::uint64_t count_profiles(const EnsembleResult& ensemble) {
  return profiles_of(ensemble.types);
}

std::uint64_t key_of(const StudyResult& result, const CellResult& cell) {
  return cell_key(result.ensembles[cell.ensemble], cell);
}

ColumnBlock names_of_cells() {
  return along(each_cell,
               as::texts("types", "number of types of each agent", of_ensemble(&EnsembleResult::types)),
               as::texts("pattern", "coalition pattern", &CellResult::pattern),
               as::texts("coalitions", "every coalition of the pattern", &CellResult::coalitions),
               as::texts("prior", "family of priors", of_ensemble(&EnsembleResult::prior)));
}

/// The law of environments, in studies that draw some.
std::vector<ColumnBlock> environments_of_cells(const ResultLayout& layout) {
  if (layout.environments == 0) return {};
  return {along(each_cell,
                as::texts("environment", "law of environments", of_ensemble(&EnsembleResult::environment)))};
}

ColumnBlock facts_of_cells() {
  auto seed = since_version_3(
      as::bits("seed", "seed of the ensemble's random stream", of_ensemble(&EnsembleResult::seed)));
  seed.info.rank = 1;
  return along(
      each_cell, as::counts("agents", "number of agents", of_ensemble(agents_of)),
      as::counts("profiles", "number of type profiles", of_ensemble(count_profiles)),
      as::numbers("ensemble", "number of the ensemble", &CellResult::ensemble), seed,
      as::texts("key", "name of the ensemble's random stream, hexadecimal",
                of_ensemble(&EnsembleResult::key)),
      as::texts("cell_key", "name of the cell whatever study it is in, hexadecimal", key_of),
      as::counts("looks", "looks that the stop rule took at the data", of_ensemble(&EnsembleResult::looks)),
      as::texts("stop_reason", "why sampling stopped; empty while it has not",
                of_ensemble(&EnsembleResult::stop_reason)));
}

double share_of(const Tally& tally) {
  return tally.decided() == 0 ? no_number : tally.share();
}

std::vector<ColumnBlock> estimates() {
  return {
      along(along_units(&CellResult::samples), as::counts("samples", "priors drawn", &SampleRanges::count)),
      along(along_units(&CellResult::tallies),
            as::reals("share", "holds / (holds + fails); NaN when both are 0", share_of)),
      along(along_units(&CellResult::low), as::reals("low", "lower confidence limit of the share", itself)),
      along(along_units(&CellResult::high),
            as::reals("high", "upper confidence limit of the share", itself))};
}

/// What is inferred from the counts of a unit.
ColumnBlock inferences() {
  using U = UnitInference;
  ColumnBlock block = along(
      along_units(&CellResult::inferred),
      as::reals("simultaneous_low", "lower limit, together with all other cells and conditions",
                &U::simultaneous_low),
      as::reals("simultaneous_high", "upper limit, together with all other cells and conditions",
                &U::simultaneous_high),
      as::reals("sequence_low", "lower limit, whatever ended the sampling", &U::sequence_low),
      as::reals("sequence_high", "upper limit, whatever ended the sampling", &U::sequence_high),
      as::reals("tail_exponent", "k of P(0 < margin < e) ~ C e^k, fitted; NaN when not", &U::tail_exponent),
      as::reals("tail_exponent_low", "lower confidence limit of k", &U::tail_exponent_low),
      as::reals("tail_exponent_high", "upper confidence limit of k", &U::tail_exponent_high),
      as::reals("tail_constant", "C, with k as fitted", &U::tail_constant),
      as::reals("codimension", "codimension of failure by theory, 0: all priors fail; NaN when unknown",
                &U::codimension),
      as::reals("theory_exponent", "k by theory; NaN when unknown", &U::theory_exponent),
      as::reals("theory_constant", "C by theory; NaN when unknown", &U::theory_constant),
      as::reals("constant_at_theory", "C, estimated with k by theory", &U::constant_at_theory),
      as::reals("constant_at_theory_low", "its lower confidence limit", &U::constant_at_theory_low),
      as::reals("constant_at_theory_high", "its upper confidence limit", &U::constant_at_theory_high),
      as::counts("tail_size", "least margins that the exponent rests on", &U::tail_size),
      as::counts("tail_straight", "1 if these margins follow a power", &U::tail_straight));
  // One NaN in all files, whatever computed it.
  block.fill = [fill = block.fill](const StudyResult& result, std::span<StoredColumn> columns) {
    fill(result, columns);
    for (StoredColumn& column : columns) {
      if (auto* values = std::get_if<Reals>(&column.values))
        for (double& value : *values) value = std::isnan(value) ? no_number : value;
    }
  };
  return block;
}

/// What theorems say of cells; files of earlier programs lack it.
std::vector<ColumnBlock> theorem_columns(bool has_theorems) {
  if (!has_theorems) return {};
  const auto verdict = [](auto& cell) -> auto& {
    return cell.theorem.verdict;
  };
  const auto reason = [](auto& cell) -> auto& {
    return cell.theorem.reason;
  };
  const auto shares = [](auto& cell) -> auto& {
    return cell.theorem.shares;
  };
  return {along(each_cell,
                as::texts("generic_verdict", "what is proved of CI for the pattern over all priors", verdict),
                as::texts("generic_reason", "why", reason)),
          along(along_units(shares),
                as::reals("proved_share", "share of the law by a theorem, 0 or 1; NaN where none says it",
                          itself))};
}

std::vector<ColumnBlock> joined_blocks(std::initializer_list<std::vector<ColumnBlock>> lists) {
  std::vector<ColumnBlock> blocks;
  for (const std::vector<ColumnBlock>& list : lists) blocks.insert(blocks.end(), list.begin(), list.end());
  return blocks;
}

ColumnBlock sample_columns() {
  const ColumnKind<Octets> flags{"1"};
  return along(
      along_list("record", &StudyResult::samples), as::numbers("record", "number of the record", RowNumber{}),
      as::numbers("cell", "number of the cell in /results", &SampleRecord::cell),
      as::numbers("sample", "number of the sample in its ensemble", &SampleRecord::sample),
      as::bytes("condition", "position in /results/condition", &SampleRecord::condition),
      as::bytes("verdict", "position in /results/verdict: 0 holds, 1 fails, 2 undecided",
                &SampleRecord::verdict),
      flags("certified", "1 if an exactly checked proof carries the verdict", &SampleRecord::certified),
      as::reals("margin", "margin; NaN when not computed", &SampleRecord::margin));
}

std::vector<ColumnBlock> environments_of_samples(const ResultLayout& layout) {
  if (layout.environments == 0) return {};
  return {along(
      along_list("record", &StudyResult::samples),
      as::numbers("environment", "number of the prior's environment; 0 for conditions on the prior alone",
                  &SampleRecord::environment))};
}

std::vector<ColumnBlock> amounts_of_samples(const ResultLayout& layout) {
  if (!layout.has_amounts) return {};
  return {along(along_list("record", &StudyResult::samples),
                as::reals("least_transfer",
                          "least greatest transfer that does, in units of utility; infinite if none does",
                          &SampleRecord::least_transfer),
                as::reals("least_subsidy",
                          "least that must be paid in at the worst profile; infinite if nothing is enough",
                          &SampleRecord::least_subsidy))};
}

std::vector<ColumnBlock> environments_of_ensembles(const ResultLayout& layout) {
  if (layout.environments == 0) return {};
  return {
      along(each_ensemble, as::texts("environment", "law of environments", &EnsembleResult::environment))};
}

ColumnBlock progress_columns() {
  using E = EnsembleResult;
  return along(each_ensemble, as::numbers("ensemble", "number of the ensemble", RowNumber{}),
               as::texts("types", "number of types of each agent", &E::types),
               as::texts("prior", "family of priors", &E::prior),
               since_version_3(as::bits("seed", "seed of the random stream", &E::seed)),
               as::texts("key", "name of the random stream, hexadecimal", &E::key),
               as::counts("looks", "looks that the stop rule took at the data", &E::looks),
               as::texts("stop_reason", "why sampling stopped; empty while it has not", &E::stop_reason));
}

constexpr auto begin_of_range = [](auto& piece) -> auto& {
  return piece.range.begin;
};
constexpr auto end_of_range = [](auto& piece) -> auto& {
  return piece.range.end;
};

/// The ranges of counted samples; a row is one, as a piece without a digest.
ColumnBlock range_columns() {
  const auto rows = [](const StudyResult& result, const auto& visit) {
    for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
      for (std::size_t c = 0; c < result.conditions.size(); ++c) {
        for (const SampleRange& range : result.cells[cell].samples[c].ranges())
          visit(PieceRecord{cell, c, range, 0});
      }
    }
  };
  ColumnBlock block =
      along(Axis{"range", rows}, as::numbers("range", "number of a range of counted samples", RowNumber{}),
            as::numbers("range_cell", "cell of the range", &PieceRecord::cell),
            as::numbers("range_condition", "position in /results/condition", &PieceRecord::condition),
            as::numbers("range_begin", "first sample of the range", begin_of_range),
            as::numbers("range_end", "sample after the last of the range", end_of_range));
  block.put = [](std::span<const StoredColumn> columns, StudyResult& result) {
    const auto value = [&](std::size_t column, std::size_t i) {
      return static_cast<std::uint64_t>(std::get<Integers>(columns[column].values)[i]);
    };
    for (std::size_t i = 0; i < std::get<Integers>(columns.front().values).size(); ++i) {
      const std::uint64_t cell = value(1, i);
      const std::uint64_t condition = value(2, i);
      const SampleRange range{value(3, i), value(4, i)};
      require_of_result(cell < result.cells.size() && condition < result.conditions.size(),
                        "a range of samples names a cell or a condition that does not exist");
      SampleRanges& samples = result.cells[cell].samples[condition];
      require_of_result(range.begin < range.end && (samples.empty() || samples.end() < range.begin),
                        "the ranges of counted samples do not ascend");
      samples.insert(range);
    }
  };
  return block;
}

std::vector<ColumnBlock> diagnostics_columns() {
  return joined_blocks({{along(each_cell, as::numbers("cell", "number of the cell", RowNumber{})),
                         conditions_again("condition on the information structure"),
                         along(along_list("stage", &StudyResult::stages),
                               as::texts("stage", "stage of the decision procedure", itself))},
                        tally_columns(FieldUse::diagnosis, {})});
}

std::vector<ColumnBlock> timing_columns() {
  const ColumnKind<Reals> seconds{"s"};
  return {along(each_ensemble, as::numbers("ensemble", "number of the ensemble", RowNumber{})),
          along(along_list("ensemble", &StudyResult::seconds),
                seconds("ensemble_seconds", "wall-clock time spent", itself))};
}

ColumnBlock piece_columns() {
  return along(along_list("piece", &StudyResult::pieces),
               as::numbers("piece", "number of a range of a piece that was merged", RowNumber{}),
               as::numbers("piece_cell", "cell of the piece", &PieceRecord::cell),
               as::numbers("piece_condition", "position in /results/condition", &PieceRecord::condition),
               as::numbers("piece_begin", "first sample of the range", begin_of_range),
               as::numbers("piece_end", "sample after the last of the range", end_of_range),
               as::bits("piece_digest", "digest of what the piece counts", &PieceRecord::digest));
}

}  // namespace

bool has_theorems(const StudyResult& result) {
  return std::any_of(result.cells.begin(), result.cells.end(),
                     [](const CellResult& cell) { return !cell.theorem.verdict.empty(); });
}

ResultLayout layout_of(const StudyResult& result) {
  return {result.mode,
          joint_places(result.conditions).has_value(),
          has_lists(result),
          has_theorems(result),
          parameter_columns(result),
          result.described,
          coordinate_columns(result),
          result.environments,
          records_amounts(result)};
}

std::vector<ResultTable> result_tables(const ResultLayout& layout) {
  std::vector<ResultTable> tables{
      {"results", joined_blocks({scales_of_results(layout),
                                 {names_of_cells()},
                                 environments_of_cells(layout),
                                 layout.parameters,
                                 {facts_of_cells()},
                                 estimates(),
                                 tally_columns(FieldUse::science, {layout.has_joint, layout.environments > 1,
                                                                   layout.has_amounts}),
                                 {inferences()},
                                 theorem_columns(layout.has_theorems)})},
      {"samples",
       joined_blocks({{sample_columns()},
                      environments_of_samples(layout),
                      amounts_of_samples(layout),
                      description_columns(layout.described),
                      layout.coordinates}),
       "record"},
      {"progress", joined_blocks({{progress_columns()}, environments_of_ensembles(layout)})},
      {"progress", {range_columns()}, "range"},
      {"diagnostics", diagnostics_columns(), "stage"},
      {"provenance", {}},
      {"provenance", timing_columns(), "ensemble_seconds"},
      {"provenance", {piece_columns()}, "piece"}};
  const std::vector<ResultTable> of_mode = mode_tables(layout.mode, layout.has_lists);
  tables.insert(tables.begin() + 2, of_mode.begin(), of_mode.end());
  return tables;
}

std::string coordinates_of(const VariableInfo& info, const ResultTable& table) {
  const std::vector<std::string>& dimensions = info.dimensions;
  if (table.group != "results" || dimensions.size() < 2 || dimensions.front() != "cell") return {};
  std::vector<std::string> names;
  for (const std::string& dimension : dimensions) {
    for (const int rank : {0, 1, 2}) {
      for (const ColumnBlock& block : table.blocks) {
        for (const StoredColumn& column : block.columns) {
          if (column.info.dimensions == std::vector{dimension} && !column.info.is_scale() &&
              column.info.rank == rank)
            names.push_back(column.info.name);
        }
      }
    }
  }
  return joined(names, " ");
}

bool is_left_out(const ResultTable& table, const StudyResult& result) {
  for (const ColumnBlock& block : table.blocks) {
    for (std::size_t c = 0; c < block.columns.size(); ++c) {
      if (block.columns[c].info.name != table.key) continue;
      return block.of(result)[c].size() == 0;
    }
  }
  return false;
}

}  // namespace genericity
