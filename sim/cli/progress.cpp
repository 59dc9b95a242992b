#include "sim/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "sim/cli/table.h"
#include "sim/cli/terminal.h"
#include "sim/store/missing_inferences.h"

namespace genericity {

namespace {

constexpr double terminal_interval = 0.2;
constexpr double log_interval = 30;
constexpr std::size_t bar_width = 24;
constexpr std::size_t least_bar_width = 5;
/// Seconds from which on a duration says nothing more.
constexpr double longest_named = 100 * 365.25 * 86400;

/// "1.2k samples/s", or, where that would be a fraction, "2.5 s a sample".
std::string rate_text(double rate) {
  if (rate >= 1 || !(rate > 0)) return short_count(rate) + " samples/s";
  return short_text(1 / rate, 2) + " s a sample";
}

/// The line with a bar before it, as long as the terminal has room for; the last column stays free.
std::string fitting_bar(const std::string& line, double fraction) {
  const std::size_t width = terminal_width(STDERR_FILENO);
  constexpr std::size_t around = 4;  // brackets, a blank, and the last column
  if (line.size() + around + least_bar_width > width)
    return line.substr(0, std::max<std::size_t>(width, 1) - 1);
  const std::size_t size = std::min(bar_width, width - line.size() - around);
  const std::size_t filled = std::min(size, static_cast<std::size_t>(fraction * static_cast<double>(size)));
  return "[" + std::string(filled, '#') + std::string(size - filled, '.') + "] " + line;
}

}  // namespace

void MissingLog::show(const StudyResult& result, const std::function<void()>& before) {
  for (const std::string& line : missing_inferences(result)) {
    if (!shown_.insert(line.substr(line.find(':'))).second) continue;
    if (before) before();
    std::cerr << "genericity: " << line << '\n';
  }
}

std::string duration_text(double seconds) {
  if (!(seconds < longest_named)) return "over 100 years";
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  if (whole < 86400) return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
  return std::to_string(whole / 86400) + " d " + std::to_string(whole % 86400 / 3600) + " h";
}

std::string short_count(double count) {
  constexpr std::array<const char*, 5> units{"", "k", "M", "G", "T"};
  std::size_t unit = 0;
  while (count >= 999.5 && unit + 1 < units.size()) {
    count /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  const int decimals = unit == 0 || count >= 100 ? 0 : (count >= 10 ? 1 : 2);
  (void)std::snprintf(text.data(), text.size(), "%.*f%s", decimals, count, units[unit]);
  return text.data();
}

ProgressDisplay::ProgressDisplay(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressDisplay::~ProgressDisplay() {
  end_line();
}

void ProgressDisplay::end_line() {
  if (line_open_) std::cerr << '\n';
  line_open_ = false;
}

void ProgressDisplay::show(const DriverOptions::Progress& progress) {
  if (quiet_ || progress.seconds - last_shown_ < (terminal_ ? terminal_interval : log_interval)) return;
  last_shown_ = progress.seconds;
  std::string line = std::to_string(static_cast<int>(100 * progress.fraction)) + "%  ensemble " +
                     std::to_string(progress.ensemble + 1) + " of " + std::to_string(progress.ensembles) +
                     ", " + short_count(static_cast<double>(progress.samples)) + " samples, " +
                     rate_text(progress.rate);
  // Where only a width or the time ends a run, the number of samples says nothing about what is left.
  const double left = progress.seconds * (1 - progress.fraction) / progress.fraction;
  if (progress.fraction > 0 && left < longest_named) line += ", about " + duration_text(left) + " left";
  if (terminal_) {
    std::cerr << '\r' << fitting_bar(line, progress.fraction) << "\x1b[K" << std::flush;
    line_open_ = true;
  } else {
    std::cerr << line << std::endl;
  }
}

}  // namespace genericity
