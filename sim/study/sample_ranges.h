#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace genericity {

/// The samples begin … end−1 of an ensemble's stream.
struct SampleRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
  friend bool operator==(const SampleRange&, const SampleRange&) = default;
};

/// A set of sample indices, kept as ascending ranges between which something is left out: equal sets are
/// equal objects, however they came together.
class SampleRanges {
 public:
  SampleRanges() = default;
  SampleRanges(SampleRange range) { insert(range); }  // NOLINT(google-explicit-constructor): a range is a set

  /// Adds a range, which may overlap what is there. Empty ranges add nothing.
  void insert(SampleRange range);
  void insert(const SampleRanges& other);

  [[nodiscard]] const std::vector<SampleRange>& ranges() const { return ranges_; }
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::uint64_t count() const;
  /// One more than the greatest index, 0 for the empty set.
  [[nodiscard]] std::uint64_t end() const { return ranges_.empty() ? 0 : ranges_.back().end; }
  [[nodiscard]] bool contains(std::uint64_t sample) const;
  [[nodiscard]] bool contains(const SampleRanges& other) const;
  [[nodiscard]] bool overlaps(const SampleRanges& other) const { return !common(other).empty(); }
  [[nodiscard]] SampleRanges common(const SampleRanges& other) const;
  /// The first maximal range of `within` that is not in the set; empty, at within.end, if there is none.
  [[nodiscard]] SampleRange first_gap(SampleRange within) const;
  /// What of `within` is not in the set.
  [[nodiscard]] SampleRanges gaps(SampleRange within) const;
  /// "0-99,150-199": first and last of each range.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const SampleRanges&, const SampleRanges&) = default;

 private:
  std::vector<SampleRange> ranges_;
};

}  // namespace genericity
