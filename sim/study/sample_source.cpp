#include "sim/study/sample_source.h"

#include <algorithm>

namespace genericity {

namespace {

/// Samples that a thread takes at a time, at most.
constexpr std::uint64_t block_samples = 32;

}  // namespace

SampleRange cut(SampleRange& range, int takers, std::uint64_t most) {
  const std::uint64_t parts = takers > 1 ? 2 * static_cast<std::uint64_t>(takers) : 1;
  const std::uint64_t size = std::min(range.size(), std::clamp<std::uint64_t>(range.size() / parts, 1, most));
  const SampleRange piece{range.begin, range.begin + size};
  range.begin = piece.end;
  return piece;
}

SampleRange SampleSource::take() {
  const std::lock_guard lock(mutex_);
  if (left_.empty() && refill_) {
    left_ = refill_();
    if (left_.empty()) refill_ = nullptr;
  }
  return cut(left_, threads_, block_samples);
}

}  // namespace genericity
