#include "sim/store/file_operations.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace genericity {

int FileOperations::create(const std::filesystem::path& path) {
  // The process's umask decides who may read the result, as for any other new file.
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

int FileOperations::open_directory(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int FileOperations::set_mode(int descriptor, mode_t mode) {
  return ::fchmod(descriptor, mode);
}

ssize_t FileOperations::write(int descriptor, const void* data, std::size_t size) {
  return ::write(descriptor, data, size);
}

int FileOperations::sync(int descriptor) {
  return ::fsync(descriptor);
}

int FileOperations::close(int descriptor) {
  return ::close(descriptor);
}

int FileOperations::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  return std::rename(from.c_str(), to.c_str());
}

int FileOperations::remove(const std::filesystem::path& path) {
  return ::unlink(path.c_str());
}

FileOperations& FileOperations::system() {
  static FileOperations operations;  // has no state
  return operations;
}

}  // namespace genericity
