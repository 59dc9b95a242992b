#include <iostream>
#include <nlohmann/json.hpp>

#include "core/mechanisms/audit.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/latex_table.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/mechanism_tables.h"
#include "sim/cli/output_format.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/study/input_error.h"
#include "sim/study/mechanism_file.h"

namespace genericity {

namespace {

struct AuditOptions {
  std::string mechanism;
  std::string pattern;
  bool everything = false;
  std::string format = "text";
  bool json = false;
};

int run_audit(const AuditOptions& options) {
  const std::string format =
      chosen_format("audit", options.format, options.json, {"text", "latex", "csv", "json"},
                    "audit reads a mechanism in TOML and judges it");
  MechanismFile file = read_mechanism(options.mechanism);
  Mechanism& mechanism = file.mechanism;
  const TypeSpace& space = mechanism.structure.space();
  mechanism.pattern = chosen_pattern({"", mechanism.structure, mechanism.pattern}, options.pattern);
  const AuditReport report = audit(mechanism);
  if (format == "json") {
    print_json(std::cout, audit_json(mechanism, file.rule_names, report));
  } else if (format == "csv") {
    print_csv(std::cout, tidy_incentives(space, report));
  } else if (format == "latex") {
    print_latex_rules(std::cout, file);
    std::cout << "\n\\medskip\n\n";
    print_latex(std::cout, audit_table(mechanism, file.rule_names, report));
    if (options.everything) {
      std::cout << "\n\\medskip\n\n";
      print_latex(std::cout, incentive_table(space, report));
    }
  } else {
    print_heading(std::cout, file.name, space, mechanism.pattern);
    std::cout << ", "
              << (mechanism.rules.size() == 1
                      ? "a simple mechanism"
                      : "an ambiguous mechanism of " + std::to_string(mechanism.rules.size()) +
                            " transfer rules")
              << "\n\n";
    print_audit(std::cout, mechanism, file.rule_names, report, options.everything);
  }
  return report.implements() ? exit_done : exit_fault_found;
}

}  // namespace

void add_audit_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "audit", "Check a given mechanism in exact arithmetic");
  auto& options = verb.does(action, run_audit);
  verb.option("mechanism", options.mechanism, "the mechanism, a TOML file").required().file("toml");
  verb.option("-p,--pattern", options.pattern, "other coalitions than the file's");
  verb.flag("--all", options.everything, "also print every joint type's incentives");
  verb.option(
          "-f,--format", options.format,
          "text, latex (the rules too, for the package booktabs), csv (a row a coalition and joint type) or "
          "json")
      .one_of(output_formats);
  verb.flag("--json", options.json, "the same as --format json");
  verb.footer(
      "A mechanism implements its allocation rule if the rule is efficient, the budget balances and no "
      "coalition gains from misreporting; with several transfer rules coalitions rank mixed reports by their "
      "worst expectation. Then the exit code is 0, otherwise 5. IR and CR are reported and do not change "
      "it.\n\n"
      "Example: genericity audit configs/mechanisms/guo_section5_simple.toml --all");
}

}  // namespace genericity
