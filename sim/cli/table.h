#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace genericity {

/// What stands in a table: a text, a whole number, or a number, NaN for none.
struct Entry {
  enum class Kind : std::uint8_t { text, integer, number };

  Entry(std::string value);
  Entry(const char* value) : Entry(std::string(value)) {}
  Entry(std::uint64_t value);
  Entry(double value);

  Kind kind;
  std::string exact;  ///< as programs read it, and exact_text writes it
  double number = 0;  ///< of a number
};

/// Rows of entries under column names, to be printed for people or programs.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Entry>> rows;
  /// The columns that remain where a terminal is too narrow for all; none named: all remain.
  std::vector<std::string> essential = {};
};

/// Prints the table in a format: "table" (aligned columns, numbers to the right and in few digits), "csv"
/// (RFC 4180: texts with commas or quotes are quoted) or "json" (a list of objects, as strict_json.h has it).
void print_table(std::ostream& out, const std::string& format, const Table& table);
/// Aligned columns. On a terminal that is too narrow for them only the essential columns stand, and a line
/// below names those that are left out; long entries go on below in their columns; and where even the longest
/// words of a row have no room beside each other, the rows stand below each other, an entry a line.
void print_aligned(std::ostream& out, const Table& table);
/// Whether the table fits the stream's lines without any of that.
bool has_room(const std::ostream& out, const Table& table);
/// The table without this column.
Table without(const Table& table, const std::string& column);
void print_csv(std::ostream& out, const Table& table);
void print_csv_line(std::ostream& out, const std::vector<Entry>& entries);

/// The shortest decimal that reads back as the same double; "inf"; nothing for NaN.
std::string exact_text(double value);
/// Few digits, for people: "0.2313", "1.2e-05".
std::string short_text(double value, int digits = 4);

/// Columns that a terminal shows the text in: UTF-8 continuation bytes take no place.
std::size_t width_of(const std::string& text);

}  // namespace genericity
