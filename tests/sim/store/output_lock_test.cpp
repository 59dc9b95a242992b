#include "sim/store/output_lock.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "sim/store/store_error.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

std::string locking_error(const std::filesystem::path& output) {
  return message_of<StoreError>([&] { const OutputLock lock(output); });
}

/// A child process that holds the lock until it is killed.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& output) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      std::optional<OutputLock> lock;
      char ready = 'n';
      try {
        lock.emplace(output);
        ready = 'y';
      } catch (const StoreError&) {
        ready = 'n';
      }
      if (::write(ends[1], &ready, 1) == 1) ::pause();
      ::_exit(0);
    }
    ::close(ends[1]);
    char ready = 'n';
    holds_ = ::read(ends[0], &ready, 1) == 1 && ready == 'y';
    ::close(ends[0]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { kill(); }

  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
  }
  [[nodiscard]] bool holds() const { return holds_; }
  [[nodiscard]] pid_t process() const { return child_; }

 private:
  pid_t child_ = 0;
  bool holds_ = false;
};

TEST_CASE("one holder at a time, and nothing is left behind") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "result.h5";
  {
    const OutputLock lock(output);
    CHECK(contains(locking_error(output), std::to_string(::getpid())));
    CHECK(locking_error(directory / "other.h5").empty());
  }
  CHECK(directory.entries() == 0);
  CHECK(locking_error(output).empty());
  CHECK(directory.entries() == 0);
}

TEST_CASE("another process is refused and told who holds the lock; a killed holder holds nothing") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "result.h5";
  Holder holder(output);
  REQUIRE(holder.holds());
  const std::string error = locking_error(output);
  CHECK(contains(error, "process " + std::to_string(holder.process())));
  CHECK(contains(error, output.string()));
  holder.kill();
  CHECK(locking_error(output).empty());
  CHECK(directory.entries() == 0);
}

TEST_CASE("a link and what it points to are one output") {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink("result.h5", directory / "link.h5");
  const OutputLock lock(directory / "link.h5");
  CHECK(!locking_error(directory / "result.h5").empty());
}

TEST_CASE("the lock moves") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "result.h5";
  std::optional<OutputLock> outer;
  {
    OutputLock inner(output);
    outer = std::move(inner);
  }
  CHECK(!locking_error(output).empty());
  *outer = OutputLock(directory / "other.h5");
  CHECK(locking_error(output).empty());
  CHECK(!locking_error(directory / "other.h5").empty());
  outer.reset();
  CHECK(directory.entries() == 0);
}

TEST_CASE("the holder clears away unfinished files") {
  const TemporaryDirectory directory;
  write_bytes(directory / ".result.h5.partial-1-2-3", "x");
  const OutputLock lock(directory / "result.h5");
  CHECK(!std::filesystem::exists(directory / ".result.h5.partial-1-2-3"));
}

TEST_CASE("places that cannot be locked") {
  const TemporaryDirectory directory;
  CHECK(contains(locking_error(directory / "absent" / "result.h5"), "No such file"));
  CHECK(contains(locking_error(directory.path().string() + "/"), "directory"));
}

/// A lock file as another process left it, or has it.
void leave_lock(const std::filesystem::path& output, const std::string& text) {
  write_bytes(output.parent_path() / ("." + output.filename().string() + ".lock"), text);
}

void age_lock(const std::filesystem::path& output, std::chrono::minutes age) {
  const std::filesystem::path lock = output.parent_path() / ("." + output.filename().string() + ".lock");
  std::filesystem::last_write_time(lock, std::filesystem::last_write_time(lock) - age);
}

LockOwner other_host() {
  LockOwner owner = LockOwner::self();
  owner.host = "elsewhere";
  owner.kernel = "another-start/pid:[1]";
  return owner;
}

TEST_CASE("an owner is read as it was written") {
  LockOwner owner = LockOwner::self();
  CHECK(!owner.host.empty());
  CHECK(owner.process == ::getpid());
  CHECK(owner.began > 0);
  CHECK(LockOwner::parse(owner.text()) == owner);
  owner.flocked = true;
  CHECK(LockOwner::parse(owner.text()) == owner);
  const std::string text = owner.text();
  for (std::size_t size = 0; size < text.size(); ++size) CHECK(!LockOwner::parse(text.substr(0, size)));
  CHECK(!LockOwner::parse("process 17 on host"));
  CHECK_FALSE(has_ended(owner, owner));
  CHECK_FALSE(has_ended(other_host(), owner));
  LockOwner earlier = owner;
  ++earlier.began;
  CHECK(has_ended(earlier, owner));
}

TEST_CASE("where the kernel has no advisory locks, the file decides") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "r.h5";
  // A living process of this machine, and one that had the same number before it.
  LockOwner owner = LockOwner::self();
  leave_lock(output, owner.text());
  CHECK(contains(locking_error(output), owner.name() + " is writing it"));
  CHECK(contains(locking_error(output), "--break-lock"));
  age_lock(output, std::chrono::minutes(5));
  CHECK_FALSE(locking_error(output).empty());
  --owner.began;
  leave_lock(output, owner.text());
  CHECK(locking_error(output).empty());
  CHECK(directory.entries() == 0);
  // Nobody knows whether a process of another machine lives; its touch says so.
  leave_lock(output, other_host().text());
  CHECK(contains(locking_error(output), "on elsewhere is writing it"));
  age_lock(output, std::chrono::minutes(9));
  CHECK_FALSE(locking_error(output).empty());
  age_lock(output, std::chrono::minutes(2));
  CHECK(locking_error(output).empty());
  // Nor who made a file that says nothing.
  for (const char* text : {"", "process 17 on host"}) {
    leave_lock(output, text);
    CHECK(contains(locking_error(output), "another process is writing it"));
    age_lock(output, std::chrono::minutes(11));
    CHECK(locking_error(output).empty());
  }
  CHECK(directory.entries() == 0);
}

