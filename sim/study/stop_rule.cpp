#include "sim/study/stop_rule.h"

#include <algorithm>
#include <bit>

namespace genericity {

namespace {

/// Samples at the first look of the half-width rule; each further look doubles them.
constexpr std::uint64_t first_look = 1024;
/// Doublings that still fit into a count of samples.
constexpr std::uint64_t most_doublings = 53;

bool is_doubled(std::uint64_t count) {
  return count >= first_look && std::has_single_bit(count);
}

/// How many of 1024, 2048, 4096, … are at most `count`.
std::uint64_t doubled_up_to(std::uint64_t count) {
  return static_cast<std::uint64_t>(std::bit_width(count / first_look));
}

}  // namespace

bool StopRule::is_look(std::uint64_t count) const {
  return half_width && ((is_doubled(count) && count <= samples) || count == samples);
}

std::uint64_t StopRule::next_look(std::uint64_t count) const {
  const std::uint64_t doublings = std::min(doubled_up_to(count), most_doublings);
  return std::min(samples, first_look << doublings);
}

std::uint64_t StopRule::looks_taken(std::uint64_t count) const {
  if (!half_width) return 0;
  return doubled_up_to(count) + (count == samples && !is_doubled(count) ? 1 : 0);
}

std::uint64_t StopRule::look_of(std::uint64_t count) const {
  if (!half_width) return 0;
  return doubled_up_to(count) + (is_doubled(count) ? 0 : 1);
}

}  // namespace genericity
