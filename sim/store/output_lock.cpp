#include "sim/store/output_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "sim/store/replace_file.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

[[noreturn]] void fail(const std::filesystem::path& output, const std::string& reason) {
  throw StoreError("cannot lock '" + output.string() + "' for writing: " + reason);
}

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

/// Whether the name still stands for the opened file: its holder may have removed it between our open and our
/// lock.
bool still_there(int descriptor, const std::filesystem::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

std::string read_holder(int descriptor) {
  std::array<char, 256> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "another process";
}

/// Only for the message to a second process, so failures do not matter.
void write_holder(int descriptor) {
  std::array<char, 128> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  const std::string text = "process " + std::to_string(::getpid()) + " on " + host.data();
  if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
    const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

}  // namespace

OutputLock::OutputLock(const std::filesystem::path& output) {
  const std::filesystem::path place = resolve_links(output);
  if (!place.has_filename()) fail(output, reason_of(EISDIR));
  path_ = place.parent_path() / ("." + place.filename().string() + ".lock");
  while (descriptor_ < 0) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(output, reason_of(errno));
    int locked = -1;
    do {
      locked = ::flock(descriptor_, LOCK_EX | LOCK_NB);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0) {
      const int error = errno;
      const std::string holder = read_holder(descriptor_);
      ::close(std::exchange(descriptor_, -1));
      fail(output, error == EWOULDBLOCK ? holder + " is writing it" : reason_of(error));
    }
    if (!still_there(descriptor_, path_)) ::close(std::exchange(descriptor_, -1));
  }
  write_holder(descriptor_);
  remove_stale_temporaries(place);
}

OutputLock::OutputLock(OutputLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputLock& OutputLock::operator=(OutputLock&& other) noexcept {
  if (this != &other) {
    release();
    path_ = std::move(other.path_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

OutputLock::~OutputLock() {
  release();
}

void OutputLock::release() noexcept {
  if (descriptor_ < 0) return;
  // Removed while still locked: whoever opened it before finds the name gone, and tries again with a new
  // file.
  ::unlink(path_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace genericity
