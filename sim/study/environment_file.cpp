#include "sim/study/environment_file.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "sim/priors/family.h"
#include "sim/study/types_file.h"

namespace genericity {

namespace {

/// More would make one sample long, and say little more of its prior.
constexpr std::int64_t most_environments = 10000;

/// The first condition of the study that needs environments; nothing if none does.
std::optional<Condition> condition_on_environments(const Study& study) {
  const auto found = std::find_if(study.conditions.begin(), study.conditions.end(),
                                  [](Condition condition) { return info(condition).needs_environment; });
  return found == study.conditions.end() ? std::nullopt : std::optional(*found);
}

std::string first_such_condition() {
  return std::string(condition_table[structure_condition_count].key);
}

}  // namespace

EnvironmentReader::EnvironmentReader(const TomlReader& reader, const toml::table& root, Study& study,
                                     const std::function<void(const std::string&, std::size_t)>& note)
    : reader_(reader) {
  const toml::node* const tables = root.get("environment");
  const toml::node* const count = root.get("environments");
  const std::optional<Condition> condition = condition_on_environments(study);
  if (!condition) {
    for (const toml::node* node : {tables, count}) {
      if (node != nullptr)
        reader.fail(node, node == tables ? "environment" : "environments",
                    "no condition of the study looks at environments; add one, such as \"" +
                        first_such_condition() + "\", to conditions");
    }
    return;
  }
  if (study.mode != StudyMode::sample)
    reader.fail(root.get("mode"), "mode",
                to_string(*condition) + " is about environments, which only mode = \"sample\" draws");
  if (tables == nullptr)
    reader.fail(root.get("conditions"), "environment",
                "missing; " + to_string(*condition) +
                    R"( needs at least one [[environment]], such as utilities = "gaussian", outcomes = 3)");
  const toml::array* const list = tables->as_array();
  if (list == nullptr || list->empty())
    reader.fail(tables, "environment", "expected [[environment]] tables (with two brackets)");
  study.environments = 1;
  if (count != nullptr) {
    const auto number = reader.integer(root, "environments", "environments");
    if (*number < 1 || *number > most_environments)
      reader.fail(count, "environments",
                  "expected how many are drawn for each prior, an integer from 1 to " +
                      std::to_string(most_environments));
    study.environments = static_cast<std::uint64_t>(*number);
    if (study.environments > 1 && study.stop.looks_at_data())
      reader.fail(
          count, "environments",
          "a study that stops by widths draws one environment for each prior, as those of one prior are not "
          "independent; leave environments out, or stop by samples or time");
  }
  const Expansion lists{
      reader, most_cells, [](const auto&, const auto&) { return false; },
      [&](const std::string& path, std::size_t size) { note("environment." + path, size); }};
  for (const toml::node& table : *list) {
    if (table.as_table() == nullptr)
      reader.fail(&table, "environment", "expected [[environment]] tables (with two brackets)");
    for (PlainValue& value : lists.expand(table, "environment"))
      described_.push_back({std::move(value), &table});
  }
}

std::vector<std::shared_ptr<const EnvironmentLaw>> EnvironmentReader::laws_on(const TypeSpace& space) const {
  std::vector<std::shared_ptr<const EnvironmentLaw>> laws;
  if (described_.empty()) laws.emplace_back(nullptr);
  for (const auto& [value, table] : described_) {
    try {
      auto law = std::make_shared<const EnvironmentLaw>(value.json, space);
      const bool is_known = std::any_of(laws.begin(), laws.end(),
                                        [&](const auto& other) { return other->name() == law->name(); });
      if (!is_known) laws.push_back(std::move(law));
    } catch (const PriorError& error) {
      reader_.fail(&value.place_of(error.key(), *table), "environment." + error.key(), error.what());
    }
  }
  return laws;
}

}  // namespace genericity
