#include "sim/store/replace_file.h"

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "sim/store/result_file.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::string replacing_error(const std::filesystem::path& target, const std::string& text,
                            FileOperations& operations = FileOperations::system()) {
  return message_of<StoreError>([&] { replace_file(target, bytes_of(text), operations); });
}

/// Fails at one call, the n-th of all, with a given error; may write only a part before. Counts calls.
class FailingOperations : public FileOperations {
 public:
  explicit FailingOperations(int fail_at, int error = EIO) : fail_at_(fail_at), error_(error) {}
  int create(const std::filesystem::path& path) override {
    return failed() ? -1 : FileOperations::create(path);
  }
  int open_directory(const std::filesystem::path& path) override {
    return failed() ? -1 : FileOperations::open_directory(path);
  }
  int set_mode(int descriptor, mode_t mode) override {
    return failed() ? -1 : FileOperations::set_mode(descriptor, mode);
  }
  ssize_t write(int descriptor, const void* data, std::size_t size) override {
    // A few bytes at a time, so that there are many writes to fail.
    return failed() ? -1 : FileOperations::write(descriptor, data, std::min<std::size_t>(size, 5));
  }
  int sync(int descriptor) override { return failed() ? -1 : FileOperations::sync(descriptor); }
  int close(int descriptor) override {
    const bool fails = failed();
    const int status =
        FileOperations::close(descriptor);  // a failed close closes all the same, as Linux does
    if (!fails) return status;
    errno = error_;
    return -1;
  }
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (failed()) return -1;
    renamed_ = true;
    return FileOperations::rename(from, to);
  }
  [[nodiscard]] bool has_failed() const { return calls_ > fail_at_; }
  [[nodiscard]] bool renamed() const { return renamed_; }

 private:
  bool failed() {
    if (calls_++ != fail_at_) return false;
    errno = error_;
    return true;
  }
  int fail_at_;
  int error_;
  int calls_ = 0;
  bool renamed_ = false;
};

TEST_CASE("a new file, and one over an old one") {
  const TemporaryDirectory directory;
  CHECK(replacing_error(directory / "file", "first").empty());
  CHECK(read_bytes(directory / "file") == "first");
  CHECK(::chmod((directory / "file").c_str(), 0640) == 0);
  CHECK(replacing_error(directory / "file", "").empty());
  CHECK(read_bytes(directory / "file").empty());
  struct stat status {};
  REQUIRE(::stat((directory / "file").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777U) == 0640U);
  CHECK(directory.entries() == 1);
}

TEST_CASE("whatever call fails, the old file survives and nothing is left beside it") {
  const TemporaryDirectory directory;
  write_bytes(directory / "file", "the old contents");
  const std::string text = "new contents of some length";
  int fail_at = 0;
  for (bool finished = false; !finished; ++fail_at) {
    CAPTURE(fail_at);
    REQUIRE(fail_at < 100);
    write_bytes(directory / "file", "the old contents");
    FailingOperations operations(fail_at, ENOSPC);
    const std::string error = replacing_error(directory / "file", text, operations);
    finished = !operations.has_failed();
    CHECK(directory.entries() == 1);
    if (!operations.renamed()) {
      CHECK(contains(error, "No space left on device"));
      CHECK(contains(error, (directory / "file").string()));
      CHECK(read_bytes(directory / "file") == "the old contents");
    } else {
      CHECK(read_bytes(directory / "file") == text);
    }
  }
  CHECK(fail_at > 10);
}

TEST_CASE("an interrupted write goes on") {
  const TemporaryDirectory directory;
  FailingOperations operations(3, EINTR);  // directory, create, first write, second write
  CHECK(replacing_error(directory / "file", "some contents", operations).empty());
  CHECK(operations.has_failed());
  CHECK(read_bytes(directory / "file") == "some contents");
}

