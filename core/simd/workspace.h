#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace genericity {

/// Memory that the batch stages of one thread share: each of them uses it during a call only. Aligned for the
/// widest vectors. Grows when an object that needs more is made, never later; throws std::bad_alloc.
class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { ::operator delete(bytes_, alignment); }

  /// Makes get() at least this large; what was in it is lost.
  void reserve(std::size_t size) {
    if (size <= size_) return;
    ::operator delete(bytes_, alignment);
    bytes_ = nullptr;
    size_ = 0;
    bytes_ = ::operator new(size, alignment);
    size_ = size;
  }
  [[nodiscard]] std::byte* get() const { return static_cast<std::byte*>(bytes_); }

  /// The size rounded up to where an aligned part may follow.
  static constexpr std::size_t aligned(std::size_t size) {
    return (size + static_cast<std::size_t>(alignment) - 1) / static_cast<std::size_t>(alignment) *
           static_cast<std::size_t>(alignment);
  }

 private:
  static constexpr std::align_val_t alignment{64};
  void* bytes_ = nullptr;
  std::size_t size_ = 0;
};

/// One workspace, or a new one where none is given.
inline std::shared_ptr<Workspace> workspace_or_new(std::shared_ptr<Workspace> workspace) {
  return workspace ? std::move(workspace) : std::make_shared<Workspace>();
}

}  // namespace genericity
