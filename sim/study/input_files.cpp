#include "sim/study/input_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/study/input_error.h"

namespace genericity {
namespace {

/// The most that is kept of all pipes together; also what processes of a cluster can send to one another.
constexpr std::size_t most_piped = std::size_t{1} << 30U;

bool is_standard_input(const std::string& path) {
  return path == standard_input || path == "/dev/fd/0" || path == "/proc/self/fd/0";
}

[[noreturn]] void cannot_be_read(const std::string& path, const std::string& why) {
  throw UnreadableInput(path + ": cannot be read: " + why);
}

std::string last_fault() {
  return std::generic_category().message(errno);
}

/// An open descriptor. Standard input is one already, and stays open.
class InputDescriptor {
 public:
  explicit InputDescriptor(const std::string& path)
      : is_own_(!is_standard_input(path)),
        number_(is_own_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO) {
    if (number_ < 0) cannot_be_read(path, last_fault());
  }
  InputDescriptor(const InputDescriptor&) = delete;
  InputDescriptor& operator=(const InputDescriptor&) = delete;
  ~InputDescriptor() {
    if (is_own_ && number_ >= 0) ::close(number_);
  }

  /// All that is left in it.
  [[nodiscard]] std::string read_all(const std::string& path, std::size_t most_bytes) const {
    std::string bytes;
    std::array<char, 65536> part{};
    while (true) {
      const ssize_t got = ::read(number_, part.data(), part.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) cannot_be_read(path, last_fault());
      if (got == 0) return bytes;
      bytes.append(part.data(), static_cast<std::size_t>(got));
      if (bytes.size() > most_bytes) throw InputError(path + ": the file is too large");
    }
  }

 private:
  bool is_own_;
  int number_;
};

}  // namespace

bool InputFiles::is_pipe(const std::string& path) const {
  if (piped_.contains(path) || is_standard_input(path)) return true;
  std::error_code error;
  const std::filesystem::file_type type = std::filesystem::status(path, error).type();
  return type == std::filesystem::file_type::fifo || type == std::filesystem::file_type::character;
}

std::string InputFiles::read(const std::string& path, std::size_t most_bytes) {
  if (const auto known = piped_.find(path); known != piped_.end()) return known->second;
  std::error_code error;
  const bool comes_once = is_pipe(path);
  if (!comes_once && !std::filesystem::is_regular_file(path, error)) {
    const bool exists = std::filesystem::exists(path, error);
    throw UnreadableInput(path + ": " +
                          (exists  ? "not a regular file"
                           : error ? "cannot be read: " + error.message()
                                   : "no such file"));
  }
  std::size_t most = most_bytes;
  if (comes_once) {
    std::size_t kept = 0;
    for (const auto& [name, bytes] : piped_) kept += bytes.size();
    most = std::min(most, most_piped - kept);
  } else if (std::filesystem::file_size(path, error) > most) {
    throw InputError(path + ": the file is too large");
  }
  std::string bytes = InputDescriptor(path).read_all(path, most);
  if (comes_once) piped_.emplace(path, bytes);
  return bytes;
}

std::string folder_of_study(const std::string& path) {
  if (is_standard_input(path) || path.starts_with("/dev/fd/") || path.starts_with("/proc/")) return "";
  return std::filesystem::path(path).parent_path().string();
}

}  // namespace genericity
