#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/convex_independence.h"
#include "core/conditions/identifiability.h"
#include "core/conditions/kosenok_severinov.h"
#include "core/conditions/participation.h"
#include "core/simd/batch_prover.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

/// What one ensemble's patterns have in common, worked out once and shared by all threads: the coalitions of
/// all patterns and which pattern contains which.
class EnsemblePlan {
 public:
  EnsemblePlan(const Ensemble& ensemble, std::span<const Condition> conditions);

  [[nodiscard]] const Ensemble& ensemble() const { return *ensemble_; }
  [[nodiscard]] std::span<const Condition> conditions() const { return conditions_; }
  /// Every coalition of any pattern, once.
  [[nodiscard]] const std::vector<Coalition>& coalitions() const { return coalitions_; }
  /// members(p)[k] = place in coalitions() of the k-th coalition of pattern p.
  [[nodiscard]] const std::vector<std::uint32_t>& members(std::size_t pattern) const {
    return members_[pattern];
  }
  /// Patterns in the order in which CI is decided: larger systems first.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  /// Patterns before this one in order() that contain it, and that it contains.
  [[nodiscard]] const std::vector<std::size_t>& above(std::size_t pattern) const { return above_[pattern]; }
  [[nodiscard]] const std::vector<std::size_t>& below(std::size_t pattern) const { return below_[pattern]; }

 private:
  const Ensemble* ensemble_;
  std::vector<Condition> conditions_;
  std::vector<Coalition> coalitions_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<std::size_t>> above_;
  std::vector<std::vector<std::size_t>> below_;
};

/// The experiment on one sample: draw the prior, decide every condition for every pattern, count. The outcome
/// is a function of (ensemble, study seed, sample index) alone. Holds its memory from sample to sample; one
/// object a thread.
class Trial {
 public:
  Trial(const EnsemblePlan& plan, const Study& study);

  /// Tallies of a range of samples: tallies[pattern · conditions + condition].
  using Tallies = std::vector<Tally>;
  [[nodiscard]] Tallies empty_tallies() const;

  /// Runs samples first … first+count−1 and adds them to the tallies; verdicts to be kept by themselves go to
  /// `records`, with `cell` = the pattern's number.
  void run(std::uint64_t first, std::uint64_t count, Tallies& tallies, std::vector<SampleRecord>& records);

 private:
  /// Everything about the priors that are drawn: posteriors first, then what many priors at a time can
  /// settle, then the rest.
  void separate(std::span<const double> weights, std::size_t drawn);
  void prove_in_batches(std::span<const double> weights, std::size_t drawn);
  void decide(std::uint64_t sample, std::size_t place, const Prior& prior, Tallies& tallies,
              std::vector<SampleRecord>& records);
  Decision decide_ci(std::size_t pattern, std::size_t place, const Prior& prior);
  /// t* of a prior whose verdict is known; NaN when undecided or not asked for.
  double ci_margin(std::size_t pattern, const Prior& prior);
  Decision decide_with_participation(std::size_t pattern, Participation participation, const Prior& prior);
  [[nodiscard]] std::span<ClosestPosteriors> closest_of(std::size_t place) {
    return std::span(closest_).subspan(place * plan_->coalitions().size(), plan_->coalitions().size());
  }
  void count(std::uint64_t sample, std::size_t pattern, std::size_t condition, const Decision& decision,
             double margin, Tallies& tallies, std::vector<SampleRecord>& records) const;

  const EnsemblePlan* plan_;
  StreamKey stream_;
  RecordSamples record_samples_;
  RecordMargins record_margins_;
  bool wants_ci_ = false;
  bool wants_individual_ = false;
  std::vector<BeliefSeparation> separations_;
  std::vector<std::unique_ptr<IdentifiabilityDecider>> deciders_;
  std::vector<std::unique_ptr<BatchProver>> provers_;  // null where the batch stage does not apply
  std::unique_ptr<AgentsConvexIndependence> convex_independence_;
  std::unique_ptr<KosenokSeverinov> identifiability_;
  std::vector<std::unique_ptr<ParticipationDecider>> individual_;
  std::vector<std::unique_ptr<ParticipationDecider>> coalitional_;
  std::vector<double> weights_;
  std::vector<double> scratch_;
  std::vector<ClosestPosteriors> closest_;             // [place · coalitions + coalition]
  std::vector<ClosestPosteriors> closest_of_pattern_;  // of the pattern and prior at hand
  std::vector<std::uint8_t> proved_;                   // [pattern · draws at a time + place]
  std::vector<double> pending_weights_;
  std::vector<std::size_t> pending_;
  std::vector<std::uint8_t> answers_;
  std::vector<Decision> ci_;           // of the prior at hand, by pattern
  std::vector<Decision> rational_ci_;  // the same with interim individual rationality
};

}  // namespace genericity
