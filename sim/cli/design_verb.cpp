#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cli/design.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/cli/output_format.h"
#include "sim/cli/refuse_overwriting.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/study/input_error.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct DesignOptions {
  DesignRequest request;
  std::string structure;
  std::string environment;
  std::string pattern;
  std::string output;
  std::string format = "text";
  bool json = false;
  bool latex = false;
};

/// Whether `--transfers least` would be another mechanism, and is small enough to be asked for.
bool has_least(const DesignOptions& options, const TypeSpace& space, const Pattern& pattern) {
  const DesignRequest& request = options.request;
  return request.kind == "simple" && request.transfers != "least" && request.base == "none" &&
         request.participation == "none" && !options.environment.empty() &&
         count_least_coefficients(space, pattern) <= least_transfers_limit;
}

void print_text(const DesignOptions& options, const StructureFile& file, const Pattern& pattern,
                const DesignAnswer& answer) {
  const TypeSpace& space = file.structure.space();
  const MechanismFile& found = *answer.mechanism;
  const Design& design = answer.design;
  print_heading(std::cout, file.name, space, pattern);
  std::cout << '\n' << design.reason << '\n';
  if (has_least(options, space, pattern))
    std::cout << "(--transfers least finds the rule whose greatest transfer is least.)\n";
  std::cout << '\n';
  if (!design.form.text.empty()) std::cout << design.form.text << '\n';
  for (std::size_t k = 0; k < design.rules.size(); ++k) {
    print_rule(std::cout, space, design.rules.size() == 1 ? "" : "rule " + found.rule_names[k],
               design.rules[k]);
    std::cout << '\n';
  }
  print_audit(std::cout, found.mechanism, found.rule_names, answer.audit, false);
  answer.notes.print(std::cout);
}

void print_mechanism(std::ostream& out, const std::string& format, const DesignAnswer& answer) {
  const AsIs for_programs(out);
  const MechanismFile& found = *answer.mechanism;
  if (format == "json") {
    print_json(out, answer.fields);
  } else if (format == "toml") {
    out << answer.text;
  } else if (format == "csv") {
    print_csv(out, tidy_rules(found.mechanism.structure.space(), found.rule_names, found.mechanism.rules));
  } else {
    if (!answer.design.form.latex.empty()) out << answer.design.form.latex << '\n';
    print_latex_rules(out, found);
  }
}

int run_design(const DesignOptions& options) {
  const std::string format = chosen_format("design", options.format, options.json, output_formats, "");
  const std::string& kind = options.request.kind;
  if (kind != "scoring" && options.latex) {
    throw InputError("--latex: has no meaning for a mechanism of the kind " + kind +
                     "; leave it out, or change --kind");
  }
  if (options.latex && options.json)
    throw InputError("--latex: cannot go with --json, which has the same text as its key latex");
  if (options.latex && options.format != "text" && options.format != "latex")
    throw InputError("--latex: cannot go with --format " + options.format);
  refuse_overwriting("--output", options.output, {options.structure, options.environment});
  const StructureFile file = read_structure(options.structure);
  const TypeSpace& space = file.structure.space();
  const Pattern pattern = chosen_pattern(file, options.pattern);
  std::optional<Environment> environment;
  if (!options.environment.empty()) environment = read_environment_on(space, options.environment);
  const DesignAnswer answer = design_mechanism(options.request, file, pattern, environment);
  if (!answer.mechanism) {
    if (format == "json") {
      print_json(std::cout, answer.fields);
    } else {
      std::cout << "no " << kind << " mechanism: " << answer.design.reason << '\n';
      answer.notes.print(std::cout);
    }
    return exit_fault_found;
  }
  if (!options.output.empty()) write_text(options.output, answer.text);
  if (options.latex) {
    const AsIs for_programs(std::cout);
    std::cout << answer.design.form.latex;
  } else if (format == "text") {
    print_text(options, file, pattern, answer);
  } else {
    print_mechanism(std::cout, format, answer);
  }
  return exit_done;
}

}  // namespace

void add_design_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "design", "Build a mechanism for one information structure, and audit it");
  auto& options = verb.does(action, run_design);
  verb.option("structure", options.structure, "the information structure, a TOML file")
      .required()
      .file("toml");
  verb.option("-e,--environment", options.environment,
              "utilities and allocation rule, a TOML file (default: nothing at stake; the transfers that "
              "scale up to any environment)")
      .file("toml");
  verb.option("-k,--kind", options.request.kind,
              "simple (one rule), scoring (simple, in closed form) or ambiguous (several rules)")
      .one_of(design_kinds);
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{2,3}\" (default: the file's, or minimal)");
  verb.option(
          "--transfers", options.request.transfers,
          "of a simple mechanism: scaled (M times a proof of CI) or least (of least size, by linear program)")
      .one_of(design_transfers);
  verb.option("--base", options.request.base,
              "of a simple or scoring mechanism: what M times ψ is added to, none or shares")
      .one_of(design_bases);
  verb.option("--participation", options.request.participation,
              "of a simple mechanism: none, or interim payoffs of at least zero for individual agents or for "
              "coalitional joint types, where the surplus is never negative")
      .one_of(design_participations);
  verb.option("--rules", options.request.rules,
              "of an ambiguous mechanism: few (searched) or lemma4 (closed form)")
      .one_of(design_rules);
  verb.option("--seed", options.request.seed, "of the search for few rules").showing_default();
  verb.option("-o,--output", options.output, "write the mechanism, exactly, to this TOML file")
      .not_empty()
      .file("toml");
  verb.option(
          "-f,--format", options.format,
          "text, latex (for the package booktabs), csv (a row a transfer), json, or toml, which audit reads")
      .one_of(output_formats);
  verb.flag("--json", options.json, "the same as --format json");
  verb.flag("--latex", options.latex, "of a scoring mechanism: its closed form alone, as LaTeX");
  verb.footer(
      "Transfers have few digits, where every constraint stays proved with them. Every mechanism has passed "
      "the exact audit before it is shown. Where there is none the reason is a "
      "proof, and the exit code is 5. Scoring mechanisms pay logarithms of marginals of the prior (condition "
      "(L)); there is none for some patterns and at exceptional priors, even where CI holds: 5, too.\n\n"
      "Example: genericity design configs/structures/guo_section5.toml -e "
      "configs/environments/guo_section5_7.toml");
}

}  // namespace genericity
