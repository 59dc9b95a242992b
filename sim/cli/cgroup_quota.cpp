#include "sim/cli/cgroup_quota.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

namespace {

namespace fs = std::filesystem;

/// A hierarchy of control groups that can rule processors, and this process's place in it.
struct Membership {
  bool second_version = false;
  std::string group;  ///< "/docker/4f…"
};

/// A place where a hierarchy is mounted, from one of its groups on.
struct Mount {
  bool second_version = false;
  std::string from;
  fs::path point;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, at);) parts.push_back(part);
  return parts;
}

bool rules_processors(const std::string& controllers) {
  const std::vector<std::string> names = split(controllers, ',');
  return std::find(names.begin(), names.end(), "cpu") != names.end();
}

/// Lines are "0::/group" of version 2 and "4:cpu,cpuacct:/group" of version 1; a group's name may hold
/// colons.
std::vector<Membership> read_memberships(const fs::path& file) {
  std::vector<Membership> found;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controllers.empty() || rules_processors(controllers))
      found.push_back({controllers.empty(), line.substr(second + 1)});
  }
  return found;
}

/// The kernel writes blanks and other separators of a path as "\040".
std::string unescaped(const std::string& text) {
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && std::all_of(&text[i + 1], &text[i + 1] + 3, is_octal)) {
      plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// Lines are "30 23 0:26 FROM POINT options [tags] - TYPE source options-of-the-hierarchy".
std::vector<Mount> read_mounts(const fs::path& file) {
  std::vector<Mount> found;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream text(line);
    const std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
    const auto dash = std::find(words.begin(), words.end(), "-");
    if (dash - words.begin() < 6 || words.end() - dash < 4) continue;
    const bool second_version = dash[1] == "cgroup2";
    if (!second_version && (dash[1] != "cgroup" || !rules_processors(dash[3]))) continue;
    found.push_back({second_version, unescaped(words[3]), unescaped(words[4])});
  }
  return found;
}

std::vector<std::int64_t> read_numbers(const fs::path& file) {
  std::vector<std::int64_t> numbers;
  std::ifstream text(file);
  for (std::string word; text >> word;) {
    std::int64_t number = 0;
    const auto [next, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    // "max" stands for no limit.
    numbers.push_back(error == std::errc{} && next == word.data() + word.size() ? number : -1);
  }
  return numbers;
}

std::optional<double> quota_of(const fs::path& folder, bool second_version) {
  std::vector<std::int64_t> numbers;
  if (second_version) {
    numbers = read_numbers(folder / "cpu.max");
  } else {
    numbers = read_numbers(folder / "cpu.cfs_quota_us");
    const std::vector<std::int64_t> period = read_numbers(folder / "cpu.cfs_period_us");
    numbers.insert(numbers.end(), period.begin(), period.end());
  }
  if (numbers.size() != 2 || numbers[0] <= 0 || numbers[1] <= 0) return std::nullopt;
  return static_cast<double>(numbers[0]) / static_cast<double>(numbers[1]);
}

/// The group's name from the mounted group on: "a/b" of "/x/a/b" where "/x" is mounted. Empty where the group
/// is not below it, as far as names tell; then only the mounted group itself is known to be above.
fs::path below(const std::string& from, const std::string& group) {
  const fs::path way = fs::path(group).lexically_relative(from);
  const bool leads_out = way.empty() || *way.begin() == ".." || group.starts_with("/..");
  return leads_out ? fs::path(".") : way;
}

}  // namespace

std::optional<double> cgroup_cpu_quota(const fs::path& root) {
  std::optional<double> least;
  const std::vector<Mount> mounts = read_mounts(root / "proc/self/mountinfo");
  for (const Membership& member : read_memberships(root / "proc/self/cgroup")) {
    for (const Mount& mount : mounts) {
      if (mount.second_version != member.second_version) continue;
      fs::path folder = root / mount.point.relative_path();
      const auto look = [&] {
        const std::optional<double> quota = quota_of(folder, mount.second_version);
        if (quota && (!least || *quota < *least)) least = quota;
      };
      look();
      for (const fs::path& step : below(mount.from, member.group)) {
        folder /= step;
        look();
      }
    }
  }
  return least;
}

}  // namespace genericity
