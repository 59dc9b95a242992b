#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/table.h"
#include "sim/study/result.h"

namespace genericity {

/// One row of what `show` prints: a cell and a condition, and in mode tail one of the epsilons.
struct Row {
  const StudyResult& result;
  std::size_t cell;
  std::size_t condition;
  std::size_t epsilon = 0;

  [[nodiscard]] const CellResult& of_cell() const { return result.cells[cell]; }
  [[nodiscard]] const EnsembleResult& ensemble() const { return result.ensembles[of_cell().ensemble]; }
  [[nodiscard]] const Tally& tally() const { return of_cell().tallies[condition]; }
  [[nodiscard]] const UnitInference& inferred() const { return of_cell().inferred[condition]; }
};

/// A column: its name, what it holds of a row, and how many digits of a number people read.
struct Column {
  std::string name;
  std::function<Entry(const Row&)> entry;
  int digits = 4;
};

using ColumnNames = std::vector<std::string>;

/// How results of one mode are printed: all their columns, in order, and which of them are usual. It must not
/// outlive the result.
struct ShownTable {
  std::vector<Column> columns{};
  ColumnNames usual{};           ///< what people read unless they ask for others
  ColumnNames essential{};       ///< of these, what a narrow terminal shows
  std::size_t for_programs = 0;  ///< what CSV and JSON have then: so many from the first, 0 for all
  ColumnNames parameters{};      ///< the columns that hold the families' parameters
  std::size_t on_request = 0;    ///< so many columns from the last are printed only where they are named
  std::vector<std::pair<std::string, ColumnNames>> groups{};  ///< names that stand for several columns
  std::size_t epsilons = 1;                                   ///< rows of a cell and condition
  std::string none{};                                         ///< what people read where there is no number
  bool takes_shown = true;  ///< whether --where column=value finds numbers as people read them, too

  /// What people read of an entry of the column.
  [[nodiscard]] std::string shown(const Column& column, const Entry& entry) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// The column of this name. Throws InputError where there is none: names the nearest, or all.
  [[nodiscard]] const Column& named(const std::string& name) const;
  /// The columns of these names, or of groups. Throws InputError as `named` does.
  [[nodiscard]] std::vector<Column> chosen(const ColumnNames& names) const;
};

/// The table of a result of any mode, with its families' parameters as the last columns.
ShownTable result_table(const StudyResult& result);

/// The columns that tables of several modes have: cell, types, pattern, prior and condition; then the counts.
std::vector<Column> common_columns();
inline constexpr std::size_t naming_columns = 5;

// What the modes have to print, without the parameters.
ShownTable sample_table();
ShownTable tail_table(const StudyResult& result);
ShownTable enumeration_table();

/// Prints what the numbers of these columns mean, and what they do not show.
void print_notes(std::ostream& out, const StudyResult& result, const ColumnNames& columns);

}  // namespace genericity
