#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "sim/store/lock_owner.h"

namespace genericity {

/// How an output is locked. The values that are there serve everybody but tests.
struct LockOptions {
  /// Takes the output from whoever holds it, who finds out before it writes again.
  bool break_lock = false;
  LockOwner self = LockOwner::self();
  /// The holder touches its lock file this often.
  std::chrono::milliseconds touch_interval{30'000};
  /// Nobody holds a lock file that was not touched for so long, by the clock of the file's server.
  std::chrono::milliseconds stale_after{600'000};
};

/// Held by the one process that may write an output file; a second one is refused with StoreError, which
/// names the holder. Readers need none.
///
/// The lock is the hidden file `.NAME.lock` beside the output. It appears at once and whole, which works on
/// every file system; it says who made it, and is touched while its maker lives. Where the kernel has
/// advisory locks (flock), one is held on it besides. It goes with the lock. A killed process leaves it
/// behind, which locks nothing: the next one takes it away if its maker was a process of the same machine
/// that is gone, or if it was not touched for ten minutes. The holder also clears away the unfinished
/// temporaries of killed writers. A symbolic link in the lock's place is never followed.
class OutputLock {
 public:
  explicit OutputLock(const std::filesystem::path& output, const LockOptions& options = {});
  OutputLock(OutputLock&&) noexcept;
  OutputLock& operator=(OutputLock&&) noexcept;
  ~OutputLock();

  /// Throws StoreError if another process has the lock now, or if it is gone and cannot be had again. To be
  /// called before every writing: a process that was suspended for long may have lost its lock.
  void require_held();

 private:
  class File;
  std::filesystem::path output_;
  LockOptions options_;
  std::unique_ptr<File> file_;
};

}  // namespace genericity
