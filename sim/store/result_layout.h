#pragma once

#include <string>

#include "sim/store/hdf5_writer.h"
#include "sim/store/result_tables.h"

namespace genericity {

/// The newest version of the format that this program writes and reads.
constexpr std::int64_t format_version = 2;
constexpr const char* format_name = "genericity-result";

// Each function below visits the columns of one group in the file's order, as visit(VariableInfo, column).
// `Tables` is ResultTables, const for writing.

template <class Tables, class Visit>
void visit_inferred(Tables& t, const std::string& cell, const Visit& visit) {
  using Info = VariableInfo;
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
void visit_extremes_and_trace(Tables& t, const std::string& cell, const Visit& visit) {
  using Info = VariableInfo;
  visit(Info{"extreme", {"extreme"}, "rank among the positive margins, the least is 0", "", ""}, t.extreme);
  visit(Info{"extreme_margin",
             {"cell", "condition", "extreme"},
             "margin of this rank; NaN when none",
             "1",
             cell},
        t.extreme_margin);
  visit(Info{"extreme_sample",
             {"cell", "condition", "extreme"},
             "sample with the margin of this rank",
             "1",
             cell},
        t.extreme_sample);
  visit(Info{"trace_bin", {"trace_bin"}, "bin of the samples' numbers, four a doubling", "", ""},
        t.trace_bin);
  visit(Info{"trace_begin", {"trace_bin"}, "first sample of the bin", "", ""}, t.trace_begin);
  visit(Info{"trace_end", {"trace_bin"}, "sample after the last of the bin", "", ""}, t.trace_end);
  visit(Info{"trace_count",
             {"cell", "condition", "trace_bin", "verdict"},
             "priors of these samples with this verdict",
             "1",
             cell + " trace_begin trace_end"},
        t.trace_count);
  if (!t.has_joint) return;
  visit(Info{"ci_verdict", {"ci_verdict"}, "verdict on CI", "", ""}, t.ci_verdict);
  visit(Info{"cbdp_verdict", {"cbdp_verdict"}, "verdict on CBDP", "", ""}, t.cbdp_verdict);
  visit(Info{"joint", {"cell", "ci_verdict", "cbdp_verdict"}, "priors with these two verdicts", "1", cell},
        t.joint);
}

template <class Tables, class Visit>
void visit_results(Tables& t, const Visit& visit) {
  const std::string cell =
      "types pattern coalitions prior agents profiles ensemble key cell_key looks stop_reason";
  const std::string bins = cell + " margin_low margin_high";
  using Info = VariableInfo;
  visit(
      Info{"cell", {"cell"}, "number of the cell: one ensemble of priors and one coalition pattern", "", ""},
      t.cell);
  visit(Info{"condition", {"condition"}, "condition on the information structure", "", ""}, t.condition);
  visit(Info{"verdict", {"verdict"}, "verdict on one prior", "", ""}, t.verdict);
  visit(Info{"margin_bin", {"margin_bin"}, "bin of the margins' histogram", "", ""}, t.margin_bin);
  visit(Info{"margin_low", {"margin_bin"}, "lower edge of the bin, inclusive", "1", ""}, t.margin_low);
  visit(Info{"margin_high", {"margin_bin"}, "upper edge of the bin, exclusive", "1", ""}, t.margin_high);
  visit(Info{"types", {"cell"}, "number of types of each agent", "", ""}, t.types);
  visit(Info{"pattern", {"cell"}, "coalition pattern", "", ""}, t.pattern);
  visit(Info{"coalitions", {"cell"}, "every coalition of the pattern", "", ""}, t.coalitions);
  visit(Info{"prior", {"cell"}, "family of priors", "", ""}, t.prior);
  visit(Info{"agents", {"cell"}, "number of agents", "1", ""}, t.agents);
  visit(Info{"profiles", {"cell"}, "number of type profiles", "1", ""}, t.profiles);
  visit(Info{"ensemble", {"cell"}, "number of the ensemble", "", ""}, t.ensemble);
  visit(Info{"key", {"cell"}, "name of the ensemble's random stream, hexadecimal", "", ""}, t.key);
  visit(Info{"cell_key", {"cell"}, "name of the cell whatever study it is in, hexadecimal", "", ""},
        t.cell_key);
  visit(Info{"looks", {"cell"}, "looks that the stop rule took at the data", "1", ""}, t.looks);
  visit(Info{"stop_reason", {"cell"}, "why sampling stopped; empty while it has not", "", ""}, t.stop_reason);
  visit(Info{"samples", {"cell", "condition"}, "priors drawn", "1", cell}, t.samples);
  visit(Info{"count", {"cell", "condition", "verdict"}, "priors with this verdict", "1", cell}, t.count);
  visit(Info{"certified", {"cell", "condition"}, "verdicts that carry an exactly checked proof", "1", cell},
        t.certified);
  visit(Info{"share", {"cell", "condition"}, "holds / (holds + fails); NaN when both are 0", "1", cell},
        t.share);
  visit(Info{"low", {"cell", "condition"}, "lower confidence limit of the share", "1", cell}, t.low);
  visit(Info{"high", {"cell", "condition"}, "upper confidence limit of the share", "1", cell}, t.high);
  visit(Info{"margin_count", {"cell", "condition", "margin_bin"}, "positive margins in this bin", "1", bins},
        t.margin_count);
  visit(Info{"margin_zero", {"cell", "condition"}, "margins that are exactly 0", "1", cell}, t.margin_zero);
  visit(Info{"least_margin", {"cell", "condition"}, "least margin seen; NaN when none", "1", cell},
        t.least_margin);
  visit(Info{"least_margin_sample",
             {"cell", "condition"},
             "sample with the least margin, the first of equals",
             "1",
             cell},
        t.least_margin_sample);
  visit_inferred(t, cell, visit);
  visit_extremes_and_trace(t, cell, visit);
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
  visit(Info{"decided_by", {"cell", "condition", "stage"}, "verdicts that this stage reached", "1", ""},
        t.decided_by);
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
