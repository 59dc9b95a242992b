#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/prior.h"
#include "core/verdict.h"
#include "sim/study/ensemble_plan.h"
#include "sim/study/result.h"
#include "sim/study/study.h"

namespace genericity {

// Deciders, which bring along linear algebra that most who include this do without.
class AgentsConvexIndependence;
class IdentifiabilityBlock;
class KosenokSeverinov;
class ParticipationDecider;
enum class Participation : std::uint8_t;

/// The experiment on one sample: draw the prior, decide every condition for every pattern, count. The outcome
/// is a function of (ensemble, study seed, sample index) alone. Holds its memory from sample to sample; one
/// object a thread.
class Trial {
 public:
  Trial(const EnsemblePlan& plan, const Study& study);
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial();

  /// Tallies of a range of samples: tallies[pattern · conditions + condition].
  using Tallies = std::vector<Tally>;
  [[nodiscard]] Tallies empty_tallies() const;

  /// Runs samples first … first+count−1 and adds them to the tallies; verdicts to be kept by themselves go to
  /// `records`, with `cell` = the pattern's number.
  void run(std::uint64_t first, std::uint64_t count, Tallies& tallies, std::vector<SampleRecord>& records);

 private:
  /// Closest posteriors of the block's draws.
  void separate();
  /// Everything but CI itself, which is decided for the block, and counting.
  void decide(std::uint64_t sample, std::size_t place, Tallies& tallies, std::vector<SampleRecord>& records);
  /// t* of the prior; NaN when undecided or not asked for.
  double ci_margin(std::size_t pattern, std::size_t place);
  Decision decide_with_participation(std::size_t pattern, Participation participation, std::size_t place);
  [[nodiscard]] std::span<ClosestPosteriors> closest_of(std::size_t place) {
    return std::span(closest_).subspan(place * plan_->patterns().coalitions().size(),
                                       plan_->patterns().coalitions().size());
  }
  void count(std::uint64_t sample, std::size_t pattern, std::size_t condition, const Decision& decision,
             double margin, Tallies& tallies, std::vector<SampleRecord>& records) const;

  const EnsemblePlan* plan_;
  StreamKey stream_;
  RecordSamples record_samples_;
  RecordMargins record_margins_;
  bool wants_individual_ = false;
  /// Place of ci among the conditions if cbdp is one, too.
  std::optional<std::size_t> joint_place_;
  std::vector<BeliefSeparation> separations_;
  std::unique_ptr<IdentifiabilityBlock> ci_;  // null where CI is not asked for
  std::unique_ptr<AgentsConvexIndependence> convex_independence_;
  std::unique_ptr<KosenokSeverinov> identifiability_;
  std::vector<std::unique_ptr<ParticipationDecider>> individual_;
  std::vector<std::unique_ptr<ParticipationDecider>> coalitional_;
  std::vector<double> weights_;
  std::vector<double> scratch_;
  std::vector<Prior> priors_;               // views of the block's draws, or of given priors
  std::vector<ClosestPosteriors> closest_;  // [place · coalitions + coalition]
  std::vector<Decision>
      rational_ci_;  // CI with interim individual rationality of the prior at hand, by pattern
};

}  // namespace genericity
