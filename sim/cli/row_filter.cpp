#include "sim/cli/row_filter.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "sim/study/input_error.h"

namespace genericity {

namespace {

std::optional<double> read_number(const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
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
  const bool is_numeric = entry.kind != Entry::Kind::text;
  const std::optional<double> number = read_number(value);
  if (is_numeric && number) return !std::isnan(entry.number) && compare(entry.number, comparison, *number);
  if (!asks_for_equal) {
    throw InputError("--where " + column + comparison + value + ": " +
                     (is_numeric ? "'" + value + "' is no number" : "'" + column + "' holds texts") +
                     "; texts are compared by = and != only");
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
