#include "sim/study/mechanism_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/errors.h"
#include "sim/priors/joined.h"
#include "sim/study/file_kind.h"
#include "sim/study/structure_file.h"
#include "sim/study/toml_reader.h"

namespace genericity {

namespace {

/// Reads the keys of an environment from `table`; `prefix` stands before keys in messages.
class EnvironmentReader {
 public:
  EnvironmentReader(const TomlReader& reader, const toml::table& table, std::string prefix,
                    const TypeSpace& space)
      : reader_(reader), table_(table), prefix_(std::move(prefix)), space_(space) {}

  Environment read() {
    read_driver();
    read_values();
    read_outcomes();
    std::vector<mpq_class> utilities = read_utilities();
    const toml::node* rule = table_.get("rule");
    try {
      if (rule == nullptr) return {space_, outcomes_, std::move(utilities)};
      return {space_, outcomes_, std::move(utilities), read_rule(*rule)};
    } catch (const InvalidInput& error) {
      reader_.fail(rule, key("rule"), error.what());
    }
  }

 private:
  [[nodiscard]] std::string key(const std::string& name) const { return prefix_ + name; }

  void read_driver() {
    const auto agent = reader_.integer(table_, "depends_on", key("depends_on"));
    if (!agent) return;
    if (*agent < 1 || *agent > space_.agents()) {
      reader_.fail(table_.get("depends_on"), key("depends_on"),
                   "expected an agent from 1 to " + std::to_string(space_.agents()));
    }
    driver_ = static_cast<int>(*agent) - 1;
  }

  void read_values() {
    constexpr std::array<std::string_view, 2> known{"interdependent", "private"};
    has_private_values_ = reader_.one_of(table_, "values", key("values"), known) == 1;
    if (has_private_values_ && driver_ >= 0)
      reader_.fail(table_.get("values"), key("values"),
                   "private values cannot go with depends_on: another agent's type would matter");
  }

  void read_outcomes() {
    const toml::node* node = table_.get("outcomes");
    if (node == nullptr || node->as_array() == nullptr)
      reader_.fail(node, key("outcomes"), R"(expected a list of names, such as ["x0", "x1"])");
    for (const toml::node& element : *node->as_array()) {
      if (!element.is_string()) reader_.fail(&element, key("outcomes"), "expected a name (a text)");
      outcomes_.push_back(**element.as_string());
      if (std::count(outcomes_.begin(), outcomes_.end(), outcomes_.back()) > 1)
        reader_.fail(&element, key("outcomes"), "\"" + outcomes_.back() + "\" is named twice");
    }
    if (outcomes_.empty()) reader_.fail(node, key("outcomes"), "expected at least one outcome");
  }

  /// A list that says something of every type profile: of the types of `agent` alone, or of all if that is
  /// −1.
  [[nodiscard]] std::size_t length(int agent) const {
    return agent < 0 ? space_.profiles() : static_cast<std::size_t>(space_.size(agent));
  }
  [[nodiscard]] std::size_t place(int agent, std::size_t profile) const {
    return agent < 0 ? profile : static_cast<std::size_t>(space_.type_of(profile, agent));
  }
  [[nodiscard]] std::string length_text(int agent) const {
    return std::to_string(length(agent)) +
           (agent < 0 ? " (one a type profile)" : " (one a type of agent " + std::to_string(agent + 1) + ")");
  }

  /// What one agent gets from an outcome, at every type profile.
  std::vector<mpq_class> read_agent(const toml::node& node, const std::string& path, int agent) {
    std::vector<mpq_class> values;
    const toml::array* list = node.as_array();
    if (list == nullptr) {
      values.assign(space_.profiles(), reader_.rational(node, path));
      return values;
    }
    const int whose = has_private_values_ ? agent : driver_;
    if (list->size() != length(whose)) {
      reader_.fail(&node, path,
                   "expected one number or a list of " + length_text(whose) + ", found " +
                       std::to_string(list->size()));
    }
    std::vector<mpq_class> written;
    for (const toml::node& element : *list) written.push_back(reader_.rational(element, path));
    for (std::size_t profile = 0; profile < space_.profiles(); ++profile)
      values.push_back(written[place(whose, profile)]);
    return values;
  }

