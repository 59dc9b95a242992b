#include "sim/study/study_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/ensemble_file.h"
#include "sim/study/exclude_file.h"
#include "sim/study/file_kind.h"
#include "sim/study/input_files.h"
#include "sim/study/mode_file.h"
#include "sim/study/record_file.h"
#include "sim/study/skip_file.h"
#include "sim/study/stop_file.h"
#include "sim/study/toml_reader.h"
#include "sim/study/types_file.h"
#include "sim/study/value_list.h"

namespace genericity {

namespace {

class StudyReader {
 public:
  StudyReader(const TomlReader& reader, const StudyLoader& load) : reader_(reader), load_(load) {}

  Study read() {
    const toml::table& root = reader_.root();
    require_kind(reader_, FileKind::study);
    reader_.require_known(root, "",
                          {"format", "title", "seed", "mode", "conditions", "ensemble", "exclude", "skip",
                           "stop", "tail", "record", "proofs", "environment", "environments"});
    read_format(root);
    study_.title = reader_.string(root, "title", "title").value_or("");
    read_conditions(root);
    study_.stop = read_stop(reader_, root);
    read_record(reader_, root, study_);
    if (const auto proofs = reader_.one_of(root, "proofs", "proofs", state_names<Proofs>))
      study_.proofs = static_cast<Proofs>(*proofs);
    read_mode(reader_, root, study_);
    read_seed(root);
    read_ensembles(reader_, root, load_, study_);
    apply_exclusions(reader_, root, study_);
    apply_skip(reader_, root, study_);
    check_described(reader_, root, study_);
    const toml::table* stop = root["stop"].as_table();
    const bool names_samples = stop != nullptr && stop->contains("samples");
    if (study_.mode == StudyMode::enumerate) study_.stop.samples = most_priors();
    // Lists are gone through to their ends, unless the study says how far.
    if (study_.mode == StudyMode::sample && !names_samples)
      study_.stop.samples = std::max(study_.stop.samples, most_priors());
    study_.text = reader_.text();
    return std::move(study_);
  }

 private:
  /// Mode enumerate: of the ensemble that has most.
  [[nodiscard]] std::uint64_t most_priors() const {
    std::uint64_t most = 0;
    for (const Ensemble& ensemble : study_.ensembles) most = std::max(most, ensemble.family->size());
    return most;
  }

  void read_format(const toml::table& root) {
    if (!root.contains("format")) reader_.fail(nullptr, "format", "missing; expected format = 1");
    check_format(reader_);
  }

  void read_seed(const toml::table& root) {
    const toml::node* node = root.get("seed");
    if (node == nullptr)
      reader_.fail(nullptr, "seed", "missing; expected an integer, so that the study can be repeated");
    study_.seeds.clear();
    const auto add = [&](const nlohmann::json& value, const toml::node& at) {
      if (!value.is_number_integer() || value < 0)
        reader_.fail(&at, "seed",
                     "expected an integer of at least 0, or a list of them, not " + value.dump());
      const auto seed = value.get<std::uint64_t>();
      if (std::find(study_.seeds.begin(), study_.seeds.end(), seed) != study_.seeds.end())
        reader_.fail(&at, "seed", std::to_string(seed) + " is listed twice");
      study_.seeds.push_back(seed);
    };
    const Expansion lists{reader_, most_cells, [](const auto&, const auto&) { return false; },
                          [](const auto&, std::size_t) {}};
    for (const PlainValue& seed : lists.expand(*node, "seed")) add(seed.json, seed.place_of("", *node));
    if (study_.mode == StudyMode::enumerate && study_.seeds.size() > 1)
      reader_.fail(node, "seed", "an enumeration draws nothing, and has no replicates; expected one integer");
  }

  void read_conditions(const toml::table& root) {
    const toml::node* node = root.get("conditions");
    const std::vector<std::string> known = condition_keys();
    if (node == nullptr) {
      study_.conditions = {Condition::ci, Condition::cbdp};
      return;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr || array->empty()) {
      reader_.fail(node, "conditions", "expected a list of conditions (" + joined(known, ", ") + ")");
    }
    for (const toml::node& element : *array) {
      const auto* text = element.as_string();
      const auto found = text == nullptr ? known.end() : std::find(known.begin(), known.end(), **text);
      if (found == known.end()) {
        const std::string name = text == nullptr ? "" : " '" + **text + "'";
        reader_.fail(&element, "conditions",
                     "unknown condition" + name + "; expected one of " + joined(known, ", ") +
                         (text == nullptr ? "" : did_you_mean(**text, known)));
      }
      const auto condition = static_cast<Condition>(found - known.begin());
      if (std::find(study_.conditions.begin(), study_.conditions.end(), condition) !=
          study_.conditions.end()) {
        reader_.fail(&element, "conditions", "'" + *found + "' is listed twice");
      }
      study_.conditions.push_back(condition);
    }
  }

  const TomlReader& reader_;
  const StudyLoader& load_;
  Study study_;
};

}  // namespace

namespace {

Study read(TomlReader reader, const std::string& folder, const std::vector<std::string>& assignments,
           const StudyLoader& load) {
  for (const std::string& assignment : assignments) reader.override_value(assignment);
  const StudyLoader beside_study = [&](const std::string& file, const TypeSpace& space) {
    return load((std::filesystem::path(folder) / file).string(), space);
  };
  return StudyReader(reader, beside_study).read();
}

}  // namespace

Study read_study(const std::string& path, const std::vector<std::string>& assignments,
                 const StudyLoader& load) {
  return read(TomlReader::from_file(path), folder_of_study(path), assignments, load);
}

Study read_study_text(const std::string& name, const std::string& text, const std::string& folder,
                      const std::vector<std::string>& assignments, const StudyLoader& load) {
  return read(TomlReader(name, text), folder, assignments, load);
}

}  // namespace genericity
