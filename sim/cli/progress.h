#pragma once

#include <functional>
#include <set>
#include <string>

#include "sim/study/driver.h"

namespace genericity {

/// Shows how far a run is, on standard error: one line that is rewritten on a terminal, a line every half
/// minute in a log, nothing when quiet.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool quiet);
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  ~ProgressDisplay();

  void show(const DriverOptions::Progress& progress);
  /// Ends the rewritten line, before anything else is said; another one begins when there is more to show.
  void end_line();

 private:
  bool quiet_;
  bool terminal_;
  bool line_open_ = false;
  double last_shown_ = 0;
};

/// Says on standard error what could not be inferred from the counts, every reason once.
class MissingLog {
 public:
  /// `before` is called before a line is printed.
  void show(const StudyResult& result, const std::function<void()>& before = {});

 private:
  std::set<std::string> shown_;  // the reasons, without the units that they concern
};

/// "3 s", "2 min 5 s", "1 h 20 min".
std::string duration_text(double seconds);
/// "812", "12.3k", "4.56M": a count for people.
std::string short_count(double count);

}  // namespace genericity
