#include "sim/store/list_digest.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/store/sha256.h"

namespace genericity {
namespace {

constexpr std::size_t digest_digits = 16;

}  // namespace

std::string list_digest(const LoadedPriors& list) {
  Sha256 digest;
  std::vector<std::byte> bytes;
  const auto add = [&bytes](std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
  };
  for (const int size : list.space.sizes()) add(static_cast<std::uint64_t>(size));
  for (const std::vector<double>& prior : list.priors) {
    for (const double weight : prior) add(std::bit_cast<std::uint64_t>(weight));
    digest.update(bytes);
    bytes.clear();
  }
  for (const PriorCoordinate& coordinate : list.coordinates) {
    for (const char letter : coordinate.key) bytes.push_back(static_cast<std::byte>(letter));
    for (const double value : coordinate.values) add(std::bit_cast<std::uint64_t>(value));
  }
  digest.update(bytes);
  return digest.finish().substr(0, digest_digits);
}

}  // namespace genericity
