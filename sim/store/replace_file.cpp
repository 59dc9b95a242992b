#include "sim/store/replace_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/store/store_error.h"

namespace genericity {
namespace {

namespace fs = std::filesystem;

/// Some file systems take no more than 2^31 bytes in one call.
constexpr std::size_t largest_write = std::size_t{1} << 30U;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  throw StoreError(what + " '" + path.string() + "': " + std::generic_category().message(error));
}

fs::path directory_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// Hidden, so that a pattern like *.h5 does not find it.
std::string temporary_prefix(const fs::path& target) {
  return "." + target.filename().string() + ".partial-";
}

/// Whether a name is one that temporary_name() gives for this prefix: process, number, salt. Another output's
/// name, or its lock's, may begin alike.
bool is_temporary(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  int numbers = 1;
  bool in_number = false;
  for (const char letter : name.substr(prefix.size())) {
    const bool is_digit = letter >= '0' && letter <= '9';
    if (!is_digit && (letter != '-' || !in_number)) return false;
    numbers += is_digit ? 0 : 1;
    in_number = is_digit;
  }
  return in_number && numbers == 3;
}

/// Errors that say: this file system cannot. (ENOTSUP is EOPNOTSUPP here.)
bool is_unsupported(int error) {
  return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

/// A new file that is removed unless it was renamed to its place.
class Temporary {
 public:
  Temporary(fs::path path, FileOperations& operations) : path_(std::move(path)), operations_(operations) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) operations_.remove(path_);
  }
  void renamed() { path_.clear(); }

 private:
  fs::path path_;
  FileOperations& operations_;
};

void write_all(int descriptor, std::span<const std::byte> bytes, const fs::path& target,
               FileOperations& operations) {
  while (!bytes.empty()) {
    const ssize_t written = operations.write(descriptor, bytes.data(), std::min(bytes.size(), largest_write));
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("cannot write", target, errno);
    }
    if (written == 0) fail("cannot write", target, ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

fs::path temporary_name(const fs::path& target) {
  static std::atomic<std::uint64_t> counter{0};
  const std::uint64_t salt = std::uint64_t{std::random_device{}()} << 32U | std::random_device{}();
  return directory_of(target) / (temporary_prefix(target) + std::to_string(::getpid()) + "-" +
                                 std::to_string(counter++) + "-" + std::to_string(salt));
}

fs::path resolve_links(const fs::path& target) {
  fs::path path = target;
  std::error_code error;
  for (int depth = 0; depth < 40 && fs::is_symlink(fs::symlink_status(path, error)); ++depth) {
    const fs::path next = fs::read_symlink(path, error);
    if (error) break;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  return path;
}

Synced replace_file(const fs::path& target, std::span<const std::byte> bytes, FileOperations& operations) {
  const fs::path place = resolve_links(target);
  if (!place.has_filename()) fail("cannot write", target, EISDIR);
  struct stat old {};
  const bool exists = ::stat(place.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail("cannot write", target, EISDIR);
  if (exists && !S_ISREG(old.st_mode))
    throw StoreError("cannot write '" + target.string() + "': not a regular file");

  const Descriptor directory(operations.open_directory(directory_of(place)), operations);
  if (directory.id() < 0) fail("cannot write", target, errno);
  const fs::path name = temporary_name(place);
  Descriptor file(operations.create(name), operations);
  if (file.id() < 0) fail("cannot write", target, errno);
  Temporary temporary(name, operations);

  if (exists && operations.set_mode(file.id(), old.st_mode & 07777U) != 0)
    fail("cannot write", target, errno);
  write_all(file.id(), bytes, target, operations);
  Synced synced = Synced::yes;
  const auto sync = [&](int descriptor, const char* what) {
    if (operations.sync(descriptor) == 0) return;
    if (!is_unsupported(errno)) fail(what, target, errno);
    synced = Synced::no;
  };
  sync(file.id(), "cannot write");
  // Network file systems report a full disk as late as here.
  if (file.close() != 0) fail("cannot write", target, errno);
  if (operations.rename(name, place) != 0) fail("cannot replace", target, errno);
  temporary.renamed();
  sync(directory.id(), "written, but cannot sync the directory of");
  return synced;
}

void remove_stale_temporaries(const fs::path& target) noexcept {
  try {
    const fs::path place = resolve_links(target);
    const std::string prefix = temporary_prefix(place);
    std::error_code error;
    for (fs::directory_iterator entry(directory_of(place), error), end; !error && entry != end;
         entry.increment(error)) {
      if (!is_temporary(entry->path().filename().string(), prefix)) continue;
      std::error_code ignored;
      fs::remove(entry->path(), ignored);
    }
  } catch (const std::exception&) {  // out of memory: a stale file is no reason to stop
    return;
  }
}

}  // namespace genericity
