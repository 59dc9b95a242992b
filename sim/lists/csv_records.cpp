#include "sim/lists/csv_records.h"

#include <algorithm>
#include <utility>

#include "sim/study/input_error.h"

namespace genericity {

CsvRecords::CsvRecords(std::string name, std::string_view text) : name_(std::move(name)), left_(text) {
  if (left_.starts_with("\xEF\xBB\xBF")) left_.remove_prefix(3);
  if (left_.starts_with("\xFF\xFE") || left_.starts_with("\xFE\xFF")) {
    line_ = 1;
    fail("the text is UTF-16; expected UTF-8");
  }
}

void CsvRecords::fail(const std::string& message) const {
  throw InputError(name_ + ":" + std::to_string(line_) + ": " + message);
}

void CsvRecords::read_quoted(std::string& field) {
  left_.remove_prefix(1);
  while (true) {
    const std::size_t quote = left_.find('"');
    if (quote == std::string_view::npos) fail("a quote that is opened here is not closed");
    field.append(left_.substr(0, quote));
    left_.remove_prefix(quote + 1);
    if (!left_.starts_with('"')) break;
    field += '"';
    left_.remove_prefix(1);
  }
  next_line_ += static_cast<std::size_t>(std::count(field.begin(), field.end(), '\n'));
  if (!left_.empty() && left_.find_first_of(",\r\n") != 0)
    fail("after the closing quote of a field, expected a comma or the end of the line");
}

bool CsvRecords::next() {
  if (left_.find_first_not_of("\r\n") == std::string_view::npos) return false;
  line_ = next_line_;
  std::size_t count = 0;
  while (true) {
    if (count == fields_.size()) fields_.emplace_back();
    std::string& field = fields_[count++];
    field.clear();
    if (left_.starts_with('"')) {
      read_quoted(field);
    } else {
      std::size_t end = std::min(left_.find_first_of(",\n"), left_.size());
      field.assign(left_.substr(0, end));
      left_.remove_prefix(end);
      if (left_.starts_with('\n') && field.ends_with('\r')) field.pop_back();
      if (field.find('"') != std::string::npos)
        fail("a quote within a field; expected a field that is all in quotes, with quotes in it doubled");
    }
    if (left_.starts_with(',')) {
      left_.remove_prefix(1);
      continue;
    }
    if (left_.starts_with('\r')) left_.remove_prefix(1);
    if (left_.empty()) break;
    if (!left_.starts_with('\n')) fail("a carriage return without a line feed after it");
    left_.remove_prefix(1);
    ++next_line_;
    break;
  }
  fields_.resize(count);
  return true;
}

}  // namespace genericity
