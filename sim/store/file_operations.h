#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <utility>

namespace genericity {

/// The calls by which a file is replaced, as POSIX has them: a negative value (or −1) means failure and sets
/// errno. Tests put a version in their place that fails where they want.
class FileOperations {
 public:
  FileOperations() = default;
  FileOperations(const FileOperations&) = delete;
  FileOperations& operator=(const FileOperations&) = delete;
  virtual ~FileOperations() = default;

  /// Makes a new file for writing; fails if the name is taken.
  virtual int create(const std::filesystem::path& path);
  virtual int open_directory(const std::filesystem::path& path);
  virtual int set_mode(int descriptor, mode_t mode);
  virtual ssize_t write(int descriptor, const void* data, std::size_t size);
  virtual int sync(int descriptor);
  virtual int close(int descriptor);
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to);
  virtual int remove(const std::filesystem::path& path);

  /// The operating system's own calls.
  static FileOperations& system();
};

/// A descriptor that is closed on every way out; a negative one is none.
class Descriptor {
 public:
  explicit Descriptor(int id = -1, FileOperations& operations = FileOperations::system())
      : id_(id), operations_(&operations) {}
  Descriptor(Descriptor&& other) noexcept
      : id_(std::exchange(other.id_, -1)), operations_(other.operations_) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(operations_, other.operations_);
    return *this;
  }
  ~Descriptor() {
    if (id_ >= 0) operations_->close(id_);
  }

  [[nodiscard]] int id() const { return id_; }
  int close() { return operations_->close(std::exchange(id_, -1)); }

 private:
  int id_;
  FileOperations* operations_;
};

}  // namespace genericity
