#include "sim/study/ensemble_file.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/errors.h"
#include "sim/study/environment_file.h"
#include "sim/study/mode_file.h"
#include "sim/study/named_patterns.h"
#include "sim/study/types_file.h"
#include "sim/study/value_list.h"

namespace genericity {

namespace {

class EnsembleReader {
 public:
  EnsembleReader(const TomlReader& reader, const toml::table& root, const StudyLoader& load, Study& study)
      : reader_(reader),
        load_(load),
        study_(study),
        environments_(reader, root, study, [&](const std::string& key, std::size_t size) {
          environment_lists_.push_back({key, size, size});
        }) {}

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
      read_block(*table);
    }
    replicate();
  }

 private:
  /// One [[ensemble]].
  void read_block(const toml::table& table) {
    const toml::node* node = table.get("types");
    if (node == nullptr)
      reader_.fail(&table, "ensemble.types", "missing; expected such as types = [[2, 2, 2]]");
    study_.grid.blocks.emplace_back().lists = environment_lists_;
    const std::size_t before = cells_;
    const std::vector<TypeSpace> spaces = read_types(reader_, *node, "ensemble.types");
    note_list("types", spaces.size());
    const std::vector<PlainValue> priors = read_priors(table);
    for (const TypeSpace& space : spaces) add_type_space(table, space, priors);
    study_.grid.blocks.back().cells = cells_ - before;
  }

  void note_list(const std::string& key, std::size_t size) {
    std::vector<GridSizes::List>& lists = study_.grid.blocks.back().lists;
    const auto known = std::find_if(lists.begin(), lists.end(),
                                    [&](const GridSizes::List& list) { return list.key == key; });
    if (known == lists.end()) {
      lists.push_back({key, size, size});
    } else {
      known->least = std::min(known->least, size);
      known->most = std::max(known->most, size);
    }
  }

  /// The descriptions of priors, without lists.
  std::vector<PlainValue> read_priors(const toml::table& table) {
    const toml::node* node = table.get("prior");
    if (node == nullptr) {
      reader_.fail(&table, "ensemble.prior",
                   R"(missing; expected such as prior = { family = "dirichlet", alpha = 1 })");
    }
    const Expansion lists{reader_, most_cells,
                          [](const toml::table& prior, const std::string& key) {
                            const auto* family = prior["family"].as_string();
                            return family != nullptr && takes_list(**family, key);
                          },
                          [&](const std::string& path, std::size_t size) {
                            note_list(path.empty() ? "prior" : "prior." + path, size);
                          }};
    return lists.expand(*node, "ensemble.prior");
  }

  /// Every ensemble once for each seed, side by side.
  void replicate() {
    if (cells_ > most_cells / study_.seeds.size())
      reader_.fail(reader_.root().get("seed"), "seed",
                   "with so many seeds, the study has more than " + std::to_string(most_cells) + " cells");
    std::vector<Ensemble> replicates;
    replicates.reserve(study_.ensembles.size() * study_.seeds.size());
    for (Ensemble& ensemble : study_.ensembles) {
      for (const std::uint64_t seed : study_.seeds) {
        ensemble.seed = seed;
        replicates.push_back(ensemble);
        // Nothing is drawn from a list.
        if (ensemble.family->size() > 0) break;
      }
    }
    study_.ensembles = std::move(replicates);
  }

  void add_type_space(const toml::table& table, const TypeSpace& space,
                      const std::vector<PlainValue>& priors) {
    const std::vector<Pattern> patterns = read_patterns(table, space);
    note_list("patterns", patterns.size());
    const auto environments = environments_.laws_on(space);
    for (const PlainValue& prior : priors) {
      const std::shared_ptr<const PriorFamily> family = read_family(space, prior, *table.get("prior"));
      for (const auto& environment : environments)
        add_ensemble(space, family, environment, *table.get("prior"), patterns);
    }
  }

  std::shared_ptr<const PriorFamily> read_family(const TypeSpace& space, const PlainValue& description,
                                                 const toml::node& prior) {
    nlohmann::json spec = description.json;
    const toml::node& place = description.place_of("", prior);
    // A bare name stands for the family with its default parameters.
    if (spec.is_string()) spec = nlohmann::json{{"family", spec}};
    if (!spec.is_object()) {
      reader_.fail(&place, "ensemble.prior",
                   R"(expected a table such as { family = "dirichlet", alpha = 1 })");
    }
    try {
      return family_in_mode(study_, make_prior_family(spec, space, load_));
    } catch (const PriorError& error) {
      reader_.fail(&description.place_of(error.key(), prior), "ensemble.prior." + error.key(), error.what());
    } catch (const InvalidInput& error) {
      reader_.fail(&prior, "ensemble.prior", error.what());
    }
  }

  void add_ensemble(const TypeSpace& space, const std::shared_ptr<const PriorFamily>& family,
                    const std::shared_ptr<const EnvironmentLaw>& environment, const toml::node& prior,
                    const std::vector<Pattern>& patterns) {
    const std::uint64_t key = ensemble_key(space, *family, environment.get());
    // Tables add up: an ensemble named twice is one, with the patterns of both.
    const auto [number, is_new] = place_of_key_.try_emplace(key, study_.ensembles.size());
    if (is_new) {
      study_.ensembles.push_back({space, family, {}, key, study_.seed(), false, environment});
      seen_patterns_.emplace_back();
    } else if (const Ensemble& other = study_.ensembles[number->second];
               !(other.space == space) || other.family->name() != family->name() ||
               (other.environment ? other.environment->name() : "") !=
                   (environment ? environment->name() : "")) {
      reader_.fail(&prior, "ensemble.prior",
                   "its random stream collides with another ensemble's; change a parameter slightly");
    }
    for (const Pattern& pattern : patterns) {
      if (!seen_patterns_[number->second].insert(pattern.to_full_string()).second) continue;
      study_.ensembles[number->second].patterns.push_back(pattern);
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
        std::vector<Pattern> named = patterns_named(**text, space, study_.seed());
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
  std::vector<GridSizes::List> environment_lists_;
  EnvironmentReader environments_;
  std::map<std::uint64_t, std::size_t> place_of_key_;
  std::vector<std::set<std::string>> seen_patterns_;
  std::size_t cells_ = 0;
};

}  // namespace

void read_ensembles(const TomlReader& reader, const toml::table& root, const StudyLoader& load,
                    Study& study) {
  EnsembleReader(reader, root, load, study).read(root);
}

}  // namespace genericity
