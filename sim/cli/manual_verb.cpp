#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "sim/cli/exit_code.h"
#include "sim/cli/manual_pages.h"
#include "sim/cli/verbs.h"
#include "sim/cli/version.h"

namespace genericity {
namespace {

int print_manual(const CLI::App& program, const std::string& format) {
  if (format == "man") {
    std::cout << man_page(program, program_version());
  } else if (format == "markdown") {
    std::cout << markdown_reference(program);
  } else if (format == "families") {
    std::cout << markdown_families();
  } else {
    std::cout << bash_completion(program);
  }
  return exit_done;
}

}  // namespace

void add_manual_verb(CLI::App& program, VerbAction& action) {
  auto format = std::make_shared<std::string>("man");
  CLI::App* verb = program.add_subcommand("manual", "Print the manual of all verbs, or a completion script");
  verb->group("");  // for those who package the program, so not in the help
  verb->add_option("-f,--format", *format,
                   "a man page, a reference, the table of families or a completion script")
      ->check(CLI::IsMember({"man", "markdown", "families", "bash"}))
      ->capture_default_str();
  verb->footer("Example: genericity manual --format man > genericity.1");
  verb->callback([format, &program, &action] {
    action = [format, &program] { return print_manual(program, *format); };
  });
}

}  // namespace genericity
