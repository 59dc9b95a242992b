#include "sim/store/output_lock.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <optional>

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

}  // namespace
}  // namespace genericity
