#include "core/conditions/condition.h"

#include <utility>

namespace genericity {

namespace {

/// What depends on no pattern must not imply what does: whose failure would it be?
constexpr bool implies_possible_ones(Condition condition) {
  for (const ConditionInfo& weaker : condition_table) {
    const bool is_possible = info(condition).depends_on_pattern || !weaker.depends_on_pattern;
    if (info(condition).implies.contains(weaker.condition) && !is_possible) return false;
  }
  return true;
}

constexpr bool stands_after_sources(Condition condition) {
  for (const ConditionInfo& weaker : condition_table) {
    if (inherited_failures(condition).contains(weaker.condition) && weaker.condition >= condition)
      return false;
  }
  return true;
}

/// A compiler that refuses one of these names the condition whose record it is.
template <Condition condition>
struct CheckedRecord {
  static constexpr const ConditionInfo& record = info(condition);
  static_assert(record.condition == condition, "condition_table has no record of the condition at its place");
  static_assert(record.needs_environment == (record.make_evaluator == nullptr) &&
                    record.needs_environment == (record.examine == nullptr),
                "the record of the condition does not say what evaluates and examines it");
  static_assert(record.needs_environment ==
                    (static_cast<std::size_t>(condition) >= structure_condition_count),
                "conditions on an environment come after the others");
  static_assert(implies_possible_ones(condition),
                "the condition depends on no pattern and implies one that does");
  static_assert(stands_after_sources(condition),
                "the condition stands before one whose failures it inherits");
  static constexpr bool is_good = true;
};

static_assert([]<std::size_t... places>(std::index_sequence<places...>) {
  return (CheckedRecord<static_cast<Condition>(places)>::is_good && ...);
}(std::make_index_sequence<condition_count>{}));

}  // namespace

std::string to_string(Condition condition) {
  return std::string(info(condition).key);
}

std::optional<Condition> condition_named(std::string_view key) {
  for (const ConditionInfo& record : condition_table) {
    if (record.key == key) return record.condition;
  }
  return {};
}

std::vector<std::string> condition_keys() {
  std::vector<std::string> keys;
  keys.reserve(condition_table.size());
  for (const ConditionInfo& record : condition_table) keys.emplace_back(record.key);
  return keys;
}

std::vector<Coalition> compared_coalitions(Condition condition, const Pattern& pattern) {
  switch (info(condition).pairs) {
    case ComparedPairs::none:
      break;
    case ComparedPairs::of_agents: {
      const Pattern agents = Pattern::minimal(pattern.agents());
      return {agents.coalitions().begin(), agents.coalitions().end()};
    }
    case ComparedPairs::of_pattern:
      return {pattern.coalitions().begin(), pattern.coalitions().end()};
  }
  return {};
}

}  // namespace genericity
