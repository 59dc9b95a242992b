#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "sim/store/file_operations.h"

namespace genericity {

/// Whether what was written would survive a crash of the machine.
enum class Synced : bool {
  no,  ///< the file system has no way to make sure of it
  yes
};

/// Puts `bytes` into `target` so that every reader, at every instant and after a crash, sees either the old
/// file or the whole new one: written under a temporary name in the same directory, synced, closed, renamed
/// over the target, and the directory synced. A target that is a symbolic link stays one; a target that
/// exists keeps its permissions. Throws StoreError; the temporary is then gone and the target untouched
/// (unless the message says that only the last step failed, the syncing of the directory).
Synced replace_file(const std::filesystem::path& target, std::span<const std::byte> bytes,
                    FileOperations& operations = FileOperations::system());

/// A new hidden name beside `target`, for a file that is to take its place.
std::filesystem::path temporary_name(const std::filesystem::path& target);

/// Removes the temporaries that killed writers of `target` left behind. Only for the holder of the target's
/// OutputLock, because a living writer's temporary looks the same. Never throws.
void remove_stale_temporaries(const std::filesystem::path& target) noexcept;

/// The file that a name stands for: links followed, also when what they point to does not exist yet.
std::filesystem::path resolve_links(const std::filesystem::path& target);

}  // namespace genericity
