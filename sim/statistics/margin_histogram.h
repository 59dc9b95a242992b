#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace genericity {

/// Counts of margins (numbers ≥ 0) in bins of equal ratio √2 between 2^-64 and 2^4, with what lies below and
/// above in the first and the last bin and exact zeros apart.
///
/// A value's bin depends on its exponent and one comparison of its mantissa, never on a logarithm, so that it
/// is the same on every machine. Merging is addition.
class MarginHistogram {
 public:
  static constexpr int least_exponent = -64;
  static constexpr int greatest_exponent = 4;
  /// One bin below 2^-64, two per octave, one from 2^4 on.
  static constexpr std::size_t bins = 2 * (greatest_exponent - least_exponent) + 2;

  /// Bin of a positive finite value.
  static std::size_t bin_of(double value);
  /// Lower edge of a bin (0 for the first); the upper edge of bin b is lower_edge(b + 1), infinity for the
  /// last.
  static double lower_edge(std::size_t bin);

  /// Counts one margin. NaN, an unknown margin, is not counted. Negative values must not come here.
  void add(double value);
  void merge(const MarginHistogram& other);

  [[nodiscard]] std::uint64_t zeros() const { return zeros_; }
  [[nodiscard]] std::uint64_t count(std::size_t bin) const { return counts_[bin]; }
  [[nodiscard]] std::uint64_t total() const;
  /// For a reader of stored results.
  void set(std::uint64_t zeros, const std::array<std::uint64_t, bins>& counts);

  friend bool operator==(const MarginHistogram&, const MarginHistogram&) = default;

 private:
  std::uint64_t zeros_ = 0;
  std::array<std::uint64_t, bins> counts_{};
};

}  // namespace genericity
