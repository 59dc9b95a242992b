#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/generic/generic_finding.h"
#include "sim/cli/cores.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/generic_words.h"
#include "sim/cli/latex_table.h"
#include "sim/cli/lattice_report.h"
#include "sim/cli/list_report.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/output_format.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/structure_report.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cli/written_notes.h"
#include "sim/lists/npy_list.h"
#include "sim/lists/prior_files.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"
#include "sim/study/shortened.h"
#include "sim/study/structure_file.h"
#include "sim/study/toml_priors.h"

namespace genericity {

namespace {

struct CheckOptions {
  std::string structure;
  std::string pattern;
  std::string types;
  std::string format = "text";
  bool json = false;
  bool certificate = false;
  bool lattice = false;
  bool verbose = false;
};

/// The types that are named on the command line; nothing if none are.
std::optional<TypeSpace> named_types(const CheckOptions& options) {
  if (options.types.empty()) return std::nullopt;
  std::string text = options.types;
  std::replace(text.begin(), text.end(), ',', 'x');
  const auto sizes = parse_types(text);
  if (!sizes)
    throw InputError("--types: expected type counts such as 2x2x3, found '" + shortened(options.types) + "'");
  try {
    return TypeSpace(*sizes);
  } catch (const InvalidInput& error) {
    throw InputError(std::string("--types: ") + error.what());
  }
}

void require_named_types(const CheckOptions& options, const TypeSpace& space) {
  const std::optional<TypeSpace> named = named_types(options);
  if (!named || *named == space) return;
  throw InputError("--types " + options.types + ": " + options.structure + " has the types " +
                   space.to_string());
}

/// Throws InputError for a form that only one prior at one pattern has.
void require_text_or_json(const CheckOptions& options, const std::string& of) {
  if (options.format != "text" && !options.json)
    throw InputError("--format " + options.format + ": " + of + " is printed as text or json");
}

int check_lattice(const CheckOptions& options, const StructureFile& file) {
  require_text_or_json(options, "what --lattice finds");
  for (const auto& [is_given, name] :
       {std::pair{!options.pattern.empty(), "--pattern"}, {options.certificate, "--certificate"}}) {
    if (is_given)
      throw InputError(std::string("--lattice: cannot go with ") + name + ", for it looks at all patterns");
  }
  const LatticeReport report = examine_lattice(file, options.structure);
  WrittenNotes notes(file);
  look_at_lattice(report, file.structure, notes);
  if (options.json) {
    nlohmann::ordered_json object = structure_json(file.name, file.structure.space());
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

/// The conditions, or with --certificate the proof on CI, as CSV; in LaTeX both.
void print_tables(const CheckOptions& options, const StructureReport& report) {
  const bool has_proof = options.certificate && !report.certificate.is_null();
  if (options.format == "csv") {
    print_csv(std::cout, has_proof ? report.words.tidy : report_table(report, true));
    return;
  }
  print_latex(std::cout, report_table(report, false));
  if (!has_proof) return;
  std::cout << "\n\\medskip\n\n";
  print_latex(std::cout, report.words.table);
  std::cout << '\n' << latex_text(report.words.sentence) << '\n';
}

int check_file(const CheckOptions& options, const StructureFile& file) {
  const TypeSpace& space = file.structure.space();
  require_named_types(options, space);
  if (options.lattice) return check_lattice(options, file);
  const Pattern pattern = chosen_pattern(file.pattern, space, options.pattern);
  require_feasible(space, pattern, options.structure);
  const CheckAnswer answer = check_structure(file, pattern, options.certificate);
  if (options.json) {
    print_json(std::cout, answer.fields);
    return exit_done;
  }
  if (options.format != "text") {
    print_tables(options, answer.report);
    return exit_done;
  }
  print_heading(std::cout, file.name, space, pattern);
  std::cout << "\n\n";
  print_report(std::cout, answer.report, options.certificate, options.verbose);
  std::cout << '\n'
            << wrapped(generic_in_words(answer.generic, ci_verdict(answer.report)),
                       paragraph_width(std::cout))
            << '\n';
  answer.notes.print(std::cout);
  return exit_done;
}

/// The list in a file, on the types that it says, or else those of the command line.
PriorListFile list_in(const CheckOptions& options, const PriorFile& file) {
  if (file.format == PriorFormat::toml) return read_toml_list(file.path, file.bytes);
  std::optional<TypeSpace> space = named_types(options);
  if (!space && file.format == PriorFormat::npy) space = npy_types(file.path, file.bytes);
  // A list in HDF5 says its types.
  if (!space && file.format == PriorFormat::hdf5) space = TypeSpace({2, 2});
  if (!space) {
    throw InputError(file.path +
                     ": it does not say what types the priors are on; give them, such as --types 2x2x2");
  }
  return {{}, read_priors(file, *space), {}};
}

int check_list(const CheckOptions& options, const PriorFile& file) {
  for (const auto& [is_given, name] :
       {std::pair{options.certificate, "--certificate"}, {options.lattice, "--lattice"}}) {
    if (!is_given) continue;
    throw InputError(std::string(name) + ": " + options.structure +
                     " is a list of priors, and this is about one; write that one as a structure" +
                     (options.certificate ? ", or run a study of the list and replay its sample" : ""));
  }
  require_text_or_json(options, "what is found of a list");
  const PriorListFile list = list_in(options, file);
  const TypeSpace& space = list.priors.space;
  require_named_types(options, space);
  const Pattern pattern = chosen_pattern(list.pattern, space, options.pattern);
  require_feasible(space, pattern, options.structure);
  const ListReport report = examine_list(file.path, list.priors, pattern, chosen_threads(0, nullptr).threads);
  if (options.json) {
    nlohmann::ordered_json object = structure_json(list.name, space);
    object["pattern"] = pattern.to_string();
    object["priors"] = list_json(report);
    print_json(std::cout, object);
    return exit_done;
  }
  print_heading(std::cout, list.name, space, pattern);
  std::cout << ", " << report.count << (report.count == 1 ? " prior\n\n" : " priors\n\n");
  print_list(std::cout, report);
  return exit_done;
}

int check(const CheckOptions& given) {
  CheckOptions options = given;
  options.format = chosen_format("check", given.format, given.json, {"text", "latex", "csv", "json"},
                                 "verdicts are nothing that a file in TOML could hold");
  options.json = options.format == "json";
  if (options.structure == "-") options.structure = standard_input;
  InputFiles files;
  const PriorFile file = open_prior_file(options.structure, files);
  if (file.format == PriorFormat::library)
    throw InputError(options.structure + ": a library, for the family plugin; expected priors");
  if (file.format == PriorFormat::toml && !holds_prior_list(file.path, file.bytes))
    return check_file(options, read_structure_text(file.path, file.bytes));
  return check_list(options, file);
}

/// What each condition asks, and where it comes from; a paragraph for neighbours that all depend on the
/// pattern, or all do not.
std::string condition_paragraphs() {
  std::string text;
  bool depends_on_pattern = structure_conditions.front().depends_on_pattern;
  for (const ConditionInfo& known : structure_conditions) {
    if (!text.empty()) text += known.depends_on_pattern == depends_on_pattern ? " " : "\n\n";
    depends_on_pattern = known.depends_on_pattern;
    text +=
        std::string(known.key) + ": " + std::string(known.sentence) + " (" + std::string(known.source) + ".)";
  }
  return text + "\n\n";
}

}  // namespace

void add_check_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "check",
                  "Decide the conditions for one information structure, or each of a list, with proof");
  auto& options = verb.does(action, check);
  verb.option("structure", options.structure,
              "the information structure, a TOML file, or a list of priors (TOML, CSV, .npy, HDF5); - is "
              "standard input")
      .required()
      .file("toml");
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{2,3}\" (default: the file's, or minimal)");
  verb.option("--types", options.types, "type counts of a list whose file does not say them, such as 2x2x2")
      .not_empty();
  verb.option("-f,--format", options.format, "form; csv has with --certificate the proof's rows")
      .one_of(output_formats);
  verb.flag("--json", options.json, "the same as --format json");
  verb.flag("--certificate", options.certificate, "also print the proof of the verdict on CI");
  verb.flag("--lattice", options.lattice, "up to which sets of coalitions ci and cbdp hold (up to 5 agents)");
  verb.flag("-v,--verbose", options.verbose,
            "reasons in full, what each condition asks and its margin means");
  verb.footer(condition_paragraphs() +
              "A note says where the verdict on ci, cbdp or bdp may be another one at a prior that rounds to "
              "the decimals written. scripts/plot.py draws what --lattice --json prints.\n\n"
              "Example: genericity check configs/structures/guo_section5.toml --pattern \"{1,2},{3,4}\"");
}

}  // namespace genericity
