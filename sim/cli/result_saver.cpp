#include "sim/cli/result_saver.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "sim/cli/progress.h"
#include "sim/store/lock_owner.h"
#include "sim/study/stopwatch.h"

namespace genericity {

namespace {

namespace fs = std::filesystem;

/// Seconds between two tries of the last save: at first, doubled each time, and at most.
constexpr double first_pause = 1.0;
constexpr double longest_pause = 30.0;

void sleep_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

/// Folders that may take a result whose own cannot.
std::vector<fs::path> refuges() {
  std::vector<fs::path> folders;
  if (const char* folder = std::getenv("TMPDIR"); folder != nullptr && *folder != '\0')
    folders.emplace_back(folder);
  std::error_code error;
  folders.push_back(fs::current_path(error));
  folders.push_back(fs::temp_directory_path(error));
  std::erase(folders, fs::path());
  return folders;
}

/// A name in `folder` that nothing has.
fs::path free_name(const fs::path& folder, const fs::path& output) {
  const std::string stem = output.stem().string() + ".saved-" + std::to_string(::getpid());
  std::error_code error;
  fs::path name = folder / (stem + ".h5");
  for (int number = 2; fs::exists(fs::symlink_status(name, error)); ++number)
    name = folder / (stem + "-" + std::to_string(number) + ".h5");
  return name;
}

}  // namespace

ResultSaver::ResultSaver(SaverOptions options) : options_(std::move(options)) {
  if (!options_.sleep) options_.sleep = sleep_for;
  if (!options_.clock) options_.clock = [watch = Stopwatch()] { return watch.seconds(); };
}

bool ResultSaver::save(const StudyResult& result, Saving occasion) {
  const double start = options_.clock();
  const auto left = [&] { return options_.patience() - (options_.clock() - start); };
  double pause = first_pause;
  while (true) {
    const std::string error = attempt(result, options_.output);
    if (error.empty()) {
      if (failures_ > 0)
        options_.say("Saved, after " + std::to_string(failures_) +
                     (failures_ == 1 ? " failure" : " failures"));
      failures_ = 0;
      return true;
    }
    ++failures_;
    if (occasion == Saving::checkpoint) {
      options_.say("Warning: " + error + "; the counts are kept in memory, and saved later");
      return false;
    }
    const double remaining = left();
    if (remaining <= 0 && !options_.takes_refuge) throw StoreError(error);
    if (remaining <= 0) take_refuge(result, error);
    const double seconds = std::min({pause, remaining, longest_pause});
    options_.say("Warning: " + error + "; trying again in " + duration_text(std::ceil(seconds)) + ", for " +
                 duration_text(std::ceil(remaining)) + " at most");
    // In short steps: a signal may shorten the patience.
    for (double slept = 0; slept < seconds && left() > 0; slept += 1.0)
      options_.sleep(std::min(1.0, seconds - slept));
    pause *= 2;
  }
}

std::string ResultSaver::attempt(const StudyResult& result, const fs::path& target) {
  try {
    if (target == options_.output) options_.require_held();
    if (write_result(result, target, *options_.operations) == Synced::no && !std::exchange(sync_noted_, true))
      options_.say("Note: this file system cannot make sure that a file survives a crash of the machine");
    return {};
  } catch (const StoreError& error) {
    return error.what();
  } catch (const std::bad_alloc&) {
    return "cannot write '" + target.string() + "': out of memory";
  }
}

void ResultSaver::take_refuge(const StudyResult& result, const std::string& error) {
  for (const fs::path& folder : refuges()) {
    const fs::path place = free_name(folder, options_.output);
    if (!attempt(result, place).empty()) continue;
    const std::string command = options_.go_on(place);
    throw StoreError(error + "; what was counted is in '" + place.string() + "' on " +
                     LockOwner::self().host + (command.empty() ? "" : "; to go on from it: " + command));
  }
  throw StoreError(
      error + "; no other folder can be written either, and what was counted since the last save is lost");
}

}  // namespace genericity
