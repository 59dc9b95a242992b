#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/statistics/interval.h"
#include "sim/statistics/share_limits.h"
#include "sim/study/states.h"

namespace genericity {

/// When an ensemble has enough samples. The first rule that is met stops it.
///
/// The two widths look at the data, and only at fixed numbers of samples, the looks: the points of the
/// sample grid (four a doubling, 16, 19, 23, 27, 32, …) from `minimum_samples` on, the number that
/// limits() plans for, and `samples`. So the stop is the same on any machine, however the work was divided.
struct StopRule {
  /// The most that can be asked for; who asks for so many leaves the end to another rule.
  static constexpr std::uint64_t unlimited_samples = std::uint64_t{1} << 62U;

  std::uint64_t samples = 10000;
  /// Stop once every cell is narrow enough: half the distance of its limits is at most this …
  std::optional<double> half_width;
  /// … or at most this part of the share of its rarer side (holds or fails). A cell whose rarer side was
  /// never seen does not meet this. With both widths given, a cell is narrow enough if it meets one.
  std::optional<double> relative_half_width;
  /// The widths are not looked at before.
  std::uint64_t minimum_samples = 0;
  double confidence = 0.95;
  /// Seconds for the whole run. Such a stop is not the same on another machine.
  std::optional<double> seconds;

  [[nodiscard]] bool limits_samples() const { return samples < unlimited_samples; }
  [[nodiscard]] bool looks_at_data() const {
    return half_width.has_value() || relative_half_width.has_value();
  }
  /// How the limits of a share are taken under this rule. With a half-width, the planned number of samples is
  /// the one at which every cell is narrow enough, whatever its share, if that is below `samples`.
  [[nodiscard]] LimitsRule limits() const;

  /// Whether a width is looked at when this many samples are in.
  [[nodiscard]] bool is_look(std::uint64_t count) const;
  /// The number of samples at the first look after `count` samples; `samples` at most, also without looks.
  [[nodiscard]] std::uint64_t next_look(std::uint64_t count) const;
  /// Looks that have been taken when this many samples are in; 0 if the rule does not look.
  [[nodiscard]] std::uint64_t looks_taken(std::uint64_t count) const;

  /// The rule that the counts of an ensemble's cells meet when `count` samples are in: a width, or `widths`
  /// (every cell meets one, but not all the same), else `samples`, else `none`.
  [[nodiscard]] StopReason met(std::span<const ShareCounts> cells, std::uint64_t count) const;

  friend bool operator==(const StopRule&, const StopRule&) = default;
};

/// Whether this reason for a stop is one of the widths, which look at the data.
bool is_width_reason(StopReason reason);

}  // namespace genericity
