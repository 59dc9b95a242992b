#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace genericity {

/// A margin and the sample that had it.
struct ExtremeMargin {
  double margin = 0;
  std::uint64_t sample = 0;

  friend bool operator==(const ExtremeMargin&, const ExtremeMargin&) = default;
  friend bool operator<(const ExtremeMargin& a, const ExtremeMargin& b) {
    return a.margin < b.margin || (a.margin == b.margin && a.sample < b.sample);
  }
};

/// The 64 least positive margins seen, ascending, equal ones by their sample's index: the exact least order
/// statistics of everything that was added, whatever the order. Merging the extremes of disjoint sets of
/// samples gives the extremes of their union.
class ExtremeMargins {
 public:
  static constexpr std::size_t capacity = 64;

  /// Takes a positive margin; NaN, an unknown one, is passed over. Most are dismissed by one comparison.
  void add(double margin, std::uint64_t sample) {
    if (kept_.size() == capacity && !(margin <= kept_.back().margin)) return;
    if (!(margin > 0)) return;
    insert({margin, sample});
  }
  void merge(const ExtremeMargins& other) {
    for (const ExtremeMargin& entry : other.kept()) add(entry.margin, entry.sample);
  }

  [[nodiscard]] std::span<const ExtremeMargin> kept() const { return kept_; }

  friend bool operator==(const ExtremeMargins&, const ExtremeMargins&) = default;

 private:
  void insert(const ExtremeMargin& entry) {
    const auto place = std::upper_bound(kept_.begin(), kept_.end(), entry);
    const auto rank = place - kept_.begin();
    if (rank == static_cast<std::ptrdiff_t>(capacity)) return;
    // All memory at once: most cells never see a margin.
    if (kept_.empty()) kept_.reserve(capacity);
    if (kept_.size() == capacity) kept_.pop_back();
    kept_.insert(kept_.begin() + rank, entry);
  }

  std::vector<ExtremeMargin> kept_;
};

}  // namespace genericity
