#include "sim/study/toml_depth.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace genericity {

namespace {

/// The place after the quoted text that begins at `at`. One that is not closed ends with its line, or, in
/// three quotes, with the text.
std::size_t after_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string_view three = quote == '"' ? R"(""")" : "'''";
  const bool has_lines = text.substr(at).starts_with(three);
  for (std::size_t k = at + (has_lines ? 3 : 1); k < text.size(); ++k) {
    if (quote == '"' && text[k] == '\\') {
      ++k;
    } else if (has_lines ? text.substr(k).starts_with(three) : text[k] == quote) {
      return k + (has_lines ? 3 : 1);
    } else if (!has_lines && text[k] == '\n') {
      return k;
    }
  }
  return text.size();
}

}  // namespace

int first_too_deep_line(std::string_view text) {
  std::vector<int> brackets;  // for each open one, the levels that it and its key add
  int open = 0;               // their sum
  int key = 0;                // the dots of the key that is being read, or has been, before its value
  int dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = after_quotes(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    switch (c) {
      case '.':
        ++dots;
        break;
      case '=':
        key = dots;
        dots = 0;
        break;
      case '[':
      case '{':
        brackets.push_back(1 + key);
        open += 1 + key;
        key = dots = 0;
        break;
      case ']':
      case '}':
        if (!brackets.empty()) {
          open -= brackets.back();
          brackets.pop_back();
        }
        key = dots = 0;
        break;
      case ',':
      case '\n':
        key = dots = 0;
        break;
    }
    if (open + key + dots >= most_toml_levels)
      return 1 +
             static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    ++at;
  }
  return 0;
}

}  // namespace genericity
