#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

/// Goes through the records of a text of comma-separated values (RFC 4180): fields in quotes may hold commas,
/// line ends and doubled quotes; lines end with CR LF or LF.
class CsvRecords {
 public:
  /// `name` is that of the file. The text must live as long. A byte order mark is no part of it.
  CsvRecords(std::string name, std::string_view text);

  /// Goes to the next record; false at the end of the text, of which blank lines are a part.
  /// Throws InputError naming file and line.
  bool next();
  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }

  /// "file:line: message", of the line on which the record begins.
  [[noreturn]] void fail(const std::string& message) const;

 private:
  void read_quoted(std::string& field);

  std::string name_;
  std::string_view left_;
  std::size_t line_ = 1;       ///< of the record
  std::size_t next_line_ = 1;  ///< of what is left
  std::vector<std::string> fields_;
};

}  // namespace genericity
