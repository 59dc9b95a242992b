#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/lattice_report.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/structure_report.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cli/written_notes.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct CheckOptions {
  std::string structure;
  std::string pattern;
  bool json = false;
  bool certificate = false;
  bool lattice = false;
};

/// What both kinds of JSON objects begin with.
nlohmann::ordered_json structure_json(const StructureFile& file) {
  const TypeSpace& space = file.structure.space();
  nlohmann::ordered_json object;
  if (!file.name.empty()) object["name"] = file.name;
  object["types"] = std::vector<int>(space.sizes().begin(), space.sizes().end());
  return object;
}

int check_lattice(const CheckOptions& options) {
  for (const auto& [is_given, name] :
       {std::pair{!options.pattern.empty(), "--pattern"}, {options.certificate, "--certificate"}}) {
    if (is_given)
      throw InputError(std::string("--lattice: cannot go with ") + name + ", for it looks at all patterns");
  }
  const StructureFile file = read_structure(options.structure);
  const LatticeReport report = examine_lattice(file, options.structure);
  WrittenNotes notes(file);
  look_at_lattice(report, file.structure, notes);
  if (options.json) {
    nlohmann::ordered_json object = structure_json(file);
    notes.add_to(object);
    object["lattice"] = lattice_json(report);
    print_json(std::cout, object);
    return exit_done;
  }
  if (!file.name.empty()) std::cout << file.name << '\n';
  std::cout << "types " << file.structure.space().to_string() << ", every set of coalitions\n\n";
  print_lattice(std::cout, report);
  notes.print(std::cout);
  return exit_done;
}

int check(const CheckOptions& options) {
  if (options.lattice) return check_lattice(options);
  const StructureFile file = read_structure(options.structure);
  const TypeSpace& space = file.structure.space();
  const Pattern pattern = chosen_pattern(file, options.pattern);
  require_feasible(space, pattern, options.structure);
  const StructureReport report = examine_structure(file.structure, pattern);
  WrittenNotes notes(file);
  for (const ConditionFinding& finding : report.findings) {
    notes.look_at(pattern, finding.condition, finding.decision.verdict,
                  finding.condition == Condition::ci ? report.ci_proof : CiProof{});
  }
  if (options.json) {
    nlohmann::ordered_json object = structure_json(file);
    object["pattern"] = pattern.to_string();
    notes.add_to(object);
    object["conditions"] = conditions_json(report, options.certificate);
    print_json(std::cout, object);
    return exit_done;
  }
  print_heading(std::cout, file.name, space, pattern);
  std::cout << "\n\n";
  print_report(std::cout, report, options.certificate);
  notes.print(std::cout);
  return exit_done;
}

/// What each condition asks, and where it comes from; a paragraph for neighbours that all depend on the
/// pattern, or all do not.
std::string condition_paragraphs() {
  std::string text;
  bool depends_on_pattern = condition_table.front().depends_on_pattern;
  for (const ConditionInfo& known : condition_table) {
    if (!text.empty()) text += known.depends_on_pattern == depends_on_pattern ? " " : "\n\n";
    depends_on_pattern = known.depends_on_pattern;
    text +=
        std::string(known.key) + ": " + std::string(known.sentence) + " (" + std::string(known.source) + ".)";
  }
  return text + "\n\n";
}

}  // namespace

void add_check_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "check", "Decide the conditions for one information structure, with proof");
  auto& options = verb.does(action, check);
  verb.option("structure", options.structure, "the information structure, a TOML file")
      .required()
      .file("toml");
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{2,3}\" (default: the file's, or minimal)");
  verb.flag("--json", options.json, "one JSON object instead of a table");
  verb.flag("--certificate", options.certificate, "also print the proof of the verdict on CI");
  verb.flag("--lattice", options.lattice,
            "up to which sets of coalitions ci and cbdp hold, and from which on they fail (up to 5 agents)");
  verb.footer(
      condition_paragraphs() +
      "Margins: of cbdp, the least total-variation distance of two posteriors of one coalition; of ci, t*: a "
      "deviation that gains 1 is deterred by transfers of at most 1/t*. A note says where the verdict on ci, "
      "cbdp "
      "or bdp may be another one at a prior that rounds to the decimals written.\n\n"
      "Example: genericity check configs/structures/guo_section5.toml --pattern \"{1,2},{3,4}\"\n\n"
      "A picture: genericity check STRUCTURE.toml --lattice --json | scripts/plot.py -");
}

}  // namespace genericity
