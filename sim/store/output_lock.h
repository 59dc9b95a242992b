#pragma once

#include <filesystem>

namespace genericity {

/// Held by the one process that may write an output file; a second one is refused with StoreError, which
/// names the holder where it is known.
///
/// It is an advisory lock of the kernel on the hidden file `.NAME.lock` beside the output, so it vanishes
/// with its process, however that ends. The file itself is removed when the lock is released. A killed
/// process leaves it behind; it then locks nothing, and the next holder removes it. The holder also clears
/// away the unfinished temporaries of killed writers.
class OutputLock {
 public:
  explicit OutputLock(const std::filesystem::path& output);
  OutputLock(OutputLock&& other) noexcept;
  OutputLock& operator=(OutputLock&& other) noexcept;
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;
  ~OutputLock();

 private:
  void release() noexcept;

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace genericity