  std::vector<mpq_class> read_utilities() {
    const toml::table* utilities = reader_.table(table_, "utilities", key("utilities"));
    if (utilities == nullptr)
      reader_.fail(&table_, key("utilities"), "missing; expected a table with one list an outcome");
    for (const auto& [name, node] : *utilities) {
      if (std::find(outcomes_.begin(), outcomes_.end(), name.str()) == outcomes_.end())
        reader_.fail(&node, key("utilities." + std::string(name.str())), "no such outcome in outcomes");
    }
    std::vector<mpq_class> values;
    for (const std::string& outcome : outcomes_) {
      const std::string path = key("utilities." + outcome);
      const toml::node* node = utilities->get(outcome);
      const toml::array* agents = node == nullptr ? nullptr : node->as_array();
      if (agents == nullptr || agents->size() != static_cast<std::size_t>(space_.agents())) {
        reader_.fail(node != nullptr ? node : utilities, path,
                     "expected a list of " + std::to_string(space_.agents()) + " entries, one an agent" +
                         (agents == nullptr ? "" : ", found " + std::to_string(agents->size())));
      }
      int agent = 0;
      for (const toml::node& of_agent : *agents) {
        for (mpq_class& value : read_agent(of_agent, path, agent++)) values.push_back(std::move(value));
      }
    }
    return values;
  }

  std::vector<std::uint32_t> read_rule(const toml::node& node) {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->size() != length(driver_)) {
      reader_.fail(&node, key("rule"),
                   "expected a list of outcomes, " + length_text(driver_) +
                       (list == nullptr ? "" : ", found " + std::to_string(list->size())));
    }
    std::vector<std::uint32_t> written;
    for (const toml::node& element : *list) {
      const std::string name = element.is_string() ? **element.as_string() : std::string{};
      const auto found = std::find(outcomes_.begin(), outcomes_.end(), name);
      if (found == outcomes_.end()) {
        reader_.fail(&element, key("rule"), "expected one of the outcomes " + joined(outcomes_, ", "));
      }
      written.push_back(static_cast<std::uint32_t>(found - outcomes_.begin()));
    }
    std::vector<std::uint32_t> rule;
    for (std::size_t profile = 0; profile < space_.profiles(); ++profile)
      rule.push_back(written[place(driver_, profile)]);
    return rule;
  }

