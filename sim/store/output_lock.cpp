#include "sim/store/output_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "sim/store/file_operations.h"
#include "sim/store/replace_file.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

namespace fs = std::filesystem;

/// Others come and go between our calls; who is never first in so many tries meets a fault.
constexpr int most_tries = 100;

[[noreturn]] void fail(const fs::path& output, const std::string& reason) {
  throw StoreError("cannot lock '" + output.string() + "' for writing: " + reason);
}

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

/// Whether a name stands for an opened file, and not for a link to it.
bool is_at(int descriptor, const fs::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// Takes the kernel's advisory lock: 0, or an error number. EWOULDBLOCK says that another process has it;
/// anything else, that the file system has none.
int take_flock(int descriptor) {
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

bool write_text(int descriptor, const std::string& text) {
  return ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

std::chrono::nanoseconds last_touch(int descriptor) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0) return std::chrono::nanoseconds::max();
  return std::chrono::seconds(facts.st_mtim.tv_sec) + std::chrono::nanoseconds(facts.st_mtim.tv_nsec);
}

/// A lock file under a name of its own, whole and with its advisory lock: it needs but its place.
struct Candidate {
  Descriptor file;
  fs::path name;

  Candidate(const fs::path& output, const fs::path& place, LockOwner self) : name(temporary_name(place)) {
    file = Descriptor(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (file.id() < 0) fail(output, reason_of(errno));
    self.flocked = take_flock(file.id()) == 0;
    if (write_text(file.id(), self.text())) return;
    const int error = errno;
    ::unlink(name.c_str());
    fail(output, reason_of(error));
  }
  Candidate(const Candidate&) = delete;
  Candidate& operator=(const Candidate&) = delete;
  ~Candidate() { ::unlink(name.c_str()); }
};

/// Gives the candidate its place: 0, or an error number, EEXIST if the place is taken. Where there are no
/// hard links it is made there anew.
int put_in_place(Candidate& candidate, const fs::path& lock, LockOwner self) {
  if (::link(candidate.name.c_str(), lock.c_str()) == 0) return 0;
  const int error = errno;
  // A server's answer may get lost, and the question be put again.
  if (is_at(candidate.file.id(), lock)) return 0;
  if (error != EPERM && error != EOPNOTSUPP && error != ENOSYS && error != EMLINK && error != EINVAL)
    return error;
  Descriptor made(::open(lock.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (made.id() < 0) return errno;
  self.flocked = take_flock(made.id()) == 0;
  // Whoever cannot read whose it is waits until it is not touched any more.
  (void)write_text(made.id(), self.text());
  candidate.file = std::move(made);
  return 0;
}

/// A lock file that was in the way.
struct Found {
  Descriptor file;
  std::optional<LockOwner> owner;
};

/// Opens what is in the lock's place; nothing if it has just gone.
std::optional<Found> find_lock(const fs::path& output, const fs::path& lock) {
  Found found{Descriptor(::open(lock.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)), {}};
  if (found.file.id() < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail(output, errno == ELOOP ? lock.string() + " is a symbolic link, which is not followed"
                                : "cannot read " + lock.string() + ": " + reason_of(errno));
  }
  struct stat facts {};
  if (::fstat(found.file.id(), &facts) != 0 || !S_ISREG(facts.st_mode))
    fail(output, lock.string() + " is no file");
  std::array<char, 1024> text{};
  const ssize_t size = ::pread(found.file.id(), text.data(), text.size(), 0);
  if (size > 0) found.owner = LockOwner::parse({text.data(), static_cast<std::size_t>(size)});
  return found;
}

/// Whether nobody holds the lock that was found. `now` is the time by the file's server.
bool is_stale(const Found& found, const LockOptions& options, std::chrono::nanoseconds now) {
  const int flocked = take_flock(found.file.id());
  if (flocked == EWOULDBLOCK) return false;
  if (found.owner) {
    // The kernel's locks go with their processes, whatever their numbers mean here.
    const bool same_machine = found.owner->kernel.substr(0, found.owner->kernel.find('/')) ==
                              options.self.kernel.substr(0, options.self.kernel.find('/'));
    if (flocked == 0 && found.owner->flocked && same_machine) return true;
    if (has_ended(*found.owner, options.self)) return true;
  }
  return now - last_touch(found.file.id()) > options.stale_after;
}

/// Takes away a lock that is not held. Of several that do, one gets each file; who got another file than it
/// looked at, because the place was taken in between, puts it back.
void take_away(const Found& found, const fs::path& place, const fs::path& lock) {
  const fs::path aside = temporary_name(place);
  if (std::rename(lock.c_str(), aside.c_str()) != 0) return;
  if (!is_at(found.file.id(), aside)) (void)::link(aside.c_str(), lock.c_str());
  ::unlink(aside.c_str());
}

}  // namespace

/// The lock file while it is held.
class OutputLock::File {
 public:
  File(const fs::path& output, const LockOptions& options)
      : place_(resolve_links(output)),
        lock_(place_.parent_path() / ("." + place_.filename().string() + ".lock")) {
    if (!place_.has_filename()) fail(output, reason_of(EISDIR));
    acquire(output, options);
    remove_stale_temporaries(place_);
    keep_touching(options.touch_interval);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    // Only our own: it may have been taken away, and another be in its place.
    if (is_held()) ::unlink(lock_.c_str());
  }

  [[nodiscard]] bool is_held() const { return is_at(file_.id(), lock_); }

 private:
  void acquire(const fs::path& output, const LockOptions& options) {
    for (int tries = 0; tries < most_tries; ++tries) {
      Candidate candidate(output, place_, options.self);
      const int error = put_in_place(candidate, lock_, options.self);
      if (error == 0) {
        file_ = std::move(candidate.file);
        return;
      }
      // The holder clears away what looks like an unfinished file.
      if (error == ENOENT && !fs::exists(candidate.name)) continue;
      if (error != EEXIST) fail(output, reason_of(error));
      const std::optional<Found> found = find_lock(output, lock_);
      if (!found) continue;
      if (!options.break_lock && !is_stale(*found, options, last_touch(candidate.file.id()))) {
        fail(output, (found->owner ? found->owner->name() : "another process") +
                         " is writing it (if that cannot be, repeat the call with --break-lock)");
      }
      take_away(*found, place_, lock_);
    }
    fail(output, lock_.string() + " cannot be made or taken away");
  }

  void keep_touching(std::chrono::milliseconds interval) {
    // Signals are for the other threads.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    toucher_ = std::jthread([this, interval](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any never;
      std::unique_lock waiting(mutex);
      while (!never.wait_for(waiting, stop, interval, [&] { return stop.stop_requested(); }))
        (void)::futimens(file_.id(), nullptr);
    });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  fs::path place_;
  fs::path lock_;
  Descriptor file_;
  std::jthread toucher_;
};

OutputLock::OutputLock(const fs::path& output, const LockOptions& options)
    : output_(output), options_(options), file_(std::make_unique<File>(output, options)) {
  options_.break_lock = false;
}
OutputLock::OutputLock(OutputLock&&) noexcept = default;
OutputLock& OutputLock::operator=(OutputLock&&) noexcept = default;
OutputLock::~OutputLock() = default;

void OutputLock::require_held() {
  if (file_->is_held()) return;
  file_ = std::make_unique<File>(output_, options_);
}

}  // namespace genericity
