#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/statistics/extreme_margins.h"
#include "sim/statistics/margin_histogram.h"
#include "sim/statistics/sample_trace.h"

namespace genericity {

/// The least margin seen and the sample that had it, the smallest index among equals; infinity when none.
struct LeastMargin {
  double margin = std::numeric_limits<double>::infinity();
  std::uint64_t sample = 0;

  /// Equal margins keep the smaller index, so that the order of adding cannot show.
  void merge(const LeastMargin& other) {
    if (other.margin < margin || (other.margin == margin && other.sample < sample)) *this = other;
  }

  friend bool operator==(const LeastMargin&, const LeastMargin&) = default;
};

/// What was counted for one cell (an ensemble of priors and a coalition pattern) and one condition.
///
/// Everything is a sum or a minimum over samples, so that tallies of disjoint sample ranges merge exactly, in
/// any order. What is said and done with each field follows from its record in tally_fields.h.
struct Tally {
  /// Samples by verdict: holds, fails, undecided (the order of Verdict).
  std::array<std::uint64_t, 3> verdicts{};
  /// Verdicts (holds or fails) that carry a proof checked in exact arithmetic.
  std::uint64_t certified = 0;
  /// Margins of the samples whose margin was computed; empty when the study does not record margins.
  MarginHistogram margins;
  LeastMargin least;
  /// The least positive margins.
  ExtremeMargins extremes;
  /// Verdicts by bins of the sample's index.
  SampleTrace trace;
  /// In the tally of ci, where cbdp was decided on the same samples: samples by both verdicts,
  /// joint[ci][cbdp]. Zeros elsewhere.
  std::array<std::array<std::uint64_t, 3>, 3> joint{};
  /// Verdicts by the stage that reached them (the order of the result's stages). Diagnostic, not science.
  std::vector<std::uint64_t> stages;

  [[nodiscard]] std::uint64_t samples() const { return verdicts[0] + verdicts[1] + verdicts[2]; }
  [[nodiscard]] std::uint64_t decided() const { return verdicts[0] + verdicts[1]; }
  /// holds / (holds + fails); NaN when both are 0.
  [[nodiscard]] double share() const {
    return static_cast<double>(verdicts[0]) / static_cast<double>(decided());
  }

  void merge(const Tally& other);
  /// Whether `whole` can be the tally of these samples and others.
  [[nodiscard]] bool is_possible_part_of(const Tally& whole) const;

  friend bool operator==(const Tally&, const Tally&) = default;
};

}  // namespace genericity
