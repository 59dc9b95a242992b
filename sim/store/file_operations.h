#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>

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

}  // namespace genericity
