#include <iostream>
#include <nlohmann/json.hpp>

#include "sim/cli/counterexample.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/latex_table.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/cli/output_format.h"
#include "sim/cli/refuse_overwriting.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/study/structure_file.h"

namespace genericity {

namespace {

struct CounterexampleOptions {
  std::string structure;
  std::string pattern;
  std::string kind = "simple";
  std::string output;
  std::string format = "text";
  bool json = false;
};

int run_counterexample(const CounterexampleOptions& options) {
  const std::string format =
      chosen_format("counterexample", options.format, options.json, output_formats, "");
  refuse_overwriting("--output", options.output, {options.structure});
  const StructureFile file = read_structure(options.structure);
  const Pattern pattern = chosen_pattern(file, options.pattern);
  const CounterexampleAnswer answer = find_counterexample(options.kind, file, pattern);
  const Counterexample& example = answer.example;
  if (example.found && !options.output.empty()) write_text(options.output, answer.environment);
  if (format == "json") {
    print_json(std::cout, answer.fields);
    return example.found ? exit_done : exit_fault_found;
  }
  if (format != "text" && example.found) {
    const Environment& environment = example.found->environment;
    const AsIs for_programs(std::cout);
    if (format == "toml") std::cout << answer.environment;
    if (format == "csv") print_csv(std::cout, tidy_environment(environment));
    if (format == "latex") print_latex(std::cout, environment_table(environment));
    return exit_done;
  }
  print_heading(std::cout, file.name, file.structure.space(), pattern);
  std::cout << "\n\n";
  if (!example.found) {
    std::cout << "no counterexample: " << example.reason << '\n';
    answer.notes.print(std::cout);
    return exit_fault_found;
  }
  print_environment(std::cout, example.found->environment);
  std::cout << "\nThe chosen outcomes are efficient, and no " << options.kind
            << " mechanism implements them:\n"
            << example.reason << " (checked exactly).\n";
  answer.notes.print(std::cout);
  return exit_done;
}

}  // namespace

void add_counterexample_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "counterexample", "An environment that no mechanism implements, with proof");
  auto& options = verb.does(action, run_counterexample);
  verb.option("structure", options.structure, "the information structure, a TOML file")
      .required()
      .file("toml");
  verb.option("-k,--kind", options.kind, "simple (where CI fails) or ambiguous (where CBDP fails)")
      .one_of({"simple", "ambiguous"});
  verb.option("-p,--pattern", options.pattern,
              "coalitions that may form, such as \"{1,2},{3,4}\" (default: the file's, or minimal)");
  verb.option("-o,--output", options.output, "write the environment to this TOML file")
      .not_empty()
      .file("toml");
  verb.option(
          "-f,--format", options.format,
          "text, latex (for the package booktabs), csv (a row a utility), json, or toml, which design reads")
      .one_of(output_formats);
  verb.flag("--json", options.json, "the same as --format json");
  verb.footer(
      "One agent's type matters, and his report decides; the stake is the least integer that the proof "
      "allows. Where there is no counterexample the exit code is 5.\n\n"
      "Example: genericity counterexample configs/structures/guo_section5.toml --pattern \"{1,2},{3,4}\"");
}

}  // namespace genericity