TEST_CASE("a container's process that had the kernel's lock has ended when that is free") {
  const TemporaryDirectory directory;
  LockOwner owner = LockOwner::self();
  owner.kernel = owner.kernel.substr(0, owner.kernel.find('/')) + "/pid:[1]";
  leave_lock(directory / "r.h5", owner.text());
  CHECK_FALSE(locking_error(directory / "r.h5").empty());
  owner.flocked = true;
  leave_lock(directory / "r.h5", owner.text());
  CHECK(locking_error(directory / "r.h5").empty());
}

TEST_CASE(
    "two machines: the second is refused while the first touches its lock, and takes it when it does not") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "r.h5";
  LockOptions first;
  first.self = other_host();
  first.touch_interval = std::chrono::milliseconds(1);
  const auto second = [&] { return message_of<StoreError>([&] { const OutputLock lock(output); }); };
  {
    const OutputLock lock(output, first);
    CHECK(contains(second(), "on elsewhere is writing it"));
    const std::filesystem::path file = directory / ".r.h5.lock";
    age_lock(output, std::chrono::minutes(60));
    const auto aged = std::filesystem::last_write_time(file);
    while (std::filesystem::last_write_time(file) == aged) ::usleep(1000);
    CHECK_FALSE(second().empty());
  }
  CHECK(second().empty());
}

TEST_CASE("a broken lock is found out by its former holder, and had again when it is free") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "r.h5";
  OutputLock former(output);
  former.require_held();
  {
    LockOptions breaking;
    breaking.break_lock = true;
    OutputLock breaker(output, breaking);
    breaker.require_held();
    CHECK(contains(message_of<StoreError>([&] { former.require_held(); }), "is writing it"));
  }
  former.require_held();
  CHECK_FALSE(locking_error(output).empty());
  std::filesystem::remove(directory / ".r.h5.lock");
  former.require_held();
  CHECK_FALSE(locking_error(output).empty());
}

TEST_CASE("what is no lock file is neither followed nor removed") {
  const TemporaryDirectory directory;
  write_bytes(directory / "precious", "x");
  std::filesystem::create_symlink("precious", directory / ".r.h5.lock");
  LockOptions breaking;
  breaking.break_lock = true;
  const auto error = [&] {
    return message_of<StoreError>([&] { const OutputLock lock(directory / "r.h5", breaking); });
  };
  CHECK(contains(error(), "symbolic link"));
  CHECK(read_bytes(directory / "precious") == "x");
  std::filesystem::remove(directory / ".r.h5.lock");
  std::filesystem::create_symlink("absent", directory / ".r.h5.lock");
  CHECK(contains(error(), "symbolic link"));
  CHECK_FALSE(std::filesystem::exists(directory / "absent"));
  std::filesystem::remove(directory / ".r.h5.lock");
  std::filesystem::create_directory(directory / ".r.h5.lock");
  CHECK(contains(error(), "is no file"));
  std::filesystem::remove(directory / ".r.h5.lock");
  REQUIRE(::mkfifo((directory / ".r.h5.lock").c_str(), 0600) == 0);
  CHECK(contains(error(), "is no file"));
}

TEST_CASE("an output whose name continues another's keeps its lock and its temporaries") {
  const TemporaryDirectory directory;
  OutputLock longer(directory / "a.partial-b");
  write_bytes(directory / ".a.partial-b.partial-1-2-3", "x");
  const OutputLock shorter(directory / "a");
  longer.require_held();
  CHECK_FALSE(locking_error(directory / "a.partial-b").empty());
  CHECK(std::filesystem::exists(directory / ".a.partial-b.partial-1-2-3"));
}

TEST_CASE("another user's leftover lock does not block in a shared folder") {
  if (::geteuid() != 0) {
    MESSAGE("skipped: only the superuser can be several users");
    return;
  }
  const TemporaryDirectory directory;
  REQUIRE(::chmod(directory.path().c_str(), 0777) == 0);
  LockOwner gone = LockOwner::self();
  --gone.began;
  leave_lock(directory / "r.h5", gone.text());
  REQUIRE(::chmod((directory / ".r.h5.lock").c_str(), 0644) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(2);
    ::_exit(locking_error(directory / "r.h5").empty() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(directory.entries() == 0);
}

TEST_CASE("of many that find a dead process's lock one gets it at a time") {
  const TemporaryDirectory directory;
  const std::filesystem::path output = directory / "r.h5";
  LockOwner gone = LockOwner::self();
  --gone.began;
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    for (int round = 0; round < 200; ++round) {
      std::optional<OutputLock> lock;
      try {
        lock.emplace(output);
      } catch (const StoreError&) {
        continue;
      }
      const int witness = ::open((directory / "witness").c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
      if (witness < 0) ::_exit(1);  // another one believes that it has the lock
      ::close(witness);
      lock->require_held();
      std::filesystem::remove(directory / "witness");
      lock.reset();
      if (round % 3 == 0) leave_lock(output, gone.text());
    }
    ::_exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
}

}  // namespace
}  // namespace genericity
