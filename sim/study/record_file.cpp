#include "sim/study/record_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"

namespace genericity {

namespace {

void read_margins(const TomlReader& reader, const toml::table& record, Study& study) {
  const toml::node* node = record.get("margins");
  if (node == nullptr) return;
  const auto* text = node->as_string();
  const auto* flag = node->as_boolean();
  if (flag != nullptr) {
    study.record_margins = **flag ? RecordMargins::cheap : RecordMargins::none;
  } else if (text != nullptr && **text == "all") {
    study.record_margins = RecordMargins::all;
  } else {
    reader.fail(node, "record.margins",
                "expected true or false, or the text all (which computes t* of ci, too)");
  }
}

bool describes(const Study& study, Feature feature) {
  const std::vector<Feature>& asked = study.described.features;
  return std::find(asked.begin(), asked.end(), feature) != asked.end();
}

Feature read_feature(const TomlReader& reader, const toml::node& node) {
  const std::vector<std::string> known = feature_names();
  const auto* text = node.as_string();
  const auto feature = text == nullptr ? std::nullopt : feature_named(**text);
  if (feature) return *feature;
  reader.fail(&node, "record.features",
              "unknown feature" + (text == nullptr ? "" : " '" + **text + "'") + "; expected some of " +
                  joined(known, ", ") + (text == nullptr ? "" : did_you_mean(**text, known)));
}

void read_features(const TomlReader& reader, const toml::table& record, Study& study) {
  const toml::node* node = record.get("features");
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    reader.fail(node, "record.features",
                "expected a list of features (" + joined(feature_names(), ", ") + ")");
  }
  for (const toml::node& element : *array) {
    const Feature feature = read_feature(reader, element);
    if (describes(study, feature))
      reader.fail(&element, "record.features", "'" + std::string(info(feature).name) + "' is listed twice");
    study.described.features.push_back(feature);
  }
}

}  // namespace

void read_record(const TomlReader& reader, const toml::table& root, Study& study) {
  const toml::table* record = reader.table(root, "record", "record");
  if (record == nullptr) return;
  reader.require_known(*record, "record.", {"samples", "margins", "features", "priors"});
  if (const auto samples = reader.one_of(*record, "samples", "record.samples", state_names<RecordSamples>))
    study.record_samples = static_cast<RecordSamples>(*samples);
  read_margins(reader, *record, study);
  read_features(reader, *record, study);
  study.described.priors = reader.boolean(*record, "priors", "record.priors").value_or(false);
}

void check_described(const TomlReader& reader, const toml::table& root, const Study& study) {
  if (study.described.empty()) return;
  const std::string key = study.described.features.empty() ? "priors" : "features";
  const toml::node* node = root["record"][key].node();
  const bool records = std::any_of(
      study.ensembles.begin(), study.ensembles.end(),
      [&](const Ensemble& ensemble) { return study.recorded_of(ensemble) != RecordSamples::none; });
  if (study.mode == StudyMode::tail)
    reader.fail(node, "record." + key, R"(mode = "tail" records no samples that could be described)");
  if (!records) {
    reader.fail(
        node, "record." + key,
        R"(describes recorded samples; say which they are: samples = "all", "failures" or "undecided")");
  }
  for (const Ensemble& ensemble : study.ensembles) {
    for (const PriorCoordinate& coordinate : ensemble.family->coordinates()) {
      const auto feature = feature_named(coordinate.key);
      if (feature && describes(study, *feature)) {
        reader.fail(node, "record.features",
                    "a list of priors has a column '" + coordinate.key + "' already; rename it there");
      }
    }
  }
}

}  // namespace genericity
