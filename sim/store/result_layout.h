#pragma once

#include <string>

#include "sim/store/result_tables.h"
#include "sim/store/variable_info.h"

namespace genericity {

/// The version of the format that this program writes, and the oldest one that it reads.
constexpr std::int64_t format_version = 3;
constexpr std::int64_t oldest_format_version = 2;
constexpr const char* format_name = "genericity-result";

// Each function below visits the columns of one group in the file's order, as visit(VariableInfo, column).
// `Tables` is ResultTables, const for writing.

/// The coordinates of the cells, as the CF convention's attribute lists them.
template <class Tables>
std::string cell_coordinates(const Tables& t) {
  std::string names =
      "types pattern coalitions prior agents profiles ensemble key cell_key looks stop_reason";
  if (t.version >= 3) names += " seed";
  for (const ParameterColumn& column : t.parameters) names += " " + column.info.name;
  return names;
}

/// The coordinates along the dimensions of data over cells.
template <class Tables>
std::string coordinates_of(const Tables& t, const std::vector<std::string>& dimensions) {
  std::string names = cell_coordinates(t);
  for (const std::string& dimension : dimensions) {
    if (dimension == "condition" && t.version >= 3) names += " condition_label";
    if (dimension == "margin_bin") names += " margin_low margin_high";
    if (dimension == "trace_bin") names += " trace_begin trace_end";
  }
  return names;
}

/// The columns of the tallies that are science, or those that are diagnoses.
template <class Tables, class Visit>
void visit_counts(Tables& t, FieldUse use, const Visit& visit) {
  for (auto& column : t.counts) {
    if (column.use != use) continue;
    VariableInfo info = column.info;
    if (use == FieldUse::science) info.coordinates = coordinates_of(t, info.dimensions);
    std::visit([&](auto& values) { visit(info, values); }, column.values);
  }
}

template <class Tables, class Visit>
void visit_inferred(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  const std::string cell = coordinates_of(t, {"condition"});
  for (std::size_t k = 0; k < inferred_quantities().size(); ++k) {
    const InferredQuantity& quantity = inferred_quantities()[k];
    visit(Info{quantity.name, {"cell", "condition"}, quantity.long_name, "1", cell}, t.inferred[k]);
  }
  visit(Info{"tail_size", {"cell", "condition"}, "least margins that the exponent rests on", "1", cell},
        t.tail_size);
  visit(Info{"tail_straight", {"cell", "condition"}, "1 if these margins follow a power", "1", cell},
        t.tail_straight);
}

template <class Tables, class Visit>
void visit_results(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(
      Info{"cell", {"cell"}, "number of the cell: one ensemble of priors and one coalition pattern", "", ""},
      t.cell);
  visit(Info{"condition", {"condition"}, "condition on the information structure", "", ""}, t.condition);
  if (t.version >= 3)
    visit(Info{"condition_label", {"condition"}, "the condition's name for people", "", ""},
          t.condition_label);
  visit(Info{"verdict", {"verdict"}, "verdict on one prior", "", ""}, t.verdict);
  visit(Info{"margin_bin", {"margin_bin"}, "bin of the margins' histogram", "", ""}, t.margin_bin);
  visit(Info{"margin_low", {"margin_bin"}, "lower edge of the bin, inclusive", "1", ""}, t.margin_low);
  visit(Info{"margin_high", {"margin_bin"}, "upper edge of the bin, exclusive", "1", ""}, t.margin_high);
  visit(Info{"extreme", {"extreme"}, "rank among the positive margins, the least is 0", "", ""}, t.extreme);
  visit(Info{"trace_bin", {"trace_bin"}, "bin of the samples' numbers, four a doubling", "", ""},
        t.trace_bin);
  visit(Info{"trace_begin", {"trace_bin"}, "first sample of the bin", "", ""}, t.trace_begin);
  visit(Info{"trace_end", {"trace_bin"}, "sample after the last of the bin", "", ""}, t.trace_end);
  if (t.has_joint) {
    visit(Info{"ci_verdict", {"ci_verdict"}, "verdict on CI", "", ""}, t.ci_verdict);
    visit(Info{"cbdp_verdict", {"cbdp_verdict"}, "verdict on CBDP", "", ""}, t.cbdp_verdict);
  }
  visit(Info{"types", {"cell"}, "number of types of each agent", "", ""}, t.types);
  visit(Info{"pattern", {"cell"}, "coalition pattern", "", ""}, t.pattern);
  visit(Info{"coalitions", {"cell"}, "every coalition of the pattern", "", ""}, t.coalitions);
  visit(Info{"prior", {"cell"}, "family of priors", "", ""}, t.prior);
  for (auto& column : t.parameters) {
    std::visit([&](auto& values) { visit(column.info, values); }, column.values);
  }
  visit(Info{"agents", {"cell"}, "number of agents", "1", ""}, t.agents);
  visit(Info{"profiles", {"cell"}, "number of type profiles", "1", ""}, t.profiles);
  visit(Info{"ensemble", {"cell"}, "number of the ensemble", "", ""}, t.ensemble);
  if (t.version >= 3) visit(Info{"seed", {"cell"}, "seed of the ensemble's random stream", "", ""}, t.seed);
  visit(Info{"key", {"cell"}, "name of the ensemble's random stream, hexadecimal", "", ""}, t.key);
  visit(Info{"cell_key", {"cell"}, "name of the cell whatever study it is in, hexadecimal", "", ""},
        t.cell_key);
  visit(Info{"looks", {"cell"}, "looks that the stop rule took at the data", "1", ""}, t.looks);
  visit(Info{"stop_reason", {"cell"}, "why sampling stopped; empty while it has not", "", ""}, t.stop_reason);
  const std::string cell = coordinates_of(t, {"condition"});
  visit(Info{"samples", {"cell", "condition"}, "priors drawn", "1", cell}, t.samples);
  visit(Info{"share", {"cell", "condition"}, "holds / (holds + fails); NaN when both are 0", "1", cell},
        t.share);
  visit(Info{"low", {"cell", "condition"}, "lower confidence limit of the share", "1", cell}, t.low);
  visit(Info{"high", {"cell", "condition"}, "upper confidence limit of the share", "1", cell}, t.high);
  visit_counts(t, FieldUse::science, visit);
  visit_inferred(t, visit);
}

template <class Tables, class Visit>
void visit_samples(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"record", {"record"}, "number of the record", "", ""}, t.record);
  visit(Info{"cell", {"record"}, "number of the cell in /results", "", ""}, t.record_cell);
  visit(Info{"sample", {"record"}, "number of the sample in its ensemble", "", ""}, t.record_sample);
  visit(Info{"condition", {"record"}, "position in /results/condition", "", ""}, t.record_condition);
  visit(Info{"verdict", {"record"}, "position in /results/verdict: 0 holds, 1 fails, 2 undecided", "", ""},
        t.record_verdict);
  visit(Info{"certified", {"record"}, "1 if an exactly checked proof carries the verdict", "1", ""},
        t.record_certified);
  visit(Info{"margin", {"record"}, "margin; NaN when not computed", "1", ""}, t.record_margin);
}

