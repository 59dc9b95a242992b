#include "sim/study/stop_rule.h"

#include <algorithm>

#include "sim/statistics/inferred.h"
#include "sim/statistics/sample_grid.h"

namespace genericity {

LimitsRule StopRule::limits() const {
  LimitsRule rule{confidence, looks_at_data(), 0};
  if (half_width) {
    // Without a plan the limits are the confidence sequence's alone, which is valid, too.
    std::vector<std::string> reasons;
    const std::uint64_t planned =
        inferred_or(std::uint64_t{0}, "", reasons, [&] { return planned_samples(*half_width, confidence); });
    if (planned > 0) rule.planned_samples = std::min(samples, std::max(planned, minimum_samples));
  }
  return rule;
}

bool StopRule::is_look(std::uint64_t count) const {
  if (!looks_at_data() || count == 0 || count > samples) return false;
  if (count == samples) return true;
  if (count >= minimum_samples && is_grid_point(count)) return true;
  return count == limits().planned_samples;
}

std::uint64_t StopRule::next_look(std::uint64_t count) const {
  if (!looks_at_data() || count >= samples) return samples;
  // The first point of the grid above `count` that is not below the minimum.
  const std::uint64_t least = std::max(count + 1, minimum_samples);
  const std::uint64_t next = std::min(samples, is_grid_point(least) ? least : next_grid_point(least));
  const std::uint64_t planned = limits().planned_samples;
  return planned > count ? std::min(next, planned) : next;
}

std::uint64_t StopRule::looks_taken(std::uint64_t count) const {
  if (!looks_at_data()) return 0;
  const std::uint64_t last = std::min(count, samples);
  std::uint64_t looks = 0;
  const auto is_extra = [&](std::uint64_t at) {
    return at > 0 && at <= last && !(is_grid_point(at) && at >= minimum_samples);
  };
  for (std::size_t k = 1; k < grid_points && grid_point(k) <= last; ++k) {
    if (grid_point(k) >= minimum_samples) ++looks;
  }
  const std::uint64_t planned = limits().planned_samples;
  if (is_extra(planned)) ++looks;
  if (samples != planned && is_extra(samples)) ++looks;
  return looks;
}

StopReason StopRule::met(std::span<const ShareCounts> cells, std::uint64_t count) const {
  if (is_look(count)) {
    const LimitsRule rule = limits();
    bool all_absolute = half_width.has_value();
    bool all_relative = relative_half_width.has_value();
    const bool all = std::all_of(cells.begin(), cells.end(), [&](const ShareCounts& counts) {
      // Limits that cannot be had are not narrow.
      std::vector<std::string> reasons;
      const Interval interval =
          inferred_or(Interval{}, "", reasons, [&] { return share_limits(counts, rule); });
      const bool absolute = half_width && (interval.high - interval.low) / 2 <= *half_width;
      const bool relative =
          relative_half_width && genericity::relative_half_width(counts, interval) <= *relative_half_width;
      all_absolute = all_absolute && absolute;
      all_relative = all_relative && relative;
      return absolute || relative;
    });
    if (all_absolute && all) return StopReason::half_width;
    if (all_relative && all) return StopReason::relative_half_width;
    if (all) return StopReason::widths;
  }
  return count >= samples ? StopReason::samples : StopReason::none;
}

bool is_width_reason(StopReason reason) {
  return reason == StopReason::half_width || reason == StopReason::relative_half_width ||
         reason == StopReason::widths;
}

}  // namespace genericity
