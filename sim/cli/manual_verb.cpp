#include <iostream>
#include <memory>
#include <string>

#include "sim/cli/exit_code.h"
#include "sim/cli/manual_pages.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/cli/version.h"

namespace genericity {
namespace {

std::string manual(const CLI::App& program, const std::string& format) {
  if (format == "man") return man_page(program, program_version());
  if (format == "markdown") return markdown_reference(program);
  if (format == "families") return markdown_families();
  if (format == "environments") return markdown_environments();
  if (format == "counts") return markdown_counts();
  if (format == "theorems") return markdown_theorems();
  return bash_completion(program);
}

}  // namespace

void add_manual_verb(CLI::App& program, VerbAction& action) {
  auto format = std::make_shared<std::string>("man");
  VerbParser verb(program, "manual", "Print the manual of all verbs, or a completion script");
  verb.hide();  // for those who package the program, so not in the help
  verb.option("-f,--format", *format,
              "a man page, a reference, a table of the families, of environments, of what is counted or of "
              "what is proved, a "
              "completion "
              "script")
      .one_of({"man", "markdown", "families", "environments", "counts", "theorems", "bash"});
  verb.footer("Example: genericity manual --format man > genericity.1");
  verb.does(action, [format, &program] {
    const AsIs for_programs(std::cout);
    std::cout << manual(program, *format);
    return exit_done;
  });
}

}  // namespace genericity
