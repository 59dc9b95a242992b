#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
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

/// Of conditions on environments, of which several are drawn for a prior: how many priors have how many
/// verdicts of a kind, and the verdicts on the first environment of each. Environments of one prior are not
/// independent, so that limits of shares come from these numbers.
class CountsByPrior {
 public:
  using Verdicts = std::array<std::uint64_t, 3>;

  /// One more prior, with so many environments by verdict, of `environments` in all, and this verdict on the
  /// first.
  void add(const Verdicts& of_prior, std::size_t first, std::uint64_t environments) {
    priors_.resize(environments + 1);
    for (std::size_t verdict = 0; verdict < of_prior.size(); ++verdict) ++priors_[of_prior[verdict]][verdict];
    ++first_[first];
  }
  void merge(const CountsByPrior& other) {
    if (priors_.size() < other.priors_.size()) priors_.resize(other.priors_.size());
    for (std::size_t count = 0; count < other.priors_.size(); ++count) {
      for (std::size_t verdict = 0; verdict < 3; ++verdict)
        priors_[count][verdict] += other.priors_[count][verdict];
    }
    for (std::size_t verdict = 0; verdict < first_.size(); ++verdict)
      first_[verdict] += other.first_[verdict];
  }

  /// [count][verdict]: at how many priors exactly `count` environments have this verdict. Empty, or one more
  /// entry than environments are drawn for a prior.
  [[nodiscard]] const std::vector<Verdicts>& priors() const { return priors_; }
  /// Priors by the verdict on their first environment.
  [[nodiscard]] const Verdicts& first() const { return first_; }
  /// For reading it back.
  void set(std::vector<Verdicts> priors, const Verdicts& first) {
    priors_ = std::move(priors);
    first_ = first;
  }

  friend bool operator==(const CountsByPrior&, const CountsByPrior&) = default;

 private:
  std::vector<Verdicts> priors_;
  Verdicts first_{};
};

/// What was counted for one cell (an ensemble of priors and a coalition pattern) and one condition.
///
/// Everything is a sum or a minimum over samples, so that tallies of disjoint sample ranges merge exactly, in
/// any order. What is said and done with each field follows from its record in tally_fields.h.
struct Tally {
  /// Samples, or of conditions on environments pairs of a sample and an environment, by verdict: holds,
  /// fails, undecided (the order of Verdict).
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
  /// Of a condition on environments, where a study draws several for each prior; empty elsewhere.
  CountsByPrior by_prior;
  /// Of a condition on environments, where margins are recorded: the least subsidies in parts of the most
  /// that an outcome matters to an agent (EnvironmentAmounts::relative_subsidy), and the pairs for which none
  /// is enough.
  MarginHistogram subsidies;
  std::uint64_t no_subsidy = 0;
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
