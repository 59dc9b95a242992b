#include "sim/cli/row_filter.h"

#include <cmath>
#include <limits>
#include <optional>

#include "sim/cli/checked_number.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

/// Besides numbers as options take them, those that a column may hold.
std::optional<double> read_value(const std::string& text) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text == "inf") return infinity;
  if (text == "-inf") return -infinity;
  return read_number<double>(text);
}

bool compare(double found, const std::string& comparison, double value) {
  if (comparison == "=") return found == value;
  if (comparison == "!=") return found != value;
  if (comparison == "<") return found < value;
  if (comparison == "<=") return found <= value;
  if (comparison == ">") return found > value;
  return found >= value;
}

}  // namespace

bool RowFilter::fits(const Entry& entry) const {
  const bool asks_for_equal = comparison == "=" || comparison == "!=";
  if (entry.kind != Entry::Kind::text) {
    if (const auto number = read_value(value))
      return !std::isnan(entry.number) && compare(entry.number, comparison, *number);
    const bool asks_for_none = value.empty() || value == "nan";
    if (asks_for_equal && asks_for_none) return std::isnan(entry.number) == (comparison == "=");
    throw InputError("--where " + column + comparison + value + ": '" + value + "' is no number, and '" +
                     column + "' holds numbers");
  }
  if (!asks_for_equal) {
    throw InputError("--where " + column + comparison + value + ": '" + column +
                     "' holds texts; texts are compared by = and != only");
  }
  return (entry.exact == value) == (comparison == "=");
}

RowFilter read_filter(const std::string& text) {
  const std::size_t begin = text.find_first_of("=<>!");
  const std::size_t end = begin == std::string::npos ? begin : text.find_first_not_of("=<>!", begin);
  RowFilter filter;
  if (begin != std::string::npos) {
    filter = {text.substr(0, begin), text.substr(begin, end - begin),
              end == std::string::npos ? "" : text.substr(end)};
  }
  for (const char* known : {"=", "!=", "<", "<=", ">", ">="}) {
    if (!filter.column.empty() && filter.comparison == known) return filter;
  }
  throw InputError("--where " + text + ": expected column=value, or a comparison such as alpha>=1");
}

}  // namespace genericity