TEST_CASE("a file system that cannot sync is told apart from one that fails to") {
  const TemporaryDirectory directory;
  class Unsynced : public FileOperations {
   public:
    explicit Unsynced(int error) : error_(error) {}
    int sync(int /*descriptor*/) override {
      errno = error_;
      return -1;
    }

   private:
    int error_;
  };
  for (const int error : {EINVAL, ENOSYS, EOPNOTSUPP, ENOTSUP}) {
    Unsynced operations(error);
    CHECK(replace_file(directory / "file", bytes_of("some contents"), operations) == Synced::no);
  }
  CHECK(read_bytes(directory / "file") == "some contents");
  Unsynced operations(EIO);
  CHECK(contains(replacing_error(directory / "file", "other contents", operations), "Input/output error"));
  CHECK(read_bytes(directory / "file") == "some contents");
  CHECK(replace_file(directory / "file", bytes_of("other contents")) == Synced::yes);
}

TEST_CASE("places where no file can be") {
  const TemporaryDirectory directory;
  CHECK(contains(replacing_error(directory / "absent" / "file", "x"), "No such file"));
  CHECK(contains(replacing_error(directory.path(), "x"), "directory"));
  CHECK(contains(replacing_error(directory.path().string() + "/", "x"), "directory"));
  CHECK(contains(replacing_error("/dev/null", "x"), "not a regular file"));
  write_bytes(directory / "plain", "x");
  CHECK(contains(replacing_error(directory / "plain" / "file", "x"), "ot a directory"));
  CHECK(contains(replacing_error(directory / std::string(300, 'n'), "x"), "too long"));
}

TEST_CASE("a directory that must not be written") {
  const TemporaryDirectory directory;
  const bool is_root = ::geteuid() == 0;
  REQUIRE(::chmod(directory.path().c_str(), 0555) == 0);
  // The superuser may write anywhere, save where the kernel itself forbids it.
  const std::filesystem::path target =
      is_root ? std::filesystem::path("/proc/result.h5") : directory / "result.h5";
  const std::string error = message_of<StoreError>([&] { write_result(example_result(), target); });
  CHECK(contains(error, "cannot write"));
  CHECK(contains(error, target.string()));
  REQUIRE(::chmod(directory.path().c_str(), 0755) == 0);
  CHECK(directory.entries() == 0);
}

struct Mount {
  explicit Mount(const std::filesystem::path& place)
      : path(place), mounted(::mount("none", place.c_str(), "tmpfs", 0, "size=512k") == 0) {}
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  ~Mount() {
    if (mounted) ::umount2(path.c_str(), MNT_DETACH);
  }
  std::filesystem::path path;
  bool mounted;
};

TEST_CASE("a full disk leaves the old result") {
  const TemporaryDirectory directory;
  const Mount mount(directory.path());
  if (!mount.mounted) {
    MESSAGE("skipped: a small file system cannot be mounted here");
    return;
  }
  const StudyResult small = example_result();
  write_result(small, directory / "result.h5");
  const std::string error =
      message_of<StoreError>([&] { write_result(large_result(5000), directory / "result.h5"); });
  CHECK(contains(error, "No space left on device"));
  CHECK(difference(small, read_result(directory / "result.h5")).empty());
  CHECK(directory.entries() == 1);
}

TEST_CASE("temporaries of killed writers are found, and nothing else is") {
  const TemporaryDirectory directory;
  for (const char* name : {"a.h5", ".a.h5.partial-12-0-99", ".a.h5.partial-13-1-98", ".b.h5.partial-12-0-99",
                           "a.h5.partial-1", ".a.h5.partial-b", ".a.h5.partial-1-2", ".a.h5.partial-1-2-3-4",
                           ".a.h5.partial-1-2-", ".a.h5.partial-1-2-3.lock"}) {
    write_bytes(directory / name, "x");
  }
  remove_stale_temporaries(directory / "a.h5");
  CHECK(directory.entries() == 8);
  CHECK(std::filesystem::exists(directory / "a.h5"));
  CHECK(std::filesystem::exists(directory / ".b.h5.partial-12-0-99"));
  CHECK(std::filesystem::exists(directory / "a.h5.partial-1"));
}

}  // namespace
}  // namespace genericity
