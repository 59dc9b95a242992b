#include "sim/store/stored_column.h"

#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <sstream>

#include "sim/store/describe_columns.h"

namespace genericity {

std::vector<StoredColumn> ColumnBlock::of(const StudyResult& result) const {
  std::vector<StoredColumn> filled;
  for (const StoredColumn& column : columns) {
    filled.push_back({column.info, {}});
    std::visit([&](const auto& values) { filled.back().values = std::decay_t<decltype(values)>{}; },
               column.values);
  }
  fill(result, filled);
  return filled;
}

std::string type_text(const ColumnValues& values) {
  return std::array{"int64", "uint64", "uint8", "float64", "text"}.at(values.index());
}

std::vector<std::string> dimensions_of(const std::string& text) {
  std::istringstream names(text);
  return {std::istream_iterator<std::string>(names), {}};
}

void convert(std::uint64_t from, std::int64_t& to) {
  require_of_result(from <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
                    "a count is beyond 2^63");
  to = static_cast<std::int64_t>(from);
}

void convert(std::uint64_t from, std::string& to) {
  std::array<char, 16> digits{};
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), from, 16).ptr;
  to.assign(static_cast<const char*>(digits.data()), end);
  to.insert(0, digits.size() - to.size(), '0');
}

void convert(const std::string& from, std::uint64_t& to) {
  const char* const end = from.data() + from.size();
  const auto [next, error] = std::from_chars(from.data(), end, to, 16);
  require_of_result(error == std::errc() && next == end && from.size() == 16,
                    "'" + from + "' is not a key of 16 digits");
}

void convert(const std::vector<int>& from, std::string& to) {
  to = types_text(from);
}

void convert(const std::string& from, std::vector<int>& to) {
  const auto types = parse_types(from);
  require_of_result(types.has_value(), "'" + from + "' is not a type space");
  to = *types;
}

void convert(StopReason from, std::string& to) {
  to = to_string(from);
}

void convert(const std::string& from, StopReason& to) {
  to = stored_state<StopReason>("stop_reason", from);
}

}  // namespace genericity