  const TomlReader& reader_;
  const toml::table& table_;
  std::string prefix_;
  const TypeSpace& space_;
  int driver_ = -1;
  bool has_private_values_ = false;
  std::vector<std::string> outcomes_;
};

TransferRule read_transfers(const TomlReader& reader, const toml::table& table, const TypeSpace& space) {
  const std::string path = "rule.transfers";
  const toml::node* node = table.get("transfers");
  const toml::array* rows = node == nullptr ? nullptr : node->as_array();
  if (rows == nullptr || rows->size() != space.profiles()) {
    reader.fail(node != nullptr ? node : &table, path,
                "expected " + std::to_string(space.profiles()) + " rows, one a type profile of " +
                    space.to_string() + (rows == nullptr ? "" : ", found " + std::to_string(rows->size())));
  }
  TransferRule rule(space);
  std::size_t profile = 0;
  for (const toml::node& row : *rows) {
    const std::string where = path + " at " + profile_text(space, profile);
    const toml::array* agents = row.as_array();
    if (agents == nullptr || agents->size() != static_cast<std::size_t>(space.agents())) {
      reader.fail(&row, where, "expected " + std::to_string(space.agents()) + " transfers, one an agent");
    }
    int agent = 0;
    for (const toml::node& value : *agents) rule.at(agent++, profile) = reader.rational(value, where);
    ++profile;
  }
  return rule;
}

/// A number as TOML can hold it exactly: an integer of 64 bits, or a text.
std::string fraction_text(const mpq_class& value) {
  const std::string text = value.get_str();
  return value.get_den() == 1 && value.get_num().fits_slong_p() ? text : "\"" + text + "\"";
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "\"";
}

std::string written_types(const TypeSpace& space) {
  std::string text;
  for (const int size : space.sizes()) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

template <class Values>
std::string list_text(const Values& values) {
  return "[" + joined(values, ", ") + "]";
}

std::string environment_keys(const Environment& environment, const std::string& utilities_header) {
  const TypeSpace& space = environment.space();
  std::vector<std::string> names;
  for (const std::string& outcome : environment.outcomes()) names.push_back(quoted(outcome));
  std::vector<std::string> rule;
  for (std::size_t profile = 0; profile < space.profiles(); ++profile)
    rule.push_back(names[environment.chosen(profile)]);
  std::string text =
      "outcomes = " + list_text(names) + "\nrule = " + list_text(rule) + "\n\n" + utilities_header;
  for (std::uint32_t outcome = 0; outcome < names.size(); ++outcome) {
    text += names[outcome] + " = [";
    for (int agent = 0; agent < space.agents(); ++agent) {
      std::vector<std::string> values;
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        values.push_back(fraction_text(environment.utility(outcome, agent, profile)));
      const bool constant =
          std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
      text += agent == 0 ? "" : ",\n      ";
      text += constant ? fraction_text(environment.utility(outcome, agent, 0)) : list_text(values);
    }
    text += "]\n";
  }
  return text;
}

}  // namespace

EnvironmentFile parse_environment(const std::string& name, const std::string& text) {
  const TomlReader reader(name, text);
  require_kind(reader, FileKind::environment);
  check_format(reader);
  reader.require_known(reader.root(), "",
                       {"format", "name", "types", "values", "depends_on", "outcomes", "rule", "utilities"});
  const toml::node* types = reader.root().get("types");
  if (types == nullptr)
    reader.fail(nullptr, "types", "missing; expected the type counts, such as types = [2, 2, 2]");
  try {
    const TypeSpace space(reader.integers(*types, "types"));
    return {reader.string(reader.root(), "name", "name").value_or(""),
            EnvironmentReader(reader, reader.root(), "", space).read()};
  } catch (const InvalidInput& error) {
    reader.fail(types, "types", error.what());
  }
}

MechanismFile parse_mechanism(const std::string& name, const std::string& text) {
  const TomlReader reader(name, text);
  const toml::table& root = reader.root();
  require_kind(reader, FileKind::mechanism);
  reader.require_known(root, "", {"format", "name", "types", "pattern", "prior", "environment", "rule"});
  StructureFile structure = read_structure_keys(reader);
  const TypeSpace space = structure.structure.space();
  const toml::table* table = reader.table(root, "environment", "environment");
  if (table == nullptr) reader.fail(nullptr, "environment", "missing; expected a table [environment]");
  reader.require_known(*table, "environment.", {"values", "depends_on", "outcomes", "rule", "utilities"});
  Environment environment = EnvironmentReader(reader, *table, "environment.", space).read();
  MechanismFile file{structure.name,
                     {std::move(structure.structure),
                      structure.pattern.value_or(Pattern::minimal(space.agents())),
                      std::move(environment),
                      {}},
                     {}};
  const toml::node* rules = root.get("rule");
  const toml::array* list = rules == nullptr ? nullptr : rules->as_array();
  if (list == nullptr || list->empty())
    reader.fail(rules, "rule", "expected at least one table [[rule]] with transfers");
  for (const toml::node& element : *list) {
    const toml::table* rule = element.as_table();
    if (rule == nullptr) reader.fail(&element, "rule", "expected a table [[rule]]");
    reader.require_known(*rule, "rule.", {"name", "transfers"});
    file.rule_names.push_back(
        reader.string(*rule, "name", "rule.name").value_or("t" + std::to_string(file.rule_names.size() + 1)));
    file.mechanism.rules.push_back(read_transfers(reader, *rule, space));
  }
  return file;
}

EnvironmentFile read_environment(const std::string& path) {
  return parse_environment(path, TomlReader::from_file(path).text());
}

MechanismFile read_mechanism(const std::string& path) {
  return parse_mechanism(path, TomlReader::from_file(path).text());
}

std::string environment_text(const EnvironmentFile& file) {
  std::string text;
  if (!file.name.empty()) text += "name = " + quoted(file.name) + "\n";
  text += "types = " + written_types(file.environment.space()) + "\n";
  return text + environment_keys(file.environment, "[utilities]\n");
}

std::string mechanism_text(const MechanismFile& file) {
  const Mechanism& mechanism = file.mechanism;
  const TypeSpace& space = mechanism.structure.space();
  std::string text;
  if (!file.name.empty()) text += "name = " + quoted(file.name) + "\n";
  text += "types = " + written_types(space) + "\n";
  text += "pattern = " + quoted(mechanism.pattern.to_string()) + "\n";
  std::vector<std::string> weights;
  for (const mpz_class& weight : mechanism.structure.exact())
    weights.push_back(fraction_text(mpq_class(weight)));
  text += "prior = " + list_text(weights) + "\n\n[environment]\n";
  text += environment_keys(mechanism.environment, "[environment.utilities]\n");
  for (std::size_t k = 0; k < mechanism.rules.size(); ++k) {
    text += "\n[[rule]]\n";
    if (k < file.rule_names.size()) text += "name = " + quoted(file.rule_names[k]) + "\n";
    text += "transfers = [\n";
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      std::vector<std::string> row;
      row.reserve(static_cast<std::size_t>(space.agents()));
      for (int agent = 0; agent < space.agents(); ++agent)
        row.push_back(fraction_text(mechanism.rules[k].at(agent, profile)));
      text += "  " + list_text(row) + ",  # " + profile_text(space, profile) + "\n";
    }
    text += "]\n";
  }
  return text;
}

}  // namespace genericity
