#pragma once

#include <string>

#include "sim/cli/table.h"

namespace genericity {

/// What `--where` asks of a row: column=value, column!=value, or a comparison with a number such as alpha>=1.
struct RowFilter {
  std::string column;
  /// "=", "!=", "<", "<=", ">" or ">=".
  std::string comparison;
  std::string value;

  /// Whether an entry fits. Numbers are compared as such; a missing one fits no number, but "" and "nan".
  /// Texts are equal or not. Throws InputError where a text would have to be less or greater, and where a
  /// number would have to be a text.
  [[nodiscard]] bool fits(const Entry& entry) const;
};

/// Reads a filter as users write it. Throws InputError for one that is none.
RowFilter read_filter(const std::string& text);

}  // namespace genericity
