#include "sim/cli/broken_lines.h"

#include <algorithm>

#include "sim/cli/table.h"

namespace genericity {

namespace {

/// The parts of a word behind which it may be broken.
std::vector<std::string> parts_of(const std::string& word, std::string_view also_after) {
  std::vector<std::string> parts(1);
  int braces = 0;
  for (const char c : word) {
    if (c == '{') ++braces;
    if (c == '}') --braces;
    parts.back() += c;
    if (braces <= 0 && also_after.find(c) != std::string_view::npos) parts.emplace_back();
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

/// A word and the blanks before it.
struct SpacedWord {
  std::string blanks;
  std::string word;
};

std::vector<SpacedWord> words_of(const std::string& text) {
  std::vector<SpacedWord> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (begin < end) words.push_back({text.substr(at, begin - at), text.substr(begin, end - begin)});
    at = end;
  }
  return words;
}

}  // namespace

std::vector<std::string> broken_lines(const std::string& text, std::size_t width, std::size_t indent,
                                      std::string_view also_after) {
  std::vector<std::string> lines(1);
  bool is_empty = true;  // whether nothing but blanks stands in the last line
  const auto begin_line = [&] {
    lines.emplace_back(indent, ' ');
    is_empty = true;
  };
  for (const SpacedWord& next : words_of(text)) {
    const bool is_first = is_empty && lines.size() == 1;
    const std::string blanks = is_first || !is_empty ? next.blanks : "";
    if (!is_empty && width_of(lines.back() + blanks + next.word) > width) {
      begin_line();
    } else {
      lines.back() += blanks;
    }
    if (width_of(lines.back() + next.word) <= width) {
      lines.back() += next.word;
      is_empty = false;
      continue;
    }
    for (const std::string& part : parts_of(next.word, also_after)) {
      if (!is_empty && width_of(lines.back() + part) > width) begin_line();
      lines.back() += part;
      is_empty = false;
    }
  }
  return lines;
}

std::size_t least_line_width(const std::string& text, std::string_view also_after) {
  std::size_t least = 0;
  for (const SpacedWord& next : words_of(text)) {
    for (const std::string& part : parts_of(next.word, also_after)) least = std::max(least, width_of(part));
  }
  return least;
}

std::string broken_command(const std::string& command, std::size_t width, std::size_t indent) {
  std::string text(indent, ' ');
  std::size_t at = indent;
  std::string word;
  bool is_first = true;
  const auto add = [&] {
    if (word.empty()) return;
    // Two columns stay free for the sign that the line goes on.
    if (!is_first && at + 1 + width_of(word) + 2 > width) {
      text += " \\\n" + std::string(indent + 4, ' ');
      at = indent + 4;
    } else if (!is_first) {
      text += ' ';
      ++at;
    }
    text += word;
    at += width_of(word);
    word.clear();
    is_first = false;
  };
  char quote = 0;
  for (const char c : command) {
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    if (c == ' ' && quote == 0) {
      add();
    } else {
      word += c;
    }
  }
  add();
  return text;
}

}  // namespace genericity
