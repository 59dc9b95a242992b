#include "sim/study/study_file.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/random/hash.h"
#include "sim/study/mode_file.h"
#include "sim/study/random_patterns.h"
#include "sim/study/toml_reader.h"

namespace genericity {

namespace {

/// More cells than this are refused: the table alone would be larger than any reader wants.
constexpr std::size_t most_cells = 1'000'000;
constexpr std::uint64_t most_samples = std::uint64_t{1} << 62U;

std::string did_you_mean(const std::string& wanted, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(wanted, names);
  return nearest.empty() ? "" : "; did you mean '" + nearest + "'?";
}

/// "90s", "45min", "2h", "1.5d": seconds.
std::optional<double> parse_duration(const std::string& text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc{} || !(amount > 0) || !std::isfinite(amount)) return std::nullopt;
  const std::map<std::string, double> units{{"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  const auto unit = units.find(std::string(end, text.data() + text.size()));
  if (unit == units.end() || !std::isfinite(amount * unit->second)) return std::nullopt;
  return amount * unit->second;
}

class StudyReader {
 public:
  StudyReader(const TomlReader& reader, const StudyLoader& load) : reader_(reader), load_(load) {}

  Study read() {
    const toml::table& root = reader_.root();
    reader_.require_known(
        root, "",
        {"format", "title", "seed", "mode", "conditions", "ensemble", "stop", "tail", "record", "proofs"});
    read_format(root);
    study_.title = reader_.string(root, "title", "title").value_or("");
    read_seed(root);
    read_conditions(root);
    read_stop(root);
    read_record(root);
    read_proofs(root);
    read_mode(reader_, root, study_);
    read_ensembles(root);
    if (study_.mode == StudyMode::enumerate) study_.stop.samples = most_priors();
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
    const auto format = reader_.integer(root, "format", "format");
    if (!format) reader_.fail(nullptr, "format", "missing; expected format = 1");
    if (*format != 1) {
      reader_.fail(root.get("format"), "format",
                   "this program reads format 1, not " + std::to_string(*format));
    }
  }

  void read_seed(const toml::table& root) {
    const auto seed = reader_.integer(root, "seed", "seed");
    if (!seed)
      reader_.fail(nullptr, "seed", "missing; expected an integer, so that the study can be repeated");
    if (*seed < 0) reader_.fail(root.get("seed"), "seed", "expected an integer of at least 0");
    study_.seed = static_cast<std::uint64_t>(*seed);
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

  void read_stop(const toml::table& root) {
    const toml::table* stop = reader_.table(root, "stop", "stop");
    if (stop == nullptr) return;
    reader_.require_known(
        *stop, "stop.",
        {"samples", "half_width", "relative_half_width", "minimum_samples", "confidence", "time"});
    if (const auto samples = reader_.integer(*stop, "samples", "stop.samples")) {
      if (*samples < 1 || static_cast<std::uint64_t>(*samples) > most_samples) {
        reader_.fail(stop->get("samples"), "stop.samples", "expected at least 1 sample");
      }
      study_.stop.samples = static_cast<std::uint64_t>(*samples);
    } else if (stop->contains("half_width") || stop->contains("time")) {
      // Another rule ends the run; the number of samples does not.
      study_.stop.samples = most_samples;
    }
    read_widths(*stop);
    if (const auto confidence = reader_.number(*stop, "confidence", "stop.confidence")) {
      if (!(*confidence >= 0.5 && *confidence <= 0.999999)) {
        reader_.fail(stop->get("confidence"), "stop.confidence",
                     "expected a number from 0.5 to 0.999999, such as 0.95");
      }
      study_.stop.confidence = *confidence;
    }
    if (const toml::node* time = stop->get("time")) {
      const std::string expected = R"(expected a time such as "90s", "45min" or "2h")";
      const auto* text = time->as_string();
      study_.stop.seconds = text == nullptr ? std::nullopt : parse_duration(**text);
      if (!study_.stop.seconds) reader_.fail(time, "stop.time", expected);
    }
  }

  void read_widths(const toml::table& stop) {
    if (const auto width = reader_.number(stop, "half_width", "stop.half_width")) {
      if (!(*width > 0 && *width < 0.5)) {
        reader_.fail(stop.get("half_width"), "stop.half_width", "expected a number between 0 and 0.5");
      }
      study_.stop.half_width = width;
    }
    if (const auto width = reader_.number(stop, "relative_half_width", "stop.relative_half_width")) {
      if (!(*width > 0 && *width < 1)) {
        reader_.fail(stop.get("relative_half_width"), "stop.relative_half_width",
                     "expected a number between 0 and 1, a part of the share of the rarer side");
      }
      if (!stop.contains("samples") && !stop.contains("half_width") && !stop.contains("time")) {
        reader_.fail(
            stop.get("relative_half_width"), "stop.relative_half_width",
            "needs samples, half_width or time beside it: a condition that always holds never meets it");
      }
      study_.stop.relative_half_width = width;
    }
    if (const auto least = reader_.integer(stop, "minimum_samples", "stop.minimum_samples")) {
      const toml::node* node = stop.get("minimum_samples");
      if (*least < 0 || static_cast<std::uint64_t>(*least) > study_.stop.samples) {
        reader_.fail(node, "stop.minimum_samples", "expected a number from 0 to stop.samples");
      }
      if (!study_.stop.looks_at_data()) {
        reader_.fail(node, "stop.minimum_samples",
                     "has no meaning without half_width or relative_half_width, which alone stop earlier");
      }
      study_.stop.minimum_samples = static_cast<std::uint64_t>(*least);
    }
  }

  void read_record(const toml::table& root) {
    const toml::table* record = reader_.table(root, "record", "record");
    if (record == nullptr) return;
    reader_.require_known(*record, "record.", {"samples", "margins"});
    if (const auto samples = reader_.string(*record, "samples", "record.samples")) {
      const std::vector<std::string> known{"none", "undecided", "failures", "all"};
      const auto found = std::find(known.begin(), known.end(), *samples);
      if (found == known.end()) {
        reader_.fail(record->get("samples"), "record.samples",
                     "expected one of " + joined(known, ", ") + did_you_mean(*samples, known));
      }
      study_.record_samples = static_cast<RecordSamples>(found - known.begin());
    }
    read_margins(*record);
  }

  void read_proofs(const toml::table& root) {
    const auto proofs = reader_.string(root, "proofs", "proofs");
    if (!proofs) return;
    const std::vector<std::string> known{"all", "sample"};
    const auto found = std::find(known.begin(), known.end(), *proofs);
    if (found == known.end()) {
      reader_.fail(root.get("proofs"), "proofs",
                   "expected one of " + joined(known, ", ") + did_you_mean(*proofs, known));
    }
    study_.proofs = static_cast<Proofs>(found - known.begin());
  }

  void read_margins(const toml::table& record) {
    const toml::node* node = record.get("margins");
    if (node == nullptr) return;
    const auto* text = node->as_string();
    const auto* flag = node->as_boolean();
    if (flag != nullptr) {
      study_.record_margins = **flag ? RecordMargins::cheap : RecordMargins::none;
    } else if (text != nullptr && **text == "all") {
      study_.record_margins = RecordMargins::all;
    } else {
      reader_.fail(node, "record.margins",
                   "expected true or false, or the text all (which computes t* of ci, too)");
    }
  }

  void read_ensembles(const toml::table& root) {
    const toml::node* node = root.get("ensemble");
    if (node == nullptr)
      reader_.fail(nullptr, "ensemble", "missing; a study needs at least one [[ensemble]]");
    const toml::array* tables = node->as_array();
    if (tables == nullptr || tables->empty()) {
      reader_.fail(node, "ensemble", "expected [[ensemble]] tables (with two brackets)");
    }
    for (const toml::node& element : *tables) {
      const toml::table* table = element.as_table();
      if (table == nullptr)
        reader_.fail(&element, "ensemble", "expected [[ensemble]] tables (with two brackets)");
      reader_.require_known(*table, "ensemble.", {"types", "prior", "patterns"});
      for (const TypeSpace& space : read_types(*table)) add_type_space(*table, space);
    }
  }

  /// A list of lists, or one list for one type space.
  std::vector<TypeSpace> read_types(const toml::table& table) {
    const toml::node* node = table.get("types");
    if (node == nullptr)
      reader_.fail(&table, "ensemble.types", "missing; expected such as types = [[2, 2, 2]]");
    const toml::array* array = node->as_array();
    if (array == nullptr || array->empty()) {
      reader_.fail(node, "ensemble.types", "expected a list of type counts, such as [[2, 2, 2], [2, 2, 3]]");
    }
    std::vector<const toml::node*> lists;
    if (array->front().is_array()) {
      for (const toml::node& element : *array) lists.push_back(&element);
    } else {
      lists.push_back(node);
    }
    std::vector<TypeSpace> spaces;
    for (const toml::node* list : lists) {
      try {
        spaces.emplace_back(reader_.integers(*list, "ensemble.types"));
      } catch (const InvalidInput& error) {
        reader_.fail(list, "ensemble.types", error.what());
      }
    }
    return spaces;
  }

  void add_type_space(const toml::table& table, const TypeSpace& space) {
    const std::vector<Pattern> patterns = read_patterns(table, space);
    const toml::node* node = table.get("prior");
    if (node == nullptr) {
      reader_.fail(&table, "ensemble.prior",
                   R"(missing; expected such as prior = { family = "dirichlet", alpha = 1 })");
    }
    if (const toml::array* priors = node->as_array()) {
      if (priors->empty()) reader_.fail(node, "ensemble.prior", "expected at least one prior");
      for (const toml::node& prior : *priors) add_ensemble(space, prior, patterns);
    } else {
      add_ensemble(space, *node, patterns);
    }
  }

  void add_ensemble(const TypeSpace& space, const toml::node& prior, const std::vector<Pattern>& patterns) {
    nlohmann::json spec = reader_.as_json(prior, "ensemble.prior");
    // A bare name stands for the family with its default parameters.
    if (spec.is_string()) spec = nlohmann::json{{"family", spec}};
    if (!spec.is_object()) {
      reader_.fail(&prior, "ensemble.prior",
                   R"(expected a table such as { family = "dirichlet", alpha = 1 })");
    }
    std::shared_ptr<const PriorFamily> family;
    try {
      family = family_in_mode(study_, make_prior_family(spec, space, load_));
    } catch (const PriorError& error) {
      reader_.fail(&prior, "ensemble.prior." + error.key(), error.what());
    } catch (const InvalidInput& error) {
      reader_.fail(&prior, "ensemble.prior", error.what());
    }
    const std::uint64_t key = hash_text(space.to_string() + "|" + family->name());
    // Tables add up: an ensemble named twice is one, with the patterns of both.
    const auto [place, is_new] = place_of_key_.try_emplace(key, study_.ensembles.size());
    if (is_new) {
      study_.ensembles.push_back({space, std::move(family), {}, key});
      seen_patterns_.emplace_back();
    } else if (const Ensemble& other = study_.ensembles[place->second];
               !(other.space == space) || other.family->name() != family->name()) {
      reader_.fail(&prior, "ensemble.prior",
                   "its random stream collides with another ensemble's; change a parameter slightly");
    }
    for (const Pattern& pattern : patterns) {
      if (!seen_patterns_[place->second].insert(pattern.to_full_string()).second) continue;
      study_.ensembles[place->second].patterns.push_back(pattern);
      if (++cells_ > most_cells)
        reader_.fail(&prior, "ensemble", "more than " + std::to_string(most_cells) + " cells");
    }
  }

  std::vector<Pattern> read_patterns(const toml::table& table, const TypeSpace& space) {
    const toml::node* node = table.get("patterns");
    if (node == nullptr) {
      reader_.fail(&table, "ensemble.patterns",
                   R"(missing; expected such as patterns = ["minimal", "{1,2},{2,3}"])");
    }
    std::vector<const toml::node*> entries;
    if (const toml::array* array = node->as_array()) {
      if (array->empty()) reader_.fail(node, "ensemble.patterns", "expected at least one pattern");
      for (const toml::node& element : *array) entries.push_back(&element);
    } else {
      entries.push_back(node);
    }
    std::vector<Pattern> patterns;
    for (const toml::node* entry : entries) {
      const auto* text = entry->as_string();
      if (text == nullptr)
        reader_.fail(entry, "ensemble.patterns", R"(expected a text such as "{1,2},{2,3}")");
      try {
        add_named(patterns, **text, space);
      } catch (const InvalidInput& error) {
        reader_.fail(entry, "ensemble.patterns", error.what());
      }
    }
    return patterns;
  }

  /// N of "random-open(N)".
  static std::size_t count_in_brackets(const std::string& text) {
    constexpr std::size_t most_drawn = 10000;
    std::size_t count = 0;
    const char* const end = text.data() + text.size();
    const std::size_t open = text.find('(');
    if (open != std::string::npos) {
      const auto [stop, error] = std::from_chars(text.data() + open + 1, end, count);
      const bool closed = stop != end && *stop == ')' && stop + 1 == end;
      if (error == std::errc() && closed && count >= 1 && count <= most_drawn) return count;
    }
    throw InvalidInput(
        "'" + text +
        "': expected random-open(N), N random maximal patterns without condition (G), N from 1 to " +
        std::to_string(most_drawn));
  }

  /// Names that stand for several patterns, or one pattern.
  void add_named(std::vector<Pattern>& patterns, const std::string& text, const TypeSpace& space) const {
    const auto add = [&](std::vector<PatternClass> classes) {
      for (PatternClass& entry : classes) patterns.push_back(std::move(entry.pattern));
    };
    if (text == "all") {
      if (space.agents() > 4) {
        throw InvalidInput(
            "'all' is possible for at most 4 agents (5 have some 300,000 patterns); did you mean "
            "'noncomplementary' or 'all-noncomplementary'?");
      }
      add(all_patterns(space));
    } else if (text == "noncomplementary") {
      add(maximal_noncomplementary_patterns(space));
    } else if (text == "all-noncomplementary") {
      add(noncomplementary_patterns(space));
    } else if (text.starts_with("random-open")) {
      std::vector<Pattern> drawn = random_open_patterns(space, study_.seed, count_in_brackets(text));
      std::move(drawn.begin(), drawn.end(), std::back_inserter(patterns));
    } else {
      const std::vector<std::string> names{
          "minimal", "maximal", "all", "noncomplementary", "all-noncomplementary", "random-open(10)"};
      const bool a_word = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
      if (a_word && std::find(names.begin(), names.end(), text) == names.end() &&
          !text.starts_with("size<=")) {
        throw InvalidInput("unknown pattern '" + text +
                           "'; expected coalitions such as \"{1,2},{2,3}\", or one of " +
                           joined(names, ", ") + ", size<=k" + did_you_mean(text, names));
      }
      patterns.push_back(Pattern::parse(text, space.agents()));
    }
  }

  const TomlReader& reader_;
  const StudyLoader& load_;
  Study study_;
  std::map<std::uint64_t, std::size_t> place_of_key_;
  std::vector<std::set<std::string>> seen_patterns_;
  std::size_t cells_ = 0;
};

}  // namespace

namespace {

Study read(TomlReader reader, const std::string& folder, const std::vector<std::string>& assignments,
           const StudyLoader& load) {
  for (const std::string& assignment : assignments) reader.override_value(assignment);
  const StudyLoader beside_study = [&](const std::string& file) {
    return load((std::filesystem::path(folder) / file).string());
  };
  return StudyReader(reader, beside_study).read();
}

}  // namespace

Study read_study(const std::string& path, const std::vector<std::string>& assignments,
                 const StudyLoader& load) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return read(TomlReader::from_file(path), folder, assignments, load);
}

Study read_study_text(const std::string& name, const std::string& text, const std::string& folder,
                      const std::vector<std::string>& assignments, const StudyLoader& load) {
  return read(TomlReader(name, text), folder, assignments, load);
}

}  // namespace genericity
