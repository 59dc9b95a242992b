#include <iostream>
#include <nlohmann/json.hpp>

#include "core/information_structure.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/structure_report.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/features/sample_describer.h"
#include "sim/store/result_file.h"
#include "sim/study/input_error.h"
#include "sim/study/replay.h"

namespace genericity {

namespace {

struct ReplayOptions {
  std::string file;
  std::uint64_t cell = 0;
  std::uint64_t sample = 0;
  bool json = false;
};

/// Posteriors p(θ_-S | θ_S) of one coalition, as doubles.
nlohmann::ordered_json posteriors_json(const InformationStructure& structure, Coalition coalition) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const std::vector<mpq_class>& row : structure.posteriors(coalition)) {
    nlohmann::ordered_json numbers = nlohmann::ordered_json::array();
    for (const mpq_class& number : row) numbers.push_back(json_number(number.get_d()));
    rows.push_back(std::move(numbers));
  }
  return rows;
}

int replay(const ReplayOptions& options) {
  const StudyResult result = read_result(options.file);
  require_samples(result, options.file, "only samples can be replayed");
  if (options.cell >= result.cells.size()) {
    throw InputError("--cell " + std::to_string(options.cell) + ": the cells are 0 to " +
                     std::to_string(result.cells.size() - 1));
  }
  const std::uint64_t population = result.ensembles[result.cells[options.cell].ensemble].population;
  if (population > 0 && options.sample >= population) {
    throw InputError("--sample " + std::to_string(options.sample) + ": the priors of this list are 0 to " +
                     std::to_string(population - 1));
  }
  const Study study = stored_study(result, options.file);
  const Replay again(study);
  const Replay::Place place = again.place_of(options.cell);
  const Ensemble& ensemble = study.ensembles[place.ensemble];
  const Pattern& pattern = ensemble.patterns[place.pattern];
  const auto [structure, weights] = again.draw(options.cell, options.sample);
  const StructureReport report = examine_structure(structure, pattern, study.conditions);
  nlohmann::ordered_json prior = weights;
  if (weights.empty()) {
    for (const mpz_class& weight : structure.exact()) prior.push_back(weight.get_str());
  }
  if (options.json) {
    nlohmann::ordered_json object;
    object["cell"] = options.cell;
    object["sample"] = options.sample;
    object["types"] = std::vector<int>(ensemble.space.sizes().begin(), ensemble.space.sizes().end());
    object["pattern"] = pattern.to_string();
    object["family"] = ensemble.family->name();
    object["prior"] = prior;
    for (const double probability : probabilities(structure.approximate()))
      object["probabilities"].push_back(json_number(probability));
    for (const Coalition coalition : pattern.coalitions())
      object["posteriors"][coalition.to_string()] = posteriors_json(structure, coalition);
    object["conditions"] = conditions_json(report, true);
    print_json(std::cout, object);
    return exit_done;
  }
  std::cout << "sample " << options.sample << " of " << ensemble.family->name() << ", seed " << ensemble.seed
            << "\ntypes " << ensemble.space.to_string() << ", coalitions " << pattern.to_full_string()
            << "\n\nprior =";
  for (const auto& weight : prior)
    std::cout << ' ' << (weight.is_string() ? weight.get<std::string>() : exact_text(weight.get<double>()));
  std::cout << "\ndivided by its sum =";
  for (const double probability : probabilities(structure.approximate()))
    std::cout << ' ' << short_text(probability);
  std::cout << '\n';
  for (const Coalition coalition : pattern.coalitions()) {
    std::cout << "\nposteriors of " << coalition.to_string() << ", a row for each of its joint types\n";
    for (const auto& row : posteriors_json(structure, coalition)) {
      for (const auto& number : row) std::cout << "  " << short_text(number.get<double>());
      std::cout << '\n';
    }
  }
  std::cout << '\n';
  print_report(std::cout, report, true);
  return exit_done;
}

}  // namespace

void add_replay_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "replay", "Draw one sample of a result again, and decide it with proof");
  auto& options = verb.does(action, replay);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("--cell", options.cell, "number of the cell, as show --format csv names it").required();
  verb.option("--sample", options.sample, "number of the sample in the ensemble's stream").required();
  verb.flag("--json", options.json,
            "one JSON object, with the prior's doubles in full, or, of a given prior that no doubles are, "
            "its weights as whole numbers, in texts");
  verb.footer(
      "Decides the conditions that the study asks for.\n\nExample: genericity replay results/quickstart.h5 "
      "--cell 3 --sample 8123");
}

}  // namespace genericity
