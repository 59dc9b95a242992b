#include "sim/cli/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "sim/cli/strict_json.h"
#include "sim/cli/terminal.h"

namespace genericity {

namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

void print_rows_as_json(std::ostream& out, const Table& table) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::vector<Entry>& row : table.rows) {
    nlohmann::ordered_json object;
    for (std::size_t c = 0; c < row.size(); ++c) object[table.columns[c]] = json_of(row[c]);
    list.push_back(std::move(object));
  }
  print_json(out, list);
}

}  // namespace

Entry::Entry(std::string value) : kind(Kind::text), exact(std::move(value)) {}

Entry::Entry(std::uint64_t value)
    : kind(Kind::integer), exact(std::to_string(value)), number(static_cast<double>(value)) {}

Entry::Entry(double value) : kind(Kind::number), exact(exact_text(value)), number(value) {}

void print_table(std::ostream& out, const std::string& format, const Table& table) {
  if (format == "csv") {
    print_csv(out, table);
  } else if (format == "json") {
    print_rows_as_json(out, table);
  } else {
    print_aligned(out, table);
  }
}

void print_csv(std::ostream& out, const Table& table) {
  print_csv_line(out, {table.columns.begin(), table.columns.end()});
  for (const std::vector<Entry>& row : table.rows) print_csv_line(out, row);
}

void print_csv_line(std::ostream& out, const std::vector<Entry>& entries) {
  const AsIs for_programs(out);
  for (std::size_t c = 0; c < entries.size(); ++c) out << (c > 0 ? "," : "") << quoted(entries[c].exact);
  out << '\n';
}

std::string exact_text(double value) {
  if (std::isnan(value)) return {};
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  (void)error;  // 40 characters hold every double
  return {text.data(), end};
}

std::string short_text(double value, int digits) {
  std::array<char, 40> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*g", digits, value);
  return text.data();
}

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace genericity
