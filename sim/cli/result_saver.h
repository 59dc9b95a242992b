#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "sim/store/result_file.h"
#include "sim/study/driver.h"

namespace genericity {

/// How a result is kept safe. Everything but the output has a use in tests alone, or is said by the verb.
struct SaverOptions {
  std::filesystem::path output;
  /// Throws StoreError if the output may not be written now, such as to another holder of its lock.
  std::function<void()> require_held = [] {};
  /// How many seconds, from its beginning on, the last save may go on trying. Asked again and again: a signal
  /// or the end of a job that comes near make it shorter.
  std::function<double()> patience = [] { return 0.0; };
  /// The command that goes on from a file that stands elsewhere.
  std::function<std::string(const std::filesystem::path&)> go_on = [](const auto&) { return std::string(); };
  /// Whether to write elsewhere in the end: not where the counts are in other files, too.
  bool takes_refuge = true;
  std::function<void(const std::string&)> say = [](const std::string&) {};  ///< tells the user a line
  FileOperations* operations = &FileOperations::system();
  std::function<void(double)> sleep;  ///< for so many seconds; empty for the system's own
  std::function<double()> clock;      ///< seconds since some moment; empty for the system's own
};

/// Writes a result to its file, and does not give up with the first error: disks are full and servers away
/// for a while. Every try writes a new temporary from memory; after a failed fsync what a file holds is
/// unknown.
class ResultSaver {
 public:
  explicit ResultSaver(SaverOptions options);

  /// Saves. At a checkpoint a failure is said, and false returned. The last save goes on trying with growing
  /// pauses; then it writes to a file of its own in $TMPDIR, the present folder or the system's folder for
  /// temporary files, and throws StoreError with that file's place and the command that goes on from it. The
  /// counts are lost only if none of these can be written, which the message then says.
  bool save(const StudyResult& result, Saving occasion);

 private:
  /// The error; empty if it is saved.
  std::string attempt(const StudyResult& result, const std::filesystem::path& target);
  [[noreturn]] void take_refuge(const StudyResult& result, const std::string& error);

  SaverOptions options_;
  int failures_ = 0;  // since the last success
  bool sync_noted_ = false;
};

}  // namespace genericity
