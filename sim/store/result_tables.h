#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/store/parameter_columns.h"
#include "sim/store/tally_columns.h"
#include "sim/study/result.h"

namespace genericity {

/// A number that is inferred for each unit: its name in the file, what it is, and where it stands.
struct InferredQuantity {
  const char* name;
  const char* long_name;
  double UnitInference::*value;
};
std::span<const InferredQuantity> inferred_quantities();

/// A StudyResult as the columns of the result file, in row-major order. One list of the columns, with their
/// names, dimensions and descriptions, stands in result_layout.h and serves writing, reading and comparing
/// alike.
struct ResultTables {
  /// Of the file's format; older ones lack columns.
  std::int64_t version = 3;
  // /results
  std::vector<std::int64_t> cell, margin_bin;
  std::vector<std::string> condition, condition_label, verdict;
  std::vector<double> margin_low, margin_high;
  std::vector<std::string> types, pattern, coalitions, prior, key, cell_key, stop_reason;
  std::vector<std::uint64_t> seed;
  std::vector<ParameterColumn> parameters;
  std::vector<std::int64_t> agents, profiles, ensemble, samples, looks;
  std::vector<double> share, low, high;
  // Inferred: by quantity, in the order of inferred_quantities().
  std::vector<std::vector<double>> inferred = std::vector<std::vector<double>>(inferred_quantities().size());
  std::vector<std::int64_t> tail_size, tail_straight;
  std::vector<std::int64_t> extreme;
  std::vector<std::int64_t> trace_bin, trace_begin, trace_end;
  bool has_joint = false;
  std::vector<std::string> ci_verdict, cbdp_verdict;
  /// Here and in /diagnostics.
  std::vector<TallyColumn> counts;
  // /samples, one entry per record
  std::vector<std::int64_t> record;
  std::vector<std::int64_t> record_cell, record_sample;
  std::vector<std::uint8_t> record_condition, record_verdict, record_certified;
  std::vector<double> record_margin;
  // /progress, by ensemble and by range of a unit's samples
  std::vector<std::int64_t> progress_ensemble;
  std::vector<std::string> progress_types, progress_prior, progress_key, progress_stop_reason;
  std::vector<std::uint64_t> progress_seed;
  std::vector<std::int64_t> progress_looks;
  std::vector<std::int64_t> range;
  std::vector<std::int64_t> range_cell, range_condition, range_begin, range_end;
  // /diagnostics
  std::vector<std::string> stage;
  // /provenance
  std::vector<double> seconds;
  std::vector<std::int64_t> piece;
  std::vector<std::int64_t> piece_cell, piece_condition, piece_begin, piece_end;
  std::vector<std::uint64_t> piece_digest;
};

/// Lays a result out in columns. Throws StoreError if its parts do not fit together.
ResultTables make_tables(const StudyResult& result);

/// Builds cells, ensembles, samples, conditions, stages and seconds from columns. What stands in attributes
/// (title, seed, …) is the caller's. Throws StoreError if the columns contradict themselves.
StudyResult rebuild_result(const ResultTables& tables);

}  // namespace genericity
