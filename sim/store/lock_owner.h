#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace genericity {

/// The process that writes an output, as its lock file tells others.
struct LockOwner {
  std::string host;  ///< the machine's name, for people
  /// Where process numbers mean the same: the machine's start and the name space of its processes. Two
  /// machines of one name, or two containers of one machine, differ in it.
  std::string kernel;
  std::int64_t process = 0;
  /// When the process began, in the kernel's count: numbers of processes are used again.
  std::uint64_t began = 0;
  bool flocked = false;  ///< whether it also holds the kernel's advisory lock on its lock file

  bool operator==(const LockOwner&) const = default;

  /// "process 17 on host"
  [[nodiscard]] std::string name() const;
  /// What stands in a lock file: a line for each field.
  [[nodiscard]] std::string text() const;

  /// The calling process.
  static LockOwner self();
  /// What a lock file says; nothing if it does not say all.
  static std::optional<LockOwner> parse(std::string_view text);
};

/// Whether an owner is known to have ended, seen from process `self`. False also where that cannot be known,
/// as of a process of another machine.
bool has_ended(const LockOwner& owner, const LockOwner& self);

}  // namespace genericity
