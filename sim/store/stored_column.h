#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/store/variable_info.h"
#include "sim/study/result.h"

namespace genericity {

// The types that a column of a result file may have.
using Integers = std::vector<std::int64_t>;
using Unsigned = std::vector<std::uint64_t>;
using Octets = std::vector<std::uint8_t>;
using Reals = std::vector<double>;
using Texts = std::vector<std::string>;
using ColumnValues = std::variant<Integers, Unsigned, Octets, Reals, Texts>;

/// A column of a result file, its values in row-major order.
struct StoredColumn {
  VariableInfo info;
  ColumnValues values;
  /// A file that was read does not have it.
  bool is_absent = false;

  [[nodiscard]] std::size_t size() const {
    return std::visit([](const auto& list) { return list.size(); }, values);
  }
};

/// Columns that are worked out of a result together, and all that is said of them, once: writing, reading and
/// checking follow from it. describe_columns.h makes the usual ones.
struct ColumnBlock {
  /// In the file's order, without values.
  std::vector<StoredColumn> columns;
  /// Adds the values that a result has, whose parts fit together (see check_shape). Throws StoreError for a
  /// value that no file holds.
  std::function<void(const StudyResult&, std::span<StoredColumn>)> fill;
  /// Puts the values of at least one column back into a result. Throws StoreError if they contradict
  /// themselves. None where all of them follow from the rest of the file.
  std::function<void(std::span<const StoredColumn>, StudyResult&)> put = {};
  /// They are put back after all others, since they need rows that come later in the file.
  bool is_put_last = false;

  /// The columns with the values that a result has.
  [[nodiscard]] std::vector<StoredColumn> of(const StudyResult& result) const;
};

/// The type of a column in the words of results/README.md.
std::string type_text(const ColumnValues& values);

/// The names in a text with blanks between them: "cell condition".
std::vector<std::string> dimensions_of(const std::string& text);

}  // namespace genericity
