#include "sim/study/sample_ranges.h"

#include <algorithm>

namespace genericity {

void SampleRanges::insert(SampleRange range) {
  if (range.begin >= range.end) return;
  // Everything that touches the new range melts into it.
  const auto first =
      std::lower_bound(ranges_.begin(), ranges_.end(), range.begin,
                       [](const SampleRange& a, std::uint64_t begin) { return a.end < begin; });
  auto last = first;
  while (last != ranges_.end() && last->begin <= range.end) {
    range.begin = std::min(range.begin, last->begin);
    range.end = std::max(range.end, last->end);
    ++last;
  }
  ranges_.insert(ranges_.erase(first, last), range);
}

void SampleRanges::insert(const SampleRanges& other) {
  for (const SampleRange& range : other.ranges_) insert(range);
}

std::uint64_t SampleRanges::count() const {
  std::uint64_t total = 0;
  for (const SampleRange& range : ranges_) total += range.size();
  return total;
}

bool SampleRanges::contains(std::uint64_t sample) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const SampleRange& range) { return range.begin <= sample && sample < range.end; });
}

bool SampleRanges::contains(const SampleRanges& other) const {
  return common(other) == other;
}

SampleRanges SampleRanges::common(const SampleRanges& other) const {
  SampleRanges both;
  auto a = ranges_.begin();
  auto b = other.ranges_.begin();
  while (a != ranges_.end() && b != other.ranges_.end()) {
    both.insert({std::max(a->begin, b->begin), std::min(a->end, b->end)});
    (a->end < b->end ? a : b)++;
  }
  return both;
}

SampleRange SampleRanges::first_gap(SampleRange within) const {
  for (const SampleRange& range : ranges_) {
    if (range.end <= within.begin) continue;
    if (range.begin > within.begin) return {within.begin, std::min(range.begin, within.end)};
    within.begin = std::min(range.end, within.end);
    if (within.begin == within.end) break;
  }
  return within;
}

SampleRanges SampleRanges::gaps(SampleRange within) const {
  SampleRanges missing;
  while (within.begin < within.end) {
    const SampleRange gap = first_gap(within);
    missing.insert(gap);
    within.begin = gap.end;
  }
  return missing;
}

std::string SampleRanges::to_string() const {
  std::string text;
  for (const SampleRange& range : ranges_) {
    text += (text.empty() ? "" : ",") + std::to_string(range.begin);
    if (range.size() > 1) text += "-" + std::to_string(range.end - 1);
  }
  return text;
}

}  // namespace genericity
