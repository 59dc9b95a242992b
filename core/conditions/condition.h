#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"

namespace genericity {

/// The conditions that this project decides.
enum class Condition : std::uint8_t { ci, cbdp, bdp, convex_independence, identifiability, ci_ir, ci_cr };

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
  none,           ///< no system of a whole pattern
  lemma_1,        ///< transfers against the deviations of every coalition
  participation,  ///< the same, with transfers that pay nobody on average
};

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
  /// Whether studies can record its margin.
  bool has_margin_in_studies;
  ComparedPairs pairs;
  LinearSystem system;
};

/// One record a condition, in the enumeration's order.
inline constexpr std::array<ConditionInfo, 7> condition_table{{
    {.condition = Condition::ci,
     .key = "ci",
     .label = "CI",
     .sentence =
         "Some budget-balanced transfers make every deviation of a coalition in the pattern costly to it.",
     .source = "Coalitional Identifiability; Guo, Lemma 1 and Theorem 1",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::lemma_1},
    {.condition = Condition::cbdp,
     .key = "cbdp",
     .label = "CBDP",
     .sentence =
         "Any two joint types of a coalition in the pattern have different posteriors about the others.",
     .source = "Coalitional Beliefs Determine Preferences; Guo, section 6 and Theorem 2",
     .depends_on_pattern = true,
     .margin = MarginKind::distance,
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::of_pattern,
     .system = LinearSystem::none},
    {.condition = Condition::bdp,
     .key = "bdp",
     .label = "BDP",
     .sentence = "Any two types of one agent have different posteriors about the others.",
     .source = "Beliefs Determine Preferences; Neeman (2004)",
     .depends_on_pattern = false,
     .margin = MarginKind::distance,
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::of_agents,
     .system = LinearSystem::none},
    {.condition = Condition::convex_independence,
     .key = "convex_independence",
     .label = "convex independence",
     .sentence = "No posterior of an agent is a mixture of the agent's other posteriors.",
     .source = "Crémer and McLean (1988)",
     .depends_on_pattern = false,
     .margin = MarginKind::distance,
     .has_margin_in_studies = false,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::none},
    {.condition = Condition::identifiability,
     .key = "identifiability",
     .label = "identifiability",
     .sentence = "No other law of reports could have come from each agent alone.",
     .source = "Kosenok and Severinov (2008)",
     .depends_on_pattern = false,
     .margin = MarginKind::transfers,
     .has_margin_in_studies = false,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::none},
    {.condition = Condition::ci_ir,
     .key = "ci_ir",
     .label = "CI + IR",
     .sentence = "CI by transfers that pay every agent nothing on average, whatever the agent's type.",
     .source = "CI with interim individual rationality; Guo, the remark that closes section 4",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .has_margin_in_studies = false,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::participation},
    {.condition = Condition::ci_cr,
     .key = "ci_cr",
     .label = "CI + CR",
     .sentence = "CI by transfers that pay every coalition nothing on average, whatever its joint type.",
     .source = "CI with interim coalitional rationality; Guo, the remark that closes section 4",
     .depends_on_pattern = true,
     .margin = MarginKind::transfers,
     .has_margin_in_studies = false,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::participation},
}};

constexpr const ConditionInfo& info(Condition condition) {
  return condition_table[static_cast<std::size_t>(condition)];
}

static_assert(
    [] {
      for (std::size_t k = 0; k < condition_table.size(); ++k) {
        if (static_cast<std::size_t>(condition_table[k].condition) != k) return false;
      }
      return condition_table.back().condition == Condition::ci_cr;
    }(),
    "condition_table has a record for every condition, in the enumeration's order");

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
