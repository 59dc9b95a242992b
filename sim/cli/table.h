#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace genericity {

/// Rows of texts under column names, to be printed for people or programs.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Aligned columns; numbers to the right.
void print_aligned(std::ostream& out, const Table& table);
/// RFC 4180: texts with commas or quotes are quoted.
void print_csv(std::ostream& out, const Table& table);

/// The shortest decimal that reads back as the same double; "nan" for NaN.
std::string exact_text(double value);
/// The number that exact_text wrote.
double number_of(const std::string& text);
/// Few digits, for people: "0.2313", "1.2e-05".
std::string short_text(double value);

}  // namespace genericity
