#pragma once

#include <filesystem>

#include "sim/store/file_operations.h"
#include "sim/store/replace_file.h"
#include "sim/store/store_error.h"
#include "sim/study/result.h"

namespace genericity {

/// Writes a result in the format that results/README.md specifies. The target is replaced as a whole or not
/// at all (see replace_file). Throws StoreError, also for a result whose parts do not fit together or that
/// has no cells.
///
/// Provenance texts are stored as UTF-8; bytes that are not become U+FFFD. A tally without stages counts
/// zeros. Not thread-safe: HDF5 is called from one thread at a time.
Synced write_result(const StudyResult& result, const std::filesystem::path& target,
                    FileOperations& operations = FileOperations::system());

/// Reads what write_result wrote, bit for bit. Throws StoreError, with the file and the reason, for a file
/// that is missing, no HDF5 file, truncated, damaged, changed by another program, no result, of a newer
/// format version, or whose contents contradict each other. A file is read whole or refused.
StudyResult read_result(const std::filesystem::path& path);

}  // namespace genericity
