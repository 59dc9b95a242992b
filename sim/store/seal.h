#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace genericity {

/// Appends the line that closes a result file: "\n# genericity-seal sha256 DIGEST\n", with the SHA-256 of
/// every byte before it. HDF5 ignores what follows its own end of a file.
void append_seal(std::vector<std::byte>& file);

struct SealCheck {
  /// Empty if the seal fits, else what is wrong: truncated, no seal, or other bytes than were sealed.
  std::string fault;
  /// The HDF5 part has its full length, but no seal follows: another program wrote the file, or cut off the
  /// seal.
  bool missing = false;
};

/// Compares a file with its seal. Throws StoreError if the file cannot be read or does not begin as an HDF5
/// file does.
///
/// HDF5 trusts much of what it reads, so damaged bytes must not reach it. Memory is constant; the file is
/// read once.
SealCheck check_seal(const std::filesystem::path& path);

/// The first block of an HDF5 file, its superblock, in versions 2 and 3.
constexpr std::size_t hdf5_superblock_length = 48;
/// The length that an HDF5 file has by its superblock, or 0 if that is of another version.
std::uint64_t hdf5_length(std::span<const std::byte, hdf5_superblock_length> superblock);

}  // namespace genericity