template <class Tables, class Visit>
void visit_progress(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"ensemble", {"ensemble"}, "number of the ensemble", "", ""}, t.progress_ensemble);
  visit(Info{"types", {"ensemble"}, "number of types of each agent", "", ""}, t.progress_types);
  visit(Info{"prior", {"ensemble"}, "family of priors", "", ""}, t.progress_prior);
  if (t.version >= 3) visit(Info{"seed", {"ensemble"}, "seed of the random stream", "", ""}, t.progress_seed);
  visit(Info{"key", {"ensemble"}, "name of the random stream, hexadecimal", "", ""}, t.progress_key);
  visit(Info{"looks", {"ensemble"}, "looks that the stop rule took at the data", "1", ""}, t.progress_looks);
  visit(Info{"stop_reason", {"ensemble"}, "why sampling stopped; empty while it has not", "", ""},
        t.progress_stop_reason);
}

/// Also in /progress; absent if nothing is counted.
template <class Tables, class Visit>
void visit_ranges(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"range", {"range"}, "number of a range of counted samples", "", ""}, t.range);
  visit(Info{"range_cell", {"range"}, "cell of the range", "", ""}, t.range_cell);
  visit(Info{"range_condition", {"range"}, "position in /results/condition", "", ""}, t.range_condition);
  visit(Info{"range_begin", {"range"}, "first sample of the range", "", ""}, t.range_begin);
  visit(Info{"range_end", {"range"}, "sample after the last of the range", "", ""}, t.range_end);
}

template <class Tables, class Visit>
void visit_diagnostics(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"cell", {"cell"}, "number of the cell", "", ""}, t.cell);
  visit(Info{"condition", {"condition"}, "condition on the information structure", "", ""}, t.condition);
  visit(Info{"stage", {"stage"}, "stage of the decision procedure", "", ""}, t.stage);
  visit_counts(t, FieldUse::diagnosis, visit);
}

template <class Tables, class Visit>
void visit_timings(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"ensemble", {"ensemble"}, "number of the ensemble", "", ""}, t.progress_ensemble);
  visit(Info{"ensemble_seconds", {"ensemble"}, "wall-clock time spent", "s", ""}, t.seconds);
}

template <class Tables, class Visit>
void visit_pieces(Tables& t, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"piece", {"piece"}, "number of a range of a piece that was merged", "", ""}, t.piece);
  visit(Info{"piece_cell", {"piece"}, "cell of the piece", "", ""}, t.piece_cell);
  visit(Info{"piece_condition", {"piece"}, "position in /results/condition", "", ""}, t.piece_condition);
  visit(Info{"piece_begin", {"piece"}, "first sample of the range", "", ""}, t.piece_begin);
  visit(Info{"piece_end", {"piece"}, "sample after the last of the range", "", ""}, t.piece_end);
  visit(Info{"piece_digest", {"piece"}, "digest of what the piece counts", "", ""}, t.piece_digest);
}

}  // namespace genericity
