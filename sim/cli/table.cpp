#include "sim/cli/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ostream>

namespace genericity {

namespace {

/// Characters as a terminal shows them: UTF-8 continuation bytes take no place.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool looks_numeric(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-eE%naf") == std::string::npos;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

}  // namespace

void print_aligned(std::ostream& out, const Table& table) {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t width = width_of(table.columns[c]);
    bool numeric = !table.rows.empty();
    for (const auto& row : table.rows) {
      width = std::max(width, width_of(row[c]));
      numeric = numeric && looks_numeric(row[c]);
    }
    widths.push_back(width);
    right.push_back(numeric);
  }
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string padding(widths[c] - width_of(row[c]), ' ');
      if (c > 0) line += "  ";
      line += right[c] ? padding + row[c] : row[c] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print_row(table.columns);
  for (const auto& row : table.rows) print_row(row);
}

void print_csv(std::ostream& out, const Table& table) {
  const auto print_row = [&](const std::vector<std::string>& row) {
    for (std::size_t c = 0; c < row.size(); ++c) out << (c > 0 ? "," : "") << quoted(row[c]);
    out << '\n';
  };
  print_row(table.columns);
  for (const auto& row : table.rows) print_row(row);
}

std::string exact_text(double value) {
  if (std::isnan(value)) return "nan";
  std::array<char, 40> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  (void)error;  // 40 characters hold every double
  return {text.data(), end};
}

double number_of(const std::string& text) {
  // Not std::stod, which throws for the numbers below the least normal double.
  return std::strtod(text.c_str(), nullptr);
}

std::string short_text(double value) {
  std::array<char, 40> text{};
  (void)std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

}  // namespace genericity
