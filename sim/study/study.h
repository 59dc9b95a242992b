#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/conditions/condition.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/priors/family.h"
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
  /// Hash of the types and the family's name: with the study's seed it names the stream of draws.
  std::uint64_t key = 0;

  /// How many samples a rule that asks for `samples` means: no more than there are priors.
  [[nodiscard]] std::uint64_t samples_of(std::uint64_t samples) const {
    return family->size() == 0 ? samples : std::min(samples, family->size());
  }
};

/// A study, read, checked and expanded: every combination of types, prior and pattern is there once.
struct Study {
  std::string title;
  std::uint64_t seed = 1;
  std::vector<Condition> conditions;
  std::vector<Ensemble> ensembles;
  StudyMode mode = StudyMode::sample;
  StopRule stop;
  /// Of mode tail.
  TailSettings tail;
  RecordSamples record_samples = RecordSamples::none;
  RecordMargins record_margins = RecordMargins::cheap;
  Proofs proofs = Proofs::all;
  /// The text as read, for provenance.
  std::string text;

  [[nodiscard]] std::size_t cells() const;
  /// What the study asks apart from how many samples, in canonical form. Results of studies with equal
  /// identities count the same things of the same draws.
  [[nodiscard]] std::string identity() const;
  /// Whether CI's margins are recorded.
  [[nodiscard]] bool records_ci_margins() const;
};

}  // namespace genericity
