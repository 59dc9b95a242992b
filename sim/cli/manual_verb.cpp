#include <iostream>
#include <memory>
#include <string>

#include "sim/cli/exit_code.h"
#include "sim/cli/manual_pages.h"
#include "sim/cli/verb_parser.h"
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
  } else if (format == "counts") {
    std::cout << markdown_counts();
  } else {
    std::cout << bash_completion(program);
  }
  return exit_done;
}

}  // namespace

void add_manual_verb(CLI::App& program, VerbAction& action) {
  auto format = std::make_shared<std::string>("man");
  VerbParser verb(program, "manual", "Print the manual of all verbs, or a completion script");
  verb.hide();  // for those who package the program, so not in the help
  verb.option("-f,--format", *format,
              "a man page, a reference, a table of the families or of what is counted, a completion script")
      .one_of({"man", "markdown", "families", "counts", "bash"})
      .showing_default();
  verb.footer("Example: genericity manual --format man > genericity.1");
  verb.does(action, [format, &program] { return print_manual(program, *format); });
}

}  // namespace genericity
