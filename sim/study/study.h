#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/conditions/condition.h"
#include "core/generic/generic_finding.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/environments/environment_law.h"
#include "sim/features/feature.h"
#include "sim/priors/family.h"
#include "sim/study/generic_theorems.h"
#include "sim/study/states.h"
#include "sim/study/stop_rule.h"
#include "sim/study/tail_result.h"

namespace genericity {

/// One law of priors on one type space, and the patterns that are decided on its draws. All patterns and
/// conditions of an ensemble see the same draws (common random numbers).
struct Ensemble {
  TypeSpace space;
  std::shared_ptr<const PriorFamily> family;
  std::vector<Pattern> patterns;
  /// See ensemble_key: with the seed it names the ensemble, and without an environment the stream of draws.
  std::uint64_t key = 0;
  std::uint64_t seed = 1;
  /// Whether a rule of `exclude` or `skip` drops it. Such an ensemble is in a study only for the sake of what
  /// a result holds of it, and is counted no further.
  bool excluded = false;
  /// The law of the environments that are drawn for every prior; null where only the prior is asked about.
  std::shared_ptr<const EnvironmentLaw> environment = nullptr;

  /// What is drawn: the name of the family, and of the environments' law (law_text).
  [[nodiscard]] std::string law() const {
    return law_text(family->name(), environment ? environment->name() : "");
  }
  /// The stream of its priors: the same whatever environments are drawn for them.
  [[nodiscard]] StreamKey prior_stream() const;
  /// The stream of its environments, which those share that differ in how much something counts only
  /// (EnvironmentLaw::stream_name).
  [[nodiscard]] StreamKey environment_stream() const;

  /// How many samples a rule that asks for `samples` means: no more than there are priors.
  [[nodiscard]] std::uint64_t samples_of(std::uint64_t samples) const {
    return family->size() == 0 ? samples : std::min(samples, family->size());
  }
};

/// Names a law within those of a seed, and the stream of its priors: a hash of the types and the family's
/// name; where environments are drawn, too, of their law's as well, and then it names no stream.
std::uint64_t ensemble_key(const TypeSpace& space, const PriorFamily& family,
                           const EnvironmentLaw* environment = nullptr);

/// How the lists of a study make its cells: what `plan` says of them.
struct GridSizes {
  struct List {
    std::string key;  ///< "types", "prior.alpha"
    std::size_t least = 0;
    std::size_t most = 0;  ///< values; patterns may be more on some types than on others
  };
  struct Block {
    std::vector<List> lists;
    std::size_t cells = 0;  ///< that no earlier block has, of one seed
  };
  struct Rule {
    std::uint32_t line = 0;  ///< 0 where it stands on no line of the file
    std::size_t cells = 0;   ///< that it drops, and no earlier rule
  };
  struct Skipped {
    GenericVerdict verdict = GenericVerdict::never;
    std::size_t cells = 0;  ///< of which it is proved, and that no rule of exclude drops
  };
  std::vector<Block> blocks;     ///< one an [[ensemble]]
  std::vector<Rule> rules;       ///< one a table of exclude
  std::vector<Skipped> skipped;  ///< one a word of skip
};

/// Raised whenever what conditions on environments take is another number: results with other amounts are
/// neither continued nor merged.
inline constexpr int environment_amounts_version = 1;

/// A study, read, checked and expanded: every combination of types, prior, seed and pattern is there once.
struct Study {
  std::string title;
  /// Every law of priors is drawn from as many streams; the first also chooses random patterns.
  std::vector<std::uint64_t> seeds{1};
  std::vector<Condition> conditions;
  /// How many environments are drawn for each prior; 0 if no condition needs one.
  std::uint64_t environments = 0;
  std::vector<Ensemble> ensembles;
  /// What rules of `exclude`, and `skip`, leave out.
  std::vector<Ensemble> dropped;
  /// Cells are left out of which this is proved.
  std::vector<GenericVerdict> skip;
  /// What is proved of CI for the patterns, worked out as it is asked for; copies of a study share it.
  std::shared_ptr<GenericFindings> findings = std::make_shared<GenericFindings>();
  GridSizes grid;
  StudyMode mode = StudyMode::sample;
  StopRule stop;
  /// Of mode tail.
  TailSettings tail;
  RecordSamples record_samples = RecordSamples::none;
  RecordMargins record_margins = RecordMargins::cheap;
  /// What is kept of the priors of recorded samples.
  Description described;
  Proofs proofs = Proofs::all;
  /// The text as read, for provenance.
  std::string text;

  /// Adds a law of priors, which may be one that no study file can name, and the patterns to be decided on
  /// its draws: as an [[ensemble]] of a file does, once for each seed, and for the first alone where the law
  /// is a list. So the seeds come first. Patterns that are named twice are there once. Throws InvalidInput if
  /// there is no family or no pattern, if a pattern is one of another number of agents, and for a law that
  /// the study has already. With `environment`, conditions on environments of that law can be asked of it.
  void add(const TypeSpace& space, const std::shared_ptr<const PriorFamily>& family,
           std::span<const Pattern> patterns,
           const std::shared_ptr<const EnvironmentLaw>& environment = nullptr);

  [[nodiscard]] std::uint64_t seed() const { return seeds.front(); }
  [[nodiscard]] std::size_t cells() const;
  /// What the study asks apart from how many samples, in canonical form. Results of studies with equal
  /// identities count the same things of the same draws.
  [[nodiscard]] std::string identity() const;
  /// Whether CI's margins are recorded.
  [[nodiscard]] bool records_ci_margins() const;
  /// Which verdicts of this ensemble are kept by themselves: of given priors all, as the single ones are what
  /// is asked for.
  [[nodiscard]] RecordSamples recorded_of(const Ensemble& ensemble) const {
    return mode == StudyMode::sample && ensemble.family->size() > 0 ? RecordSamples::all : record_samples;
  }
};

}  // namespace genericity
