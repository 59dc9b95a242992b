#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/conditions/block_evaluation.h"
#include "core/prior.h"
#include "core/verdict.h"
#include "sim/features/sample_describer.h"
#include "sim/study/ensemble_setup.h"
#include "sim/study/environment_decider.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// The experiment on one sample: draw the prior, decide every condition for every pattern, count. The outcome
/// is a function of (ensemble, study seed, sample index) alone. Holds its memory from sample to sample; one
/// object per thread.
class SampleCounter {
 public:
  SampleCounter(const EnsembleSetup& setup, const Study& study);
  SampleCounter(const EnsembleSetup&& setup, const Study& study) = delete;
  SampleCounter(const SampleCounter&) = delete;
  SampleCounter& operator=(const SampleCounter&) = delete;

  /// Tallies of a range of samples: tallies[pattern · conditions + condition].
  using Tallies = std::vector<Tally>;
  [[nodiscard]] Tallies empty_tallies() const { return setup_->empty_tallies(); }

  /// Runs samples first … first+count−1 and adds them to the tallies; verdicts to be kept by themselves go to
  /// `records`, with `cell` = the pattern's number.
  void run(std::uint64_t first, std::uint64_t count, Tallies& tallies, std::vector<SampleRecord>& records);

 private:
  /// Counts what was found of the block's draw in this place.
  void count_all(std::uint64_t sample, std::size_t place, Tallies& tallies,
                 std::vector<SampleRecord>& records);
  /// Draws environments for the block's priors, which are samples `first`, `first` + 1, …, and counts what is
  /// found of them.
  void count_environments(std::uint64_t first, Tallies& tallies, std::vector<SampleRecord>& records);
  /// Counts one verdict; says whether it is to be kept by itself.
  bool count(std::uint64_t sample, const ConditionEvaluator::Outcome& outcome, Tally& tally) const;
  /// Keeps one verdict by itself.
  void keep(const SampleRecord& record, std::size_t place, std::vector<SampleRecord>& records);
  /// t*, where it is found with the verdicts.
  [[nodiscard]] std::optional<double> known_t_star(std::size_t pattern, std::size_t place) const;

  const EnsembleSetup* setup_;
  StreamKey stream_;
  RecordSamples record_samples_;
  RecordMargins record_margins_;
  Proofs proofs_;
  /// Places in the setup's conditions of those on priors alone, and of those on environments.
  std::vector<std::size_t> of_priors_;
  std::vector<std::size_t> of_environments_;
  std::optional<JointPlaces> joint_;   // places among those on priors alone
  std::optional<std::size_t> t_star_;  // the condition whose margin is t*
  std::optional<SampleDescriber> describer_;
  std::size_t ci_;  // place of CI among what evaluation_ evaluates, where environments are decided
  BlockEvaluation evaluation_;
  std::uint64_t environments_;  // drawn for each prior
  std::optional<EnvironmentDecider> decider_;
  std::vector<CountsByPrior::Verdicts>
      of_prior_;                             // verdicts on one prior's environments, for every unit and place
  std::vector<std::uint8_t> first_verdict_;  // on the first of them
  std::vector<double> weights_;
  std::vector<double> scratch_;
  std::vector<Prior> priors_;  // views of the block's draws, or of given priors
};

}  // namespace genericity
