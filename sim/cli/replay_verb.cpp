#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/information_structure.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
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
  std::uint64_t environment = 0;
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

/// Throws InputError where the study has no environment of that number.
void require_environment(const ReplayOptions& options, const Study& study) {
  if (options.environment == 0 || options.environment < study.environments) return;
  throw InputError("--environment " + std::to_string(options.environment) + ": " +
                   (study.environments == 0
                        ? std::string("the study draws no environments")
                        : "the environments of a prior are 0 to " + std::to_string(study.environments - 1)));
}

/// The study's conditions on a prior alone, or those on a prior and an environment.
std::vector<Condition> conditions_of(const Study& study, bool on_environments) {
  std::vector<Condition> conditions;
  for (const Condition condition : study.conditions) {
    if (info(condition).needs_environment == on_environments) conditions.push_back(condition);
  }
  return conditions;
}

std::string amount_text(double amount) {
  if (std::isnan(amount)) return "unknown";
  return std::isinf(amount) ? "none is enough" : short_text(amount);
}

/// One of the sample's environments, what is found of it, and what there is to know of its law.
struct ReplayedEnvironment {
  std::string law;
  EnvironmentFile file;
  std::vector<std::pair<Condition, SampleRecord>> found;

  ReplayedEnvironment(Replay& again, const Study& study, const ReplayOptions& options,
                      const Ensemble& ensemble)
      : law(ensemble.environment->name()),
        file{"environment " + std::to_string(options.environment) + " of sample " +
                 std::to_string(options.sample),
             again.environment(options.cell, options.sample, options.environment).exact(ensemble.space)} {
    for (std::size_t c = 0; c < study.conditions.size(); ++c) {
      if (info(study.conditions[c]).needs_environment)
        found.emplace_back(study.conditions[c],
                           again.decide(options.cell, c, options.sample, options.environment).record);
    }
  }

  [[nodiscard]] nlohmann::ordered_json json() const {
    nlohmann::ordered_json object = environment_json(file);
    object["law"] = law;
    for (const auto& [condition, record] : found)
      object["conditions"][to_string(condition)] = {
          {"verdict", std::string(to_string(static_cast<Verdict>(record.verdict)))},
          {"certified", record.certified == 1},
          {"margin", json_number(record.margin)},
          {"least_transfer", json_number(record.least_transfer)},
          {"least_subsidy", json_number(record.least_subsidy)}};
    return object;
  }
  void print(std::ostream& out) const {
    out << '\n' << file.name << ", drawn by " << law << "; utilities less what staying out is worth\n\n";
    print_environment(out, file.environment);
    out << '\n';
    Table table{{"condition", "verdict", "certified", "least transfer", "least subsidy"}, {}};
    for (const auto& [condition, record] : found)
      table.rows.push_back({to_string(condition),
                            std::string(to_string(static_cast<Verdict>(record.verdict))),
                            record.certified == 1 ? "yes" : "no", amount_text(record.least_transfer),
                            amount_text(record.least_subsidy)});
    print_aligned(out, table);
    out << "\nleast transfer: the greatest |t_i| of the transfers that do with least; least subsidy: what "
           "somebody "
           "who may pay in and takes nothing out must be ready to pay at the worst profile of types\n";
  }
};

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
  Study study = stored_study(result, options.file);
  // One environment's amounts take no time, whether or not the study keeps them.
  if (study.environments > 0) study.record_margins = RecordMargins::all;
  require_environment(options, study);
  Replay again(study);
  const Replay::Place place = again.place_of(options.cell);
  const Ensemble& ensemble = study.ensembles[place.ensemble];
  const Pattern& pattern = ensemble.patterns[place.pattern];
  const auto [structure, weights] = again.draw(options.cell, options.sample);
  const StructureReport report = examine_structure(structure, pattern, conditions_of(study, false));
  std::optional<ReplayedEnvironment> environment;
  if (ensemble.environment) environment.emplace(again, study, options, ensemble);
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
    if (environment) object["environment"] = environment->json();
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
  if (!report.findings.empty()) print_report(std::cout, report, true);
  if (environment) environment->print(std::cout);
  return exit_done;
}

}  // namespace

void add_replay_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "replay", "Draw one sample of a result again, and decide it with proof");
  auto& options = verb.does(action, replay);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("--cell", options.cell, "number of the cell, as show --format csv names it").required();
  verb.option("--sample", options.sample, "number of the sample in the ensemble's stream").required();
  verb.option("--environment", options.environment,
              "number of the prior's environment (default: 0, the first)");
  verb.flag("--json", options.json,
            "one JSON object, with the prior's doubles in full, or, of a given prior that no doubles are, "
            "its weights as whole numbers, in texts");
  verb.footer(
      "Decides the conditions that the study asks for.\n\nExample: genericity replay results/quickstart.h5 "
      "--cell 3 --sample 8123");
}

}  // namespace genericity
