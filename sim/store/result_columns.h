#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/store/stored_column.h"

namespace genericity {

/// The version of the format that this program writes, and the oldest one that it reads.
constexpr std::int64_t format_version = 3;
constexpr std::int64_t oldest_format_version = 2;
constexpr const char* format_name = "genericity-result";

/// Columns of one group of a result file that are there or not together.
struct ResultTable {
  std::string group;
  std::vector<ColumnBlock> blocks;
  /// The variable without whose values the table is left out; empty if it never is.
  std::string key = {};
};

/// What decides which columns a result file has.
struct ResultLayout {
  StudyMode mode = StudyMode::sample;
  /// Whether there is a table of ci against cbdp.
  bool has_joint = false;
  /// Whether some ensembles are lists of priors, so that exact shares stand beside others.
  bool has_lists = false;
  /// Whether it is said what is proved of the cells.
  bool has_theorems = false;
  std::vector<ColumnBlock> parameters;
  /// What is kept of the priors of recorded samples.
  Description described;
  /// What stands beside the priors of lists.
  std::vector<ColumnBlock> coordinates;
  /// How many environments are drawn for each prior; 0 if none are.
  std::uint64_t environments = 0;
  /// Whether it holds what conditions on environments take (see records_amounts).
  bool has_amounts = false;
};
/// Whether a result says what is proved of its cells.
bool has_theorems(const StudyResult& result);
ResultLayout layout_of(const StudyResult& result);

/// All columns of a result file, in its order: the one place that describes them. Their coordinates are not
/// given here; see coordinates_of.
std::vector<ResultTable> result_tables(const ResultLayout& layout);

/// The coordinates of a variable over cells and more in this table, as the CF convention's attribute lists
/// them: what runs over one of its dimensions alone. Empty for other variables.
std::string coordinates_of(const VariableInfo& info, const ResultTable& table);

/// Throws StoreError if the parts of a result do not fit together: wrong numbers of them, names of what there
/// is not, texts that are not UTF-8. Defined in result_shape.cpp.
void check_shape(const StudyResult& result);

/// Whether the file of a result leaves out a table, since its key has no values.
bool is_left_out(const ResultTable& table, const StudyResult& result);

}  // namespace genericity
