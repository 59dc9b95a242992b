#include "sim/study/exclude_file.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/errors.h"
#include "sim/grid/exclusion.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/drop_patterns.h"
#include "sim/study/named_patterns.h"
#include "sim/study/types_file.h"

namespace genericity {

namespace {

/// What stands in a cell's place of a coordinate: everything but its pattern.
std::vector<CellCoordinate> coordinates_of(const Ensemble& ensemble) {
  std::vector<CellCoordinate> coordinates{{"types", ensemble.space.to_string()},
                                          {"agents", static_cast<double>(ensemble.space.agents())},
                                          {"profiles", static_cast<double>(ensemble.space.profiles())},
                                          {"seed", static_cast<double>(ensemble.seed)}};
  for (const PriorParameter& parameter : ensemble.family->parameters())
    coordinates.push_back({parameter.key, parameter.value});
  return coordinates;
}

/// A rule as it is applied: what it asks of patterns depends on the number of agents.
struct Rule {
  Exclusion of_ensemble;
  std::vector<std::string> patterns;  // as written; empty for any
  const toml::node* at = nullptr;
};

class Exclusions {
 public:
  Exclusions(const TomlReader& reader, Study& study) : reader_(reader), study_(study) {
    for (const Ensemble& ensemble : study.ensembles) {
      for (CellCoordinate& coordinate : coordinates_of(ensemble)) {
        const bool is_text = std::holds_alternative<std::string>(coordinate.value);
        kinds_[std::move(coordinate.key)].insert(is_text);
      }
    }
  }

  void apply(const toml::node& node) {
    const toml::array* list = node.as_array();
    if (list == nullptr)
      reader_.fail(&node, "exclude", R"(expected a list of tables such as [{ alpha = ">=10" }])");
    std::vector<Rule> rules;
    for (const toml::node& element : *list) rules.push_back(read_rule(element));
    for (const Rule& rule : rules) drop(rule);
    std::erase_if(study_.ensembles, [](const Ensemble& ensemble) { return ensemble.patterns.empty(); });
    if (study_.ensembles.empty()) reader_.fail(&node, "exclude", "its rules drop every cell of the study");
  }

 private:
  Rule read_rule(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr || table->empty())
      reader_.fail(&node, "exclude", R"(expected a table such as { family = "dirichlet", alpha = ">=10" })");
    Rule rule;
    rule.at = &node;
    read_clauses(*table, "", rule);
    return rule;
  }

  void read_clauses(const toml::table& table, const std::string& prefix, Rule& rule) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      if (name == "pattern") {
        rule.patterns = texts_of(node, "exclude.pattern");
      } else if (name == "types") {
        ExclusionClause clause{"types", {}};
        for (const TypeSpace& space : read_types(reader_, node, "exclude.types"))
          clause.any_of.emplace_back().value = space.to_string();
        rule.of_ensemble.clauses.push_back(std::move(clause));
      } else if (const toml::table* nested = node.as_table()) {
        read_clauses(*nested, name + "_", rule);
      } else {
        rule.of_ensemble.clauses.push_back(read_clause(name, node));
      }
    }
  }

  ExclusionClause read_clause(const std::string& name, const toml::node& node) {
    const auto kinds = kinds_.find(name);
    if (kinds == kinds_.end()) {
      std::vector<std::string> known{"pattern"};
      for (const auto& [key, kind] : kinds_) known.push_back(key);
      const std::string hint = did_you_mean(name, known);
      reader_.fail(
          &node, "exclude." + name,
          "no cell of the study has it" + (hint.empty() ? "; they have " + joined(known, ", ") : hint));
    }
    ExclusionClause clause{name, {}};
    for_each_value(node, [&](const toml::node& value) {
      const Comparison& comparison = clause.any_of.emplace_back(read_comparison(value, "exclude." + name));
      const bool is_text = std::holds_alternative<std::string>(comparison.value);
      if (!kinds->second.contains(is_text)) {
        reader_.fail(&value, "exclude." + name,
                     kinds->second.contains(true) ? "expected a text; texts are equal or not (!=)"
                                                  : R"(expected a number, or a comparison such as ">=10")");
      }
    });
    return clause;
  }

  Comparison read_comparison(const toml::node& node, const std::string& path) {
    const nlohmann::json value = reader_.as_json(node, path);
    if (value.is_number()) return {Relation::equal, value.get<double>()};
    if (!value.is_string()) reader_.fail(&node, path, "expected a number or a text");
    try {
      return parse_comparison(value.get<std::string>());
    } catch (const InvalidInput& error) {
      reader_.fail(&node, path, error.what());
    }
  }

  template <class Visit>
  void for_each_value(const toml::node& node, const Visit& visit) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return visit(node);
    for (const toml::node& element : *list) visit(element);
  }

  std::vector<std::string> texts_of(const toml::node& node, const std::string& path) {
    std::vector<std::string> texts;
    for_each_value(node, [&](const toml::node& value) {
      if (!value.is_string()) reader_.fail(&value, path, R"(expected a text such as "{1,2},{2,3}")");
      texts.push_back(**value.as_string());
    });
    if (texts.empty()) reader_.fail(&node, path, "expected at least one pattern");
    return texts;
  }

  /// The patterns that a rule names on a space, in full. A pattern may name agents that some spaces lack.
  std::set<std::string> named_on(const TypeSpace& space, const Rule& rule, std::string& fault) const {
    std::set<std::string> full;
    for (const std::string& text : rule.patterns) {
      try {
        for (const Pattern& pattern : patterns_named(text, space, study_.seed()))
          full.insert(pattern.to_full_string());
      } catch (const InvalidInput& error) {
        fault = error.what();
      }
    }
    return full;
  }

  void drop(const Rule& rule) {
    std::map<std::string, std::set<std::string>> named;
    std::string fault;
    std::size_t fitting = 0;
    std::size_t dropped = 0;
    for (Ensemble& ensemble : study_.ensembles) {
      const std::string types = ensemble.space.to_string();
      if (!rule.patterns.empty() && !named.contains(types)) {
        named[types] = named_on(ensemble.space, rule, fault);
        fitting += named[types].size();
      }
      if (!rule.of_ensemble.drops(coordinates_of(ensemble))) continue;
      const auto is_kept = [&](const Pattern& pattern) {
        return !rule.patterns.empty() && !named[types].contains(pattern.to_full_string());
      };
      dropped += drop_patterns(ensemble, is_kept, study_);
    }
    if (!rule.patterns.empty() && fitting == 0) reader_.fail(rule.at, "exclude.pattern", fault);
    study_.grid.rules.push_back({rule.at->source().begin.line, dropped});
  }

  const TomlReader& reader_;
  Study& study_;
  std::map<std::string, std::set<bool>> kinds_;  // of each coordinate: whether it is a text
};

}  // namespace

void apply_exclusions(const TomlReader& reader, const toml::table& root, Study& study) {
  if (const toml::node* node = root.get("exclude")) Exclusions(reader, study).apply(*node);
}

}  // namespace genericity
