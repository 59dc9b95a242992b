#pragma once

#include <cstdint>
#include <optional>

namespace genericity {

/// When an ensemble has enough samples. The first rule that is met stops it.
struct StopRule {
  std::uint64_t samples = 10000;
  /// Stop once every cell's interval is at most this half-width, looked at when 1024, 2048, 4096, … samples
  /// are in.
  std::optional<double> half_width;
  double confidence = 0.95;
  /// Seconds for the whole run.
  std::optional<double> seconds;

  /// Whether the half-width is looked at when this many samples are in: 1024·2^j, and the last look at
  /// `samples`.
  [[nodiscard]] bool is_look(std::uint64_t count) const;
  /// The number of samples at the first look after `count` samples; `samples` at most.
  [[nodiscard]] std::uint64_t next_look(std::uint64_t count) const;
  /// Looks that have been taken when this many samples are in; 0 if the rule does not look.
  [[nodiscard]] std::uint64_t looks_taken(std::uint64_t count) const;
  /// The look (from 1) to which data of this many samples belong, for the level of their interval: the first
  /// one that has at least as many; 0 if the rule does not look.
  [[nodiscard]] std::uint64_t look_of(std::uint64_t count) const;

  friend bool operator==(const StopRule&, const StopRule&) = default;
};

}  // namespace genericity
