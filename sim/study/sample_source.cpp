#include "sim/study/sample_source.h"

#include <algorithm>

namespace genericity {

namespace {

/// Samples that a thread takes at a time, at most.
constexpr std::uint64_t block_samples = 32;
/// Samples that are decided at a time, one a SIMD lane, on the widest processors.
constexpr std::uint64_t lanes = 8;
/// Pieces of the least size that a taker gets at least: what is lost by waiting for the last one is less than
/// one of them.
constexpr std::uint64_t least_pieces = 32;

}  // namespace

SampleRange cut(SampleRange& range, int takers, std::uint64_t least, std::uint64_t most) {
  const std::uint64_t parts = takers > 1 ? 2 * static_cast<std::uint64_t>(takers) : 1;
  const std::uint64_t size = std::min(range.size(), std::clamp(range.size() / parts, least, most));
  const SampleRange piece{range.begin, range.begin + size};
  range.begin = piece.end;
  return piece;
}

std::uint64_t least_piece(SampleRange range, int takers) {
  return std::clamp<std::uint64_t>(range.size() / (least_pieces * static_cast<std::uint64_t>(takers)), 1,
                                   lanes);
}

SampleRange SampleSource::take() {
  const std::lock_guard lock(mutex_);
  if (left_.empty() && refill_) {
    left_ = refill_();
    if (left_.empty()) refill_ = nullptr;
    // A part for each thread; whoever is done first asks for more, and what is given becomes less.
    least_ = std::clamp<std::uint64_t>(left_.size() / static_cast<std::uint64_t>(threads_), 1, block_samples);
  }
  return cut(left_, threads_, least_, block_samples);
}

}  // namespace genericity
