#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/environments/environment_law.h"
#include "sim/features/feature.h"
#include "sim/priors/family.h"
#include "sim/priors/parameters.h"
#include "sim/statistics/null_set_theory.h"
#include "sim/study/cell_theorem.h"
#include "sim/study/sample_ranges.h"
#include "sim/study/shard.h"
#include "sim/study/stop_rule.h"
#include "sim/study/tail_result.h"
#include "sim/study/tally.h"
#include "sim/study/unit_inference.h"

namespace genericity {

/// One law of priors on one type space, with everything that was drawn from it.
struct EnsembleResult {
  std::vector<int> types;
  /// Canonical name of the prior's family, "dirichlet(alpha=1)".
  std::string prior;
  /// Canonical name of the law of environments, "private(outcomes=3,outside=0)"; empty if none are drawn.
  std::string environment;
  /// Names the ensemble within those of its seed: a hash of the types and the laws' names (ensemble_key).
  std::uint64_t key = 0;
  /// Number of samples that every unit of the ensemble has counted (see update_ensemble).
  std::uint64_t samples = 0;
  /// Number of looks taken at the data by the stop rule so far (0 when the rule does not look at the data).
  std::uint64_t looks = 0;
  StopReason stop_reason = StopReason::none;
  /// Of the random stream.
  std::uint64_t seed = 0;
  /// How many priors there are in all, of a list and in mode enumerate. Otherwise 0.
  std::uint64_t population = 0;
  /// Of a list: what stands beside its priors. In a file there are only those of priors that were looked at.
  std::vector<PriorCoordinate> coordinates;
  /// The coordinates of the prior's family and of the environments' law (see PriorParameter), those of a file
  /// in the order of its columns; empty in one that a file of version 2 holds.
  PriorParameters parameters;

