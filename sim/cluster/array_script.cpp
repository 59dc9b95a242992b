#include "sim/cluster/array_script.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace genericity {

namespace {

constexpr double mebibyte = 1U << 20U;

/// Where the one line that begins with `key` begins.
std::size_t place_of(const std::string& script, std::string_view key) {
  const std::string line_start = "\n" + std::string(key);
  const std::size_t place = script.find(line_start);
  if (place == std::string::npos || script.find(line_start, place + 1) != std::string::npos) {
    throw std::logic_error("array.sbatch: expected one line that begins with " + std::string(key));
  }
  return place + 1;
}

/// Replaces what follows `key` on the one line that begins with it, up to a comment.
void replace_value(std::string& script, std::string_view key, const std::string& value) {
  const std::size_t begin = place_of(script, key) + key.size();
  const std::size_t end = std::min(script.find('\n', begin), script.find(" # ", begin));
  script.replace(begin, end - begin, value);
}

void replace_line(std::string& script, std::string_view key, const std::string& line) {
  const std::size_t begin = place_of(script, key);
  script.replace(begin, script.find('\n', begin) - begin, line);
}

}  // namespace

std::string slurm_time(double seconds) {
  constexpr long long an_hour = 60;
  constexpr long long a_day = 24 * an_hour;
  const auto minutes = static_cast<long long>(std::ceil(seconds / 60));
  std::array<char, 64> text{};
  if (minutes < a_day) {
    (void)std::snprintf(text.data(), text.size(), "%02lld:%02lld:00", minutes / an_hour, minutes % an_hour);
  } else {
    (void)std::snprintf(text.data(), text.size(), "%lld-%02lld:%02lld:00", minutes / a_day,
                        minutes % a_day / an_hour, minutes % an_hour);
  }
  return text.data();
}

std::string shell_quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char c : word) {
    // A quote ends the quoted part, stands by itself, and begins the next part.
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

std::string array_script(const ArrayJob& job) {
  std::string script(array_script_template());
  std::string settings;
  for (const std::string& word : job.settings) settings += (settings.empty() ? "" : " ") + shell_quoted(word);
  if (job.tasks > 0) {
    replace_value(script, "#SBATCH --array=", "0-" + std::to_string(job.tasks - 1));
  } else {
    replace_line(script, "#SBATCH --array=", "#SBATCH --ntasks=1");
    replace_value(script, "#SBATCH --output=", "%x-%j.log");
  }
  replace_value(script, "#SBATCH --cpus-per-task=", std::to_string(job.threads));
  replace_value(script, "#SBATCH --time=", slurm_time(job.seconds));
  replace_value(script, "#SBATCH --mem=",
                std::to_string(static_cast<long long>(std::ceil(job.bytes / mebibyte))) + "M");
  replace_value(script, "study=", shell_quoted(job.study));
  replace_value(script, "shards=", std::to_string(job.shards));
  if (job.tasks > 0 && job.tasks < job.shards) replace_value(script, "tasks=", std::to_string(job.tasks));
  replace_value(script, "settings=", "(" + settings + ")");
  return script;
}

}  // namespace genericity
