#include "sim/cli/latex_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/cli/terminal.h"

namespace genericity {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 27> latex_of{{
    {"\\", "\\textbackslash{}"},
    {"&", "\\&"},
    {"%", "\\%"},
    {"$", "\\$"},
    {"#", "\\#"},
    {"_", "\\_"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"±", "$\\pm$"},
    {"×", "$\\times$"},
    {"≥", "$\\ge$"},
    {"≤", "$\\le$"},
    {"≠", "$\\neq$"},
    {"∞", "$\\infty$"},
    {"ψ", "$\\psi$"},
    {"θ", "$\\theta$"},
    {"φ", "$\\varphi$"},
    {"η", "$\\eta$"},
    {"∖", "$\\setminus$"},
    {"→", "$\\to$"},
    {"−", "$-$"},
    {"⁻", "$^{-}$"},
    {"≈", "$\\approx$"},
    {"…", "\\dots{}"},
    {"\n", " "},
}};

constexpr std::string_view about = "≈";
/// A column with a longer text is a paragraph.
constexpr std::size_t longest_line = 45;

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A number as the tables write it, in a formula; empty for what is none.
std::string formula(std::string_view text) {
  std::string before;
  if (text.substr(0, about.size()) == about) {
    before = "\\approx ";
    text.remove_prefix(about.size());
  }
  if (!text.empty() && text.front() == '-') {
    before += '-';
    text.remove_prefix(1);
  }
  if (text == "inf") return "$" + before + "\\infty$";
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    if (!is_digits(text.substr(0, slash)) || !is_digits(text.substr(slash + 1))) return {};
    return "$" + before + std::string(text) + "$";
  }
  std::string_view exponent;
  if (const std::size_t at = text.find('e'); at != std::string_view::npos) {
    exponent = text.substr(at + 1);
    text = text.substr(0, at);
    if (!exponent.empty() && exponent.front() == '+') exponent.remove_prefix(1);
    const bool is_negative = !exponent.empty() && exponent.front() == '-';
    std::string_view digits = exponent.substr(is_negative ? 1 : 0);
    if (!is_digits(digits)) return {};
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    before += std::string(text) + " \\cdot 10^{" + (is_negative ? "-" : "") + std::string(digits) + "}";
  } else {
    before += text;
  }
  const std::size_t point = text.find('.');
  const bool is_decimal = point == std::string_view::npos
                              ? is_digits(text)
                              : is_digits(text.substr(0, point)) && is_digits(text.substr(point + 1));
  return is_decimal ? "$" + before + "$" : std::string{};
}

std::string heading(const std::string& name) {
  const std::size_t at = name.find('_');
  const std::string letter = name.substr(0, at);
  if (at == std::string::npos || !is_digits(std::string_view(name).substr(at + 1)) ||
      (letter != "t" && letter != "u" && letter != "psi"))
    return latex_text(name);
  return "$" + (letter == "psi" ? "\\psi" : letter) + "_{" + name.substr(at + 1) + "}$";
}

/// A column's name, in two lines where it has several words and is much wider than the entries.
std::vector<std::string> lines_of(const std::string& name, std::size_t entries) {
  constexpr std::size_t much = 5;
  if (width_of(name) <= entries + much) return {name};
  std::size_t blank = std::string::npos;
  const auto longer = [&](std::size_t at) { return std::max(at, name.size() - at - 1); };
  for (std::size_t at = name.find(' '); at != std::string::npos; at = name.find(' ', at + 1)) {
    if (blank == std::string::npos || longer(at) < longer(blank)) blank = at;
  }
  if (blank == std::string::npos) return {name};
  return {name.substr(0, blank), name.substr(blank + 1)};
}

/// The share of a line that is left for each column that is a paragraph, where a line of LaTeX's own article
/// has 345 points, a letter has about 5 and the space beside a column 12; in twentieths.
double paragraph_share(const std::vector<std::size_t>& widths) {
  std::size_t taken = 0;
  std::size_t paragraphs = 0;
  for (const std::size_t width : widths) {
    taken += width > longest_line ? 12 : 5 * width + 12;
    paragraphs += width > longest_line ? 1 : 0;
  }
  if (paragraphs == 0) return 0;
  const double left = taken < 345 ? static_cast<double>(345 - taken) / 345 : 0;
  return std::max(0.2, std::floor(20 * left / static_cast<double>(paragraphs)) / 20);
}

std::string text_of(const Entry& entry) {
  return entry.kind == Entry::Kind::number ? short_text(entry.number) : entry.exact;
}

}  // namespace

std::string latex_text(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto* const found = std::find_if(latex_of.begin(), latex_of.end(), [&](const auto& known) {
      return std::string_view(text).substr(at, known.first.size()) == known.first;
    });
    if (found == latex_of.end()) {
      result += text[at++];
    } else {
      result += found->second;
      at += found->first.size();
    }
  }
  return result;
}

void print_latex(std::ostream& out, const Table& table) {
  const AsIs for_programs(out);
  std::vector<std::vector<std::string>> names;  // by lines
  std::string sides;
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::size_t entries = 0;
    for (const std::vector<Entry>& row : table.rows)
      entries = std::max(entries, width_of(text_of(row[column])));
    names.push_back(lines_of(table.columns[column], entries));
    widths.push_back(entries);
    for (const std::string& line : names.back()) widths.back() = std::max(widths.back(), width_of(line));
  }
  const double paragraph = paragraph_share(widths);
  out << "\\begin{tabular}{";
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const bool is_numeric =
        !table.rows.empty() &&
        std::all_of(table.rows.begin(), table.rows.end(),
                    [&](const std::vector<Entry>& row) { return !formula(text_of(row[column])).empty(); });
    sides.push_back(is_numeric ? 'r' : 'l');
    if (is_numeric) {
      out << 'r';
    } else if (widths[column] > longest_line) {
      out << "p{" << short_text(paragraph) << "\\linewidth}";
    } else {
      out << 'l';
    }
  }
  out << "}\n\\toprule\n";
  for (std::size_t column = 0; column < names.size(); ++column) {
    out << (column > 0 ? " & " : "");
    if (names[column].size() == 1) {
      out << heading(names[column].front());
    } else {
      out << "\\shortstack[" << sides[column] << "]{" << latex_text(names[column].front()) << "\\\\"
          << latex_text(names[column].back()) << '}';
    }
  }
  out << " \\\\\n\\midrule\n";
  for (const std::vector<Entry>& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string number = formula(text_of(row[column]));
      out << (column > 0 ? " & " : "") << (number.empty() ? latex_text(text_of(row[column])) : number);
    }
    out << " \\\\\n";
  }
  out << "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace genericity
