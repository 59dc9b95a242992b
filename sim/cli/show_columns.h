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

/// Every column, in their order.
const std::vector<Column>& all_columns();
/// How many of them, from the first, CSV and JSON have unless others are asked for.
inline constexpr std::size_t default_columns = 15;

/// The columns of a list such as "pattern,share,tail": names of columns, or of groups of them ("limits",
/// "tail"). Throws InputError for an unknown name.
std::vector<Column> columns_named(const std::string& list);
/// One column by its name.
const Column& column_named(const std::string& name);

}  // namespace genericity
