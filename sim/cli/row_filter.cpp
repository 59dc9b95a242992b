#include "sim/cli/row_filter.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "sim/cli/table.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
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

bool RowFilter::fits(const std::string& entry, bool is_numeric) const {
  const bool asks_for_equal = comparison == "=" || comparison == "!=";
  const std::optional<double> number = read_number(value);
  if (is_numeric && number) {
    const double found = number_of(entry);
    return !std::isnan(found) && compare(found, comparison, *number);
  }
  if (!asks_for_equal) {
    throw InputError("--where " + column + comparison + value + ": " +
                     (is_numeric ? "'" + value + "' is no number" : "'" + column + "' holds texts") +
                     "; texts are compared by = and != only");
  }
  return (entry == value) == (comparison == "=");
}

void fail_for_unknown_column(const std::string& name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  throw InputError(
      "unknown column '" + name + "'" +
      (nearest.empty() ? "; the columns are: " + joined(known, " ") : "; did you mean '" + nearest + "'?"));
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

std::vector<RowFilter> read_filters(const std::vector<std::string>& texts) {
  std::vector<RowFilter> filters;
  filters.reserve(texts.size());
  for (const std::string& text : texts) filters.push_back(read_filter(text));
  return filters;
}

}  // namespace genericity
