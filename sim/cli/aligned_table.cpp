#include <algorithm>
#include <numeric>
#include <optional>
#include <ostream>

#include "sim/cli/broken_lines.h"
#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/priors/joined.h"

namespace genericity {

namespace {

constexpr std::size_t between_columns = 2;
/// Behind these signs names of columns may be broken, too.
constexpr std::string_view name_breaks = ",_";
/// And entries behind these: laws of priors, lists of numbers.
constexpr std::string_view entry_breaks = ",(";

bool looks_numeric(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.+-eE%naf") == std::string::npos;
}

using Lines = std::vector<std::vector<std::string>>;

/// The entries as people read them, below the names of the columns.
Lines lines_of(const Table& table) {
  Lines lines{table.columns};
  for (const std::vector<Entry>& row : table.rows) {
    std::vector<std::string>& line = lines.emplace_back();
    for (const Entry& entry : row)
      line.push_back(entry.kind == Entry::Kind::number ? short_text(entry.number) : entry.exact);
  }
  return lines;
}

/// What the columns need.
struct Columns {
  /// `least` is wanted only where there is a limit.
  Columns(const Lines& lines, bool is_limited)
      : widths(lines.front().size()), least(widths.size(), 1), right(widths.size(), lines.size() > 1) {
    for (const std::vector<std::string>& line : lines) {
      const bool is_name = &line == &lines.front();
      for (std::size_t c = 0; c < line.size(); ++c) {
        widths[c] = std::max(widths[c], width_of(line[c]));
        if (is_limited)
          least[c] = std::max(least[c], least_line_width(line[c], is_name ? name_breaks : entry_breaks));
        right[c] = right[c] && (is_name || looks_numeric(line[c]));
      }
    }
  }

  std::vector<std::size_t> widths;
  std::vector<std::size_t> least;  ///< when entries go on below
  std::vector<bool> right;         ///< whether all entries are numbers
};

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(),
                         between_columns * (std::max<std::size_t>(widths.size(), 1) - 1));
}

/// The widths in which the columns fit: the widest give way. None if they cannot.
std::optional<std::vector<std::size_t>> fitted(const Columns& columns, std::size_t width) {
  if (width == 0 || total(columns.widths) <= width) return columns.widths;
  if (total(columns.least) > width) return std::nullopt;
  std::vector<std::size_t> found = columns.widths;
  while (total(found) > width) {
    std::size_t widest = found.size();
    for (std::size_t c = 0; c < found.size(); ++c) {
      const bool can_give = found[c] > columns.least[c];
      if (can_give && (widest == found.size() || found[c] > found[widest])) widest = c;
    }
    --found[widest];
  }
  return found;
}

void print_row(std::ostream& out, const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
               const std::vector<bool>& right, std::string_view breaks) {
  Lines parts;
  std::size_t height = 1;
  for (std::size_t c = 0; c < row.size(); ++c) {
    parts.push_back(width_of(row[c]) <= widths[c] ? std::vector<std::string>{row[c]}
                                                  : broken_lines(row[c], widths[c], 0, breaks));
    height = std::max(height, parts.back().size());
  }
  for (std::size_t k = 0; k < height; ++k) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string text = k < parts[c].size() ? parts[c][k] : "";
      const std::string padding(widths[c] - std::min(widths[c], width_of(text)), ' ');
      if (c > 0) line += std::string(between_columns, ' ');
      line += right[c] ? padding + text : text + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

/// An entry a line, after the name of its column; an empty line between rows.
void print_below(std::ostream& out, const Lines& lines, std::size_t width) {
  std::size_t names = 0;
  for (const std::string& name : lines.front()) names = std::max(names, width_of(name));
  names = std::min(names, width / 3);
  for (std::size_t row = 1; row < lines.size(); ++row) {
    if (row > 1) out << '\n';
    for (std::size_t c = 0; c < lines[row].size(); ++c) {
      const std::vector<std::size_t> widths{names, width - names - between_columns};
      print_row(out, {lines.front()[c], lines[row][c]}, widths, {false, false}, name_breaks);
    }
  }
}

}  // namespace

namespace {

/// What a column says in all rows; nothing if they differ, or if there is one row alone.
std::optional<std::string> said_by_all(const Table& table, std::size_t column) {
  if (table.rows.size() < 2) return std::nullopt;
  const std::string& first = table.rows.front()[column].exact;
  const bool same = std::all_of(table.rows.begin(), table.rows.end(),
                                [&](const std::vector<Entry>& row) { return row[column].exact == first; });
  return same ? std::optional(first) : std::nullopt;
}

/// The essential columns, and below what became of the others.
void print_essential(std::ostream& out, const Table& table) {
  Table rest = table;
  rest.essential.clear();
  std::vector<std::string> left_out;
  for (const std::string& name : table.columns) {
    if (std::find(table.essential.begin(), table.essential.end(), name) != table.essential.end()) continue;
    left_out.push_back(name);
    rest = without(rest, name);
  }
  std::vector<std::string> in_all_rows;
  for (std::size_t c = 0; c < rest.columns.size() && !has_room(out, rest);) {
    const std::optional<std::string> said = said_by_all(rest, c);
    if (said) {
      in_all_rows.push_back(rest.columns[c] + " " + *said);
      rest = without(rest, rest.columns[c]);
    } else {
      ++c;
    }
  }
  print_aligned(out, rest);
  if (!in_all_rows.empty()) out << "(In all rows: " << joined(in_all_rows, ", ") << ".)\n";
  if (left_out.empty()) return;
  out << "(Not shown for want of width: " << joined(left_out, ", ")
      << ". A pipe has all columns, such as | less -S.)\n";
}

}  // namespace

Table without(const Table& table, const std::string& column) {
  Table rest = table;
  const auto found = std::find(table.columns.begin(), table.columns.end(), column);
  if (found == table.columns.end()) return rest;
  const auto place = found - table.columns.begin();
  rest.columns.erase(rest.columns.begin() + place);
  for (std::vector<Entry>& row : rest.rows) row.erase(row.begin() + place);
  return rest;
}

bool has_room(const std::ostream& out, const Table& table) {
  const std::size_t width = line_width(out);
  return width == 0 || total(Columns(lines_of(table), false).widths) <= width;
}

void print_aligned(std::ostream& out, const Table& table) {
  const std::size_t width = line_width(out);
  const Lines lines = lines_of(table);
  const Columns columns(lines, width > 0);
  if (width > 0 && total(columns.widths) > width && !table.essential.empty())
    return print_essential(out, table);
  const std::optional<std::vector<std::size_t>> widths = fitted(columns, width);
  if (!widths) return print_below(out, lines, width);
  for (const std::vector<std::string>& row : lines)
    print_row(out, row, *widths, columns.right, &row == &lines.front() ? name_breaks : entry_breaks);
}

}  // namespace genericity