  /// What was drawn: both names (law_text).
  [[nodiscard]] std::string law() const { return law_text(prior, environment); }
};

/// One row of the table of results. A cell and a condition are a unit: what is counted, and can be added to,
/// by itself.
struct CellResult {
  std::size_t ensemble = 0;
  /// "{1,2},{2,3}", "minimal" or "maximal".
  std::string pattern;
  /// Every non-grand coalition is in `coalitions`, singletons included: "{1},{2},{3},{1,2}".
  std::string coalitions;
  /// One per condition, in the study's order.
  std::vector<Tally> tallies;
  /// One per condition: the samples of the ensemble's stream that the tally counts.
  std::vector<SampleRanges> samples;
  /// One per condition: confidence limits for the share of priors that satisfy it.
  std::vector<double> low;
  std::vector<double> high;
  /// One per condition: what else follows from the tally.
  std::vector<UnitInference> inferred;
  /// One per condition: what theory says of how rarely it is nearly violated; nothing where it says nothing.
  /// The families state it when the result is started, and files keep it.
  std::vector<NullSetTheory> theory;
  /// What is proved of the shares. `run` states it, and files keep it; those of earlier programs lack it.
  CellTheorem theorem;
};

/// One verdict kept by itself ([record] samples = …).
struct SampleRecord {
  std::uint64_t cell = 0;
  std::uint64_t sample = 0;
  /// Which of the prior's environments, from 0; 0 for conditions on the prior alone.
  std::uint64_t environment = 0;
  std::uint8_t condition = 0;
  std::uint8_t verdict = 0;
  std::uint8_t certified = 0;
  double margin = std::numeric_limits<double>::quiet_NaN();
  /// Of conditions on environments, where margins are recorded: see EnvironmentAmounts.
  double least_transfer = std::numeric_limits<double>::quiet_NaN();
  double least_subsidy = std::numeric_limits<double>::quiet_NaN();
  /// What the study keeps of the prior: Description::size numbers.
  std::vector<double> description;
};

/// A part of what was counted for one unit: its samples, and a digest of its counts. A merged result lists
/// the pieces that it was put together from, one entry a range; a piece of several ranges has several entries
/// with one digest.
struct PieceRecord {
  std::uint64_t cell = 0;
  std::uint64_t condition = 0;
  SampleRange range;
  std::uint64_t digest = 0;
};

/// What a study asks, as far as its result keeps it.
struct AskedStudy {
  std::string title;
  std::uint64_t seed = 0;
  StudyMode mode = StudyMode::sample;
  /// How much the study asks, and the confidence of the intervals.
  StopRule stop;
  /// The part of the samples that this result is to hold.
  Shard shard;
  std::vector<std::string> conditions;
  /// Their names for people; those of files of version 2 are the conditions' keys.
  std::vector<std::string> condition_labels;
  /// How many environments are drawn for each prior; 0 if none are.
  std::uint64_t environments = 0;
  RecordSamples recorded = RecordSamples::none;
  RecordMargins margins = RecordMargins::cheap;
  /// What is kept of the priors of recorded samples.
  Description described;
  /// The canonical text of what the study asks, apart from how much of it (Study::identity).
  std::string identity;
};

/// What was counted and estimated.
struct Counted {
  std::vector<std::string> stages;
  std::vector<EnsembleResult> ensembles;
  std::vector<CellResult> cells;
  std::vector<SampleRecord> samples;
  /// Of mode tail; empty otherwise.
  TailResult tail;
  bool complete = false;
};

/// Where, when, how fast and from what a result was made. Free to differ between runs of one study.
struct Origin {
  /// Names to texts.
  std::map<std::string, std::string> provenance;
  /// Wall-clock seconds spent per ensemble.
  std::vector<double> seconds;
  /// The pieces of a merged result. A unit that has none here is one piece.
  std::vector<PieceRecord> pieces;
};

/// Everything a result file holds. What was counted is a function of what was asked alone.
struct StudyResult : AskedStudy, Counted, Origin {};

/// Whether results of the study hold margins of this condition: distances are cheap, linear programs are
/// asked for.
bool records_margins(const AskedStudy& asked, const std::string& condition);

/// Whether they hold what conditions on environments take (EnvironmentAmounts), too.
bool records_amounts(const AskedStudy& asked);

/// Whether the condition is about a prior and an environment.
bool is_on_environments(const std::string& condition);
/// How many verdicts a sample has on this condition: one, or as many as environments are drawn for a prior.
std::uint64_t verdicts_of_sample(const AskedStudy& asked, const std::string& condition);

/// Places of ci and cbdp among the conditions, which have a table of both verdicts; nothing if one is not
/// there.
struct JointPlaces {
  std::size_t ci = 0;
  std::size_t cbdp = 0;
};
std::optional<JointPlaces> joint_places(const std::vector<std::string>& conditions);

/// How many verdicts of a unit should have a margin and have none, because none could be proved.
std::uint64_t unknown_margins(const StudyResult& result, const CellResult& cell, std::size_t condition);

/// The cells of one ensemble; they stand together.
std::span<CellResult> cells_of(StudyResult& result, std::size_t ensemble);
std::span<const CellResult> cells_of(const StudyResult& result, std::size_t ensemble);

/// The verdicts of every unit of these cells.
std::vector<ShareCounts> counts_of(std::span<const CellResult> cells);

/// Whether an ensemble is a list of given priors, of which every one is looked at once: nothing is left to
/// chance then.
bool is_list(const StudyResult& result, const EnsembleResult& ensemble);
bool has_lists(const StudyResult& result);

/// How many samples the study asks for of an ensemble: no more than there are priors.
std::uint64_t asked_samples(const StudyResult& result, const EnsembleResult& ensemble);
/// Those of them that the result is to hold, as a shard.
SampleRange asked_part(const StudyResult& result, const EnsembleResult& ensemble);

/// Adds what another part of a result knows of what stands beside the priors of a list.
void add_coordinates(const std::vector<PriorCoordinate>& more, std::vector<PriorCoordinate>& known);

/// One more than the greatest index of a sample that one of these units counts.
std::uint64_t greatest_end(std::span<const CellResult> cells);

/// The samples that every unit of these cells counts.
SampleRanges common_samples(std::span<const CellResult> cells);

/// Puts records into their order in a file: by cell, sample, condition and environment.
void sort_records(std::vector<SampleRecord>& records);

/// A name of the cell that does not depend on the study around it: a hash of the types, the prior and the
/// coalitions.
std::uint64_t cell_key(const EnsembleResult& ensemble, const CellResult& cell);

/// How many type profiles there are.
std::size_t profiles_of(const std::vector<int>& types);

/// "2x2x3".
std::string types_text(const std::vector<int>& types);
/// The same back; nothing if the text is none. Whether there is such a type space is another question.
std::optional<std::vector<int>> parse_types(std::string_view text);

/// Whether two records say the same of their prior, bit for bit.
bool same_description(const SampleRecord& first, const SampleRecord& second);

/// Equal to the last bit, so that NaN equals NaN.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}
inline bool same_bits(const NullSetTheory& a, const NullSetTheory& b) {
  return same_bits(a.codimension, b.codimension) && same_bits(a.exponent, b.exponent) &&
         same_bits(a.constant, b.constant);
}

}  // namespace genericity
