#include "sim/store/seal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <system_error>

#include "sim/store/regular_file.h"
#include "sim/store/sha256.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

constexpr std::string_view seal_start = "\n# genericity-seal sha256 ";
constexpr std::size_t digest_length = 64;
constexpr std::size_t seal_length = seal_start.size() + digest_length + 1;

constexpr std::array<unsigned char, 8> hdf5_signature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
/// Where superblock versions 2 and 3 keep the file's length ("HDF5 File Format Specification Version 3.0",
/// II.A).
constexpr std::size_t length_offset = 28;

std::string seal_of(Sha256& digest) {
  return std::string(seal_start) + digest.finish() + "\n";
}

class Input {
 public:
  explicit Input(const std::filesystem::path& path) : path_(path) {
    if (const std::string why = why_no_regular_file(path); !why.empty()) refuse(why);
    // Should it become a pipe only now, opening it does not wait for whoever writes to it.
    id_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (id_ < 0) fail(errno);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() { ::close(id_); }

  [[nodiscard]] std::uint64_t size() const {
    struct stat status {};
    if (::fstat(id_, &status) != 0) fail(errno);
    if (!S_ISREG(status.st_mode)) refuse("not a regular file");
    return static_cast<std::uint64_t>(status.st_size);
  }

  /// Reads as much of `bytes` as there is.
  std::size_t read(std::span<std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::read(id_, bytes.data() + done, bytes.size() - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  [[noreturn]] void fail(int error) const { refuse(std::generic_category().message(error)); }
  [[noreturn]] void refuse(const std::string& why) const {
    throw UnreadableFile("cannot read '" + path_.string() + "': " + why);
  }

  const std::filesystem::path& path_;
  int id_ = -1;
};

}  // namespace

std::uint64_t hdf5_length(std::span<const std::byte, hdf5_superblock_length> superblock) {
  const auto version = std::to_integer<unsigned>(superblock[hdf5_signature.size()]);
  if (version != 2 && version != 3) return 0;
  std::uint64_t length = 0;
  for (std::size_t i = 8; i-- > 0;)
    length = length << 8U | std::to_integer<std::uint64_t>(superblock[length_offset + i]);
  return length;
}

void append_seal(std::vector<std::byte>& file) {
  Sha256 digest;
  digest.update(file);
  const std::string seal = seal_of(digest);
  std::transform(seal.begin(), seal.end(), std::back_inserter(file),
                 [](char c) { return static_cast<std::byte>(c); });
}

SealCheck check_seal(const std::filesystem::path& path) {
  Input input(path);
  const std::uint64_t size = input.size();
  std::vector<std::byte> buffer(std::size_t{1} << 20U);
  const std::span<std::byte> start =
      std::span(buffer).first(std::min<std::uint64_t>(hdf5_superblock_length, size));
  const std::size_t started = input.read(start);
  if (size == 0) throw StoreError("cannot read '" + path.string() + "': the file is empty");
  if (std::memcmp(buffer.data(), hdf5_signature.data(), std::min(started, hdf5_signature.size())) != 0) {
    throw StoreError("cannot read '" + path.string() +
                     "': not an HDF5 file; expected a result, which genericity run writes");
  }
  if (started < hdf5_superblock_length)
    return {"the file is truncated: only " + std::to_string(size) + " bytes are left"};
  const std::uint64_t recorded = hdf5_length(start.first<hdf5_superblock_length>());
  if (size < recorded) {
    return {"the file is truncated: " + std::to_string(size) + " bytes of " +
            std::to_string(recorded + seal_length)};
  }
  SealCheck missing{"its closing seal is missing: it is truncated or was changed by another program", true};
  if (size < hdf5_superblock_length + seal_length) return missing;

  Sha256 digest;
  digest.update(start);
  for (std::uint64_t left = size - seal_length - hdf5_superblock_length; left > 0;) {
    const std::span<std::byte> part = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), left));
    if (input.read(part) != part.size()) return {"the file became shorter while it was read"};
    digest.update(part);
    left -= part.size();
  }
  std::string seal(seal_length, '\0');
  if (input.read(std::as_writable_bytes(std::span(seal))) != seal_length) {
    return {"the file became shorter while it was read"};
  }
  if (!seal.starts_with(seal_start)) return missing;
  if (seal != seal_of(digest)) return {"its checksum (SHA-256) does not fit: it is damaged or was changed"};
  return {};
}

}  // namespace genericity
