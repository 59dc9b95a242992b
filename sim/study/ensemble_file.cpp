#include "sim/study/ensemble_file.h"

#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/errors.h"
#include "sim/random/hash.h"
#include "sim/study/mode_file.h"
#include "sim/study/named_patterns.h"

namespace genericity {

namespace {

/// More cells than this are refused: the table alone would be larger than any reader wants.
constexpr std::size_t most_cells = 1'000'000;

class EnsembleReader {
 public:
  EnsembleReader(const TomlReader& reader, const StudyLoader& load, Study& study)
      : reader_(reader), load_(load), study_(study) {}

  void read(const toml::table& root) {
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

 private:
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
        std::vector<Pattern> named = patterns_named(**text, space, study_.seed);
        std::move(named.begin(), named.end(), std::back_inserter(patterns));
      } catch (const InvalidInput& error) {
        reader_.fail(entry, "ensemble.patterns", error.what());
      }
    }
    return patterns;
  }

  const TomlReader& reader_;
  const StudyLoader& load_;
  Study& study_;
  std::map<std::uint64_t, std::size_t> place_of_key_;
  std::vector<std::set<std::string>> seen_patterns_;
  std::size_t cells_ = 0;
};

}  // namespace

void read_ensembles(const TomlReader& reader, const toml::table& root, const StudyLoader& load,
                    Study& study) {
  EnsembleReader(reader, load, study).read(root);
}

}  // namespace genericity
