#include "core/conditions/condition.h"

namespace genericity {

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
