#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"

namespace genericity {

/// The conditions that this project decides. A condition stands after those that it inherits failures from.
enum class Condition : std::uint8_t {
  ci,
  cbdp,
  bdp,
  convex_independence,
  identifiability,
  ci_ir,
  ci_cr,
  implementable,
  implementable_ir,
  implementable_cr,
  count_  ///< number of conditions
};
inline constexpr auto condition_count = static_cast<std::size_t>(Condition::count_);
static_assert(condition_count <= 32, "a ConditionSet has a bit for every condition");

/// A set of conditions.
class ConditionSet {
 public:
  constexpr ConditionSet() = default;
  constexpr ConditionSet(std::initializer_list<Condition> members) {
    for (const Condition member : members) members_ |= bit(member);
  }
  [[nodiscard]] constexpr bool contains(Condition condition) const {
    return (members_ & bit(condition)) != 0;
  }
  constexpr void insert(ConditionSet others) { members_ |= others.members_; }

 private:
  static constexpr std::uint32_t bit(Condition condition) {
    return std::uint32_t{1} << static_cast<unsigned>(condition);
  }
  std::uint32_t members_ = 0;
};

/// What a condition's margin measures, and so what it costs.
enum class MarginKind : std::uint8_t {
  distance,   ///< a total-variation distance of posteriors
  transfers,  ///< t*, the least cost of a deviation under transfers within ±1: a linear program
};

/// Whose pairs of equal posteriors are all that can make a condition fail.
enum class ComparedPairs : std::uint8_t {
  none,        ///< the condition is not about pairs
  of_agents,   ///< types of one agent, whatever the pattern
  of_pattern,  ///< joint types of every coalition of the pattern
};

/// The linear system that a condition is decided by.
enum class LinearSystem : std::uint8_t {
  none,            ///< no system of a whole pattern
  lemma_1,         ///< transfers against the deviations of every coalition
  participation,   ///< the same, with transfers that pay nobody on average
  implementation,  ///< the same, against what deviations gain in an environment
};

/// Who must be willing to take part: expect no less than from staying out, once they know their types.
enum class Participants : std::uint8_t {
  none,        ///< nobody is asked
  agents,      ///< every agent (interim individual rationality)
  coalitions,  ///< every coalition of the pattern (interim coalitional rationality)
};

class ConditionEvaluator;
class InformationStructure;
class NestedPatterns;
enum class EvaluatedMargins : std::uint8_t;
struct ConditionFinding;

/// Makes what evaluates the condition on blocks of priors, as studies do (ConditionEvaluator).
using MakeEvaluator = std::unique_ptr<ConditionEvaluator>(Condition condition, const NestedPatterns& patterns,
                                                          EvaluatedMargins margins);
/// Decides the condition at one structure, with its margin and the reason, as `check` does
/// (all_conditions.h).
using Examine = ConditionFinding(Condition condition, const InformationStructure& structure,
                                 const Pattern& pattern);

MakeEvaluator make_ci_evaluator;
MakeEvaluator make_pairs_evaluator;
MakeEvaluator make_convex_independence_evaluator;
MakeEvaluator make_identifiability_evaluator;
MakeEvaluator make_participation_evaluator;
Examine examine_ci;
Examine examine_pairs;
Examine examine_convex_independence;
Examine examine_identifiability;
Examine examine_participation;

/// Of conditions on environments.
inline constexpr std::string_view implementation_margin =
    "1 / (1 + T), where T is the least greatest transfer in parts of the most that an outcome matters to an "
    "agent: 1 where no transfers are needed";

/// All that is said of a condition, once.
struct ConditionInfo {
  Condition condition;
  /// Its name in studies, results and programs.
  std::string_view key;
  /// Its name for people, as short as the field has it.
  std::string_view label;
  /// What it asks, in a sentence for readers who do not know it.
  std::string_view sentence;
  /// Where it comes from.
  std::string_view source;
  /// Whether the verdict depends on which coalitions may form.
  bool depends_on_pattern;
  MarginKind margin;
  /// What its margin is, in words; also what is to be known where it is 0 or unknown although it holds.
  std::string_view margin_meaning;
  /// Whether studies can record its margin.
  bool has_margin_in_studies = false;
  ComparedPairs pairs = ComparedPairs::none;
  LinearSystem system = LinearSystem::none;
  /// Weaker conditions: where this one holds, so do they, at the same prior and pattern. What they imply in
  /// turn stands in their own records.
  ConditionSet implies = {};
  /// Whether it is about a prior and an environment together (core/environments). Such a condition has
  /// neither an evaluator nor an examination, which know of priors alone.
  bool needs_environment = false;
  /// Of such conditions, whom the mechanism must please.
  Participants participants = Participants::none;
  /// Of such conditions: what, where it holds at a prior, makes this one hold in every environment.
  ConditionSet follows_from = {};
  MakeEvaluator* make_evaluator = nullptr;
  Examine* examine = nullptr;
};

/// One record a condition, in the enumeration's order.
inline constexpr std::array<ConditionInfo, condition_count> condition_table{{
    {.condition = Condition::ci,
     .key = "ci",
     .label = "CI",
     .sentence =
         "Some budget-balanced transfers make every deviation of a coalition in the pattern costly to it.",
     .source = "Coalitional Identifiability; Guo, Lemma 1 and Theorem 1",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = "t*, what every deviation costs its coalition at least under the best transfers "
                       "within ±1: a gain of 1 is deterred by transfers within ±1/t*",
     .has_margin_in_studies = true,
     .system = LinearSystem::lemma_1,
     // Two equal posteriors make a certificate against CI: core/README.md, "CI implies CBDP".
     .implies = {Condition::cbdp},
     .make_evaluator = make_ci_evaluator,
     .examine = examine_ci},
    {.condition = Condition::cbdp,
     .key = "cbdp",
     .label = "CBDP",
     .sentence =
         "Any two joint types of a coalition in the pattern have different posteriors about the others.",
     .source = "Coalitional Beliefs Determine Preferences; Guo, section 6 and Theorem 2",
     .depends_on_pattern = true,
     .margin = MarginKind::distance,
     .margin_meaning = "the least total-variation distance of two posteriors of one coalition of the pattern",
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::of_pattern,
     // BDP is the same for single agents (core/README.md), which are coalitions of every pattern (Pattern).
     .implies = {Condition::bdp},
     .make_evaluator = make_pairs_evaluator,
     .examine = examine_pairs},
    {.condition = Condition::bdp,
     .key = "bdp",
     .label = "BDP",
     .sentence = "Any two types of one agent have different posteriors about the others.",
     .source = "Beliefs Determine Preferences; Neeman (2004)",
     .depends_on_pattern = false,
     .margin = MarginKind::distance,
     .margin_meaning = "the least total-variation distance of two posteriors of one agent",
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::of_agents,
     .make_evaluator = make_pairs_evaluator,
     .examine = examine_pairs},
    {.condition = Condition::convex_independence,
     .key = "convex_independence",
     .label = "convex independence",
     .sentence = "No posterior of an agent is a mixture of the agent's other posteriors.",
     .source = "Crémer and McLean (1988)",
     .depends_on_pattern = false,
     .margin = MarginKind::distance,
     .margin_meaning = "the least total-variation distance of a posterior of an agent from the mixtures of "
                       "the agent's other posteriors",
     // Of two equal posteriors each is a mixture of the other alone (the definition in core/README.md).
     .implies = {Condition::bdp},
     .make_evaluator = make_convex_independence_evaluator,
     .examine = examine_convex_independence},
    {.condition = Condition::identifiability,
     .key = "identifiability",
     .label = "identifiability",
     .sentence = "No other law of reports could have come from each agent alone.",
     .source = "Kosenok and Severinov (2008)",
     .depends_on_pattern = false,
     .margin = MarginKind::transfers,
     .margin_meaning =
         "that of ci_ir with single agents alone, and so positive only where convex_independence holds, too",
     .make_evaluator = make_identifiability_evaluator,
     .examine = examine_identifiability},
    {.condition = Condition::ci_ir,
     .key = "ci_ir",
     .label = "CI + IR",
     .sentence = "CI by transfers that pay every agent nothing on average, whatever the agent's type.",
     .source = "CI with interim individual rationality; Guo, the remark that closes section 4",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = "as of ci, by transfers within ±1 that pay every agent nothing on average",
     .system = LinearSystem::participation,
     // It asks the same of fewer transfers. (What core/README.md says of convex independence and
     // identifiability is about the pattern of singletons.)
     .implies = {Condition::ci},
     .make_evaluator = make_participation_evaluator,
     .examine = examine_participation},
    {.condition = Condition::ci_cr,
     .key = "ci_cr",
     .label = "CI + CR",
     .sentence = "CI by transfers that pay every coalition nothing on average, whatever its joint type.",
     .source = "CI with interim coalitional rationality; Guo, the remark that closes section 4",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = "as of ci, by transfers within ±1 that pay every coalition nothing on average",
     .system = LinearSystem::participation,
     // It asks the same of fewer transfers: agents are coalitions, too.
     .implies = {Condition::ci_ir},
     .make_evaluator = make_participation_evaluator,
     .examine = examine_participation},
    {.condition = Condition::implementable,
     .key = "implementable",
     .label = "implementable",
     .sentence =
         "Some budget-balanced transfers keep every coalition in the pattern from gaining by misreports "
         "under the environment's efficient rule.",
     .source = "interim coalitional incentive compatibility of one environment; Guo, section 3",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = implementation_margin,
     .has_margin_in_studies = true,
     .system = LinearSystem::implementation,
     .needs_environment = true,
     .follows_from = {Condition::ci}},
    {.condition = Condition::implementable_ir,
     .key = "implementable_ir",
     .label = "implementable + IR",
     .sentence = "The same by transfers under which no agent expects less than from staying out.",
     .source = "the same with interim individual rationality; Guo, section 3",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = implementation_margin,
     .has_margin_in_studies = true,
     .system = LinearSystem::implementation,
     .implies = {Condition::implementable},
     .needs_environment = true,
     .participants = Participants::agents},
    {.condition = Condition::implementable_cr,
     .key = "implementable_cr",
     .label = "implementable + CR",
     .sentence =
         "The same by transfers under which no coalition in the pattern expects less than from staying out.",
     .source = "the same with interim coalitional rationality; Guo, section 3",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .margin_meaning = implementation_margin,
     .has_margin_in_studies = true,
     .system = LinearSystem::implementation,
     .implies = {Condition::implementable_ir},
     .needs_environment = true,
     .participants = Participants::coalitions},
}};

/// How many conditions are about a prior alone. They come first in the enumeration.
inline constexpr std::size_t structure_condition_count = [] {
  std::size_t count = 0;
  for (const ConditionInfo& record : condition_table) count += record.needs_environment ? 0 : 1;
  return count;
}();
/// Their records.
inline constexpr std::span<const ConditionInfo> structure_conditions =
    std::span(condition_table).first<structure_condition_count>();

constexpr const ConditionInfo& info(Condition condition) {
  return condition_table[static_cast<std::size_t>(condition)];
}

/// The conditions whose failure at a prior, with its proof, is taken for this one's failure where both are
/// evaluated (Stage::inherited): those that it implies, directly or through others, but none that only equal
/// posteriors make fail, nor what is reached through these. Every evaluator is told of equal posteriors
/// (PriorBlock::closest), and CI proves by them at once (Stage::equal_posteriors); and what studies have
/// counted of the others without CI rests on their own proofs alone.
constexpr ConditionSet inherited_failures(Condition condition) {
  ConditionSet found;
  for (const ConditionInfo& weaker : condition_table) {
    if (!info(condition).implies.contains(weaker.condition) || weaker.pairs != ComparedPairs::none) continue;
    found.insert({weaker.condition});
    found.insert(inherited_failures(weaker.condition));
  }
  return found;
}

/// The condition's key.
std::string to_string(Condition condition);
/// The condition of this key, if there is one.
std::optional<Condition> condition_named(std::string_view key);
/// All keys, in the enumeration's order.
std::vector<std::string> condition_keys();

/// The coalitions whose pairs of equal posteriors are all that can make the condition fail, in the pattern's
/// order; none if the condition is not about pairs.
std::vector<Coalition> compared_coalitions(Condition condition, const Pattern& pattern);

}  // namespace genericity
