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

  /// Whether an entry fits. Where both it and the value are numbers they are compared as such, and a missing
  /// one never fits; texts are equal or not. Throws InputError where a text would have to be less or greater.
  [[nodiscard]] bool fits(const Entry& entry) const;
};

/// Reads a filter as users write it. Throws InputError for one that is none.
RowFilter read_filter(const std::string& text);

}  // namespace genericity
