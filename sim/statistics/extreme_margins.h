#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace genericity {

/// A margin and the sample that had it.
struct ExtremeMargin {
  double margin = 0;
  std::uint64_t sample = 0;

  friend bool operator==(const ExtremeMargin&, const ExtremeMargin&) = default;
  friend auto operator<=>(const ExtremeMargin&, const ExtremeMargin&) = default;
};

/// The 64 least positive margins seen, ascending, equal ones by their sample's index: the exact least order
/// statistics of everything that was added, whatever the order. Merging the extremes of disjoint sets of
/// samples gives the extremes of their union.
class ExtremeMargins {
 public:
  static constexpr std::size_t capacity = 64;

  /// Takes a positive margin. Most are dismissed by one comparison.
  void add(double margin, std::uint64_t sample) {
    if (size_ == capacity && !(margin <= kept_[capacity - 1].margin)) return;
    insert({margin, sample});
  }
  void merge(const ExtremeMargins& other) {
    for (const ExtremeMargin& entry : other.kept()) add(entry.margin, entry.sample);
  }

  [[nodiscard]] std::span<const ExtremeMargin> kept() const { return {kept_.data(), size_}; }

  friend bool operator==(const ExtremeMargins& a, const ExtremeMargins& b) {
    return std::ranges::equal(a.kept(), b.kept());
  }

 private:
  void insert(const ExtremeMargin& entry) {
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto place = std::upper_bound(kept_.begin(), end, entry);
    if (place == kept_.end()) return;
    if (size_ < capacity) ++size_;
    std::copy_backward(place, kept_.begin() + static_cast<std::ptrdiff_t>(size_) - 1,
                       kept_.begin() + static_cast<std::ptrdiff_t>(size_));
    *place = entry;
  }

  std::array<ExtremeMargin, capacity> kept_{};
  std::size_t size_ = 0;
};

}  // namespace genericity
