#include "sim/study/mode_file.h"

#include <algorithm>

#include "sim/study/tail_driver.h"

namespace genericity {

namespace {

constexpr double least_epsilon = 1e-15;
/// Rules of [stop] for numbers of samples.
const std::vector<std::string> not_in_these_modes{"samples", "half_width", "relative_half_width",
                                                  "minimum_samples"};
constexpr std::int64_t most_draws = 1'000'000'000;
constexpr std::int64_t most_replications = 100'000;

std::vector<double> read_epsilons(const TomlReader& reader, const toml::table& table) {
  const toml::node* node = table.get("epsilons");
  if (node == nullptr) return {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  const toml::array* array = node->as_array();
  const std::string expected = "expected a list of different numbers from 1e-15 to 1, such as [1e-2, 1e-4]";
  if (array == nullptr || array->empty()) reader.fail(node, "tail.epsilons", expected);
  std::vector<double> epsilons;
  for (const toml::node& element : *array) {
    const auto value = element.value<double>();
    if (!value || !(*value >= least_epsilon && *value <= 1)) reader.fail(&element, "tail.epsilons", expected);
    epsilons.push_back(*value);
  }
  std::sort(epsilons.begin(), epsilons.end(), std::greater<>());
  if (std::adjacent_find(epsilons.begin(), epsilons.end()) != epsilons.end())
    reader.fail(node, "tail.epsilons", expected);
  return epsilons;
}

std::uint64_t read_count(const TomlReader& reader, const toml::table& table, const std::string& key,
                         std::uint64_t otherwise, std::int64_t least, std::int64_t most) {
  const auto count = reader.integer(table, key, "tail." + key);
  if (!count) return otherwise;
  if (*count < least || *count > most) {
    reader.fail(table.get(key), "tail." + key,
                "expected an integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return static_cast<std::uint64_t>(*count);
}

void require_pair_events(const TomlReader& reader, const toml::table& root, Study& study) {
  const toml::node* node = root.get("conditions");
  if (node == nullptr) {
    study.conditions = {Condition::cbdp};
    return;
  }
  for (const Condition condition : study.conditions) {
    if (info(condition).pairs != ComparedPairs::none) continue;
    std::string known;
    for (const ConditionInfo& record : condition_table) {
      if (record.pairs != ComparedPairs::none)
        known += (known.empty() ? "" : " and ") + std::string(record.key);
    }
    reader.fail(node, "conditions",
                "mode = \"tail\" takes " + known +
                    " only, whose margin is the least distance of single pairs of "
                    "posteriors; the margin of " +
                    to_string(condition) +
                    " is one number of a whole system, and nothing says how to make it small");
  }
}

void refuse_rules(const TomlReader& reader, const toml::table& root, const std::vector<std::string>& keys,
                  const std::string& why) {
  const toml::table* stop = reader.table(root, "stop", "stop");
  if (stop == nullptr) return;
  for (const std::string& key : keys) {
    if (stop->contains(key)) reader.fail(stop->get(key), "stop." + key, why);
  }
}

}  // namespace

void read_mode(const TomlReader& reader, const toml::table& root, Study& study) {
  if (const auto mode = reader.one_of(root, "mode", "mode", state_names<StudyMode>))
    study.mode = static_cast<StudyMode>(*mode);
  const toml::table* table = reader.table(root, "tail", "tail");
  if (table != nullptr && study.mode != StudyMode::tail)
    reader.fail(root.get("tail"), "tail", R"(belongs to mode = "tail")");
  if (study.mode == StudyMode::enumerate) {
    refuse_rules(reader, root, not_in_these_modes,
                 R"(mode = "enumerate" goes through all priors; only a time may end it earlier)");
  }
  if (study.mode != StudyMode::tail) return;
  refuse_rules(reader, root, not_in_these_modes,
               R"(mode = "tail" takes tail.draws and tail.replications instead)");
  require_pair_events(reader, root, study);
  const toml::table none;
  const toml::table& asked = table == nullptr ? none : *table;
  reader.require_known(asked, "tail.", {"epsilons", "draws", "replications"});
  study.tail.epsilons = read_epsilons(reader, asked);
  study.tail.draws = read_count(reader, asked, "draws", study.tail.draws, 100, most_draws);
  study.tail.replications =
      read_count(reader, asked, "replications", study.tail.replications, 2, most_replications);
}

std::shared_ptr<const PriorFamily> family_in_mode(const Study& study,
                                                  std::shared_ptr<const PriorFamily> family) {
  const std::string refusal = study.mode == StudyMode::tail ? family->tail_refusal() : "";
  if (!refusal.empty())
    throw PriorError("family", "mode = \"tail\" cannot treat " + family->name() + ": " + refusal);
  if (study.mode != StudyMode::enumerate) return family;
  std::shared_ptr<const PriorFamily> every = family->every_prior();
  if (!every) {
    throw PriorError("family",
                     "mode = \"enumerate\" takes the family lattice only, whose priors are "
                     "finitely many, not " +
                         family->name());
  }
  return every;
}

}  // namespace genericity
