#pragma once

#include <string>
#include <vector>

namespace genericity {

/// What `--where` asks of a row: column=value, column!=value, or a comparison with a number such as alpha>=1.
struct RowFilter {
  std::string column;
  /// "=", "!=", "<", "<=", ">" or ">=".
  std::string comparison;
  std::string value;

  /// Whether an entry fits. Where both it and the value are numbers they are compared as such, and a missing
  /// one never fits; texts are equal or not. Throws InputError where a text would have to be less or greater.
  [[nodiscard]] bool fits(const std::string& entry, bool is_numeric) const;
};

/// Throws InputError for a column that there is not among `known`: names the nearest, or all.
[[noreturn]] void fail_for_unknown_column(const std::string& name, const std::vector<std::string>& known);

/// Reads a filter as users write it. Throws InputError for one that is none.
RowFilter read_filter(const std::string& text);
std::vector<RowFilter> read_filters(const std::vector<std::string>& texts);

}  // namespace genericity
