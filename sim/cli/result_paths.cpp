#include "sim/cli/result_paths.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "sim/study/input_error.h"

namespace genericity {

namespace {

namespace fs = std::filesystem;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The digits from `at` on, without the zeros that they begin with.
std::string number_at(const std::string& text, std::size_t& at) {
  std::string digits;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (text[at] != '0' || !digits.empty()) digits += text[at];
  }
  return digits;
}

void add_folder(const std::string& folder, std::vector<std::string>& paths) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (!name.starts_with('.') && name.ends_with(".h5") && !entry->is_directory(ignored))
      names.push_back(name);
  }
  if (error) throw UnreadableInput("cannot read the folder '" + folder + "': " + error.message());
  if (names.empty()) paths.push_back(folder);
  std::sort(names.begin(), names.end(), naturally_before);
  for (const std::string& name : names) paths.push_back((fs::path(folder) / name).string());
}

void add_path(const std::string& path, std::vector<std::string>& paths) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    add_folder(path, paths);
  } else {
    paths.push_back(path);
  }
}

void add_list(const std::string& file, std::vector<std::string>& paths) {
  errno = 0;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) add_path(line, paths);
  }
  if (lines.eof()) return;
  throw UnreadableInput("cannot read the list of files '" + file +
                        "': " + std::generic_category().message(errno));
}

}  // namespace

bool naturally_before(const std::string& a, const std::string& b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string left = number_at(a, i);
      const std::string right = number_at(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      ++i;
      ++j;
    }
  }
  // Names that differ in zeros alone have an order, too.
  if (i == a.size() && j == b.size()) return a < b;
  return i == a.size();
}

std::vector<std::string> result_paths(const std::vector<std::string>& arguments) {
  std::vector<std::string> paths;
  for (const std::string& argument : arguments) {
    if (argument.starts_with('@')) {
      add_list(argument.substr(1), paths);
    } else {
      add_path(argument, paths);
    }
  }
  return paths;
}

}  // namespace genericity
