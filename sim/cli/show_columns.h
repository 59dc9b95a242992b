#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// One row of the table of shares: a cell and a condition.
struct Row {
  const StudyResult& result;
  std::size_t cell;
  std::size_t condition;

  [[nodiscard]] const CellResult& of_cell() const { return result.cells[cell]; }
  [[nodiscard]] const EnsembleResult& ensemble() const { return result.ensembles[of_cell().ensemble]; }
  [[nodiscard]] const Tally& tally() const { return of_cell().tallies[condition]; }
  [[nodiscard]] const UnitInference& inferred() const { return of_cell().inferred[condition]; }
};

/// A column: its name, what its text is (a text, an integer, or a number, "nan" for none), and its text.
struct Column {
  enum class Kind : std::uint8_t { text, integer, number };
  std::string name;
  Kind kind = Kind::text;
  std::function<std::string(const Row&)> text;
};

/// Every column of this result, in their order: those of all results, then the parameters of its families. A
/// column must not outlive the result.
std::vector<Column> all_columns(const StudyResult& result);
/// How many of them, from the first, CSV and JSON have unless others are asked for.
inline constexpr std::size_t default_columns = 15;

/// Of these columns those of a list such as "pattern,share,tail": names of columns, or of groups of them
/// ("limits", "tail"). Throws InputError for an unknown name.
std::vector<Column> columns_named(const std::string& list, const std::vector<Column>& columns);
/// One of them by its name.
const Column& column_named(const std::string& name, const std::vector<Column>& columns);

}  // namespace genericity
