#include <iostream>

#include "core/errors.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/open_patterns_line.h"
#include "sim/cli/pattern_answers.h"
#include "sim/cli/table.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

struct PatternsOptions {
  std::vector<int> types;
  std::string which;
  std::string format = "table";
};

int patterns(const PatternsOptions& options) {
  const TypeSpace space = [&] {
    try {
      return TypeSpace(options.types);
    } catch (const InvalidInput& error) {
      throw InputError(std::string("--types: ") + error.what());
    }
  }();
  OpenPatternsLine line;
  const PatternList list = list_patterns(space, options.which, line.hunt_options());
  line.end();
  print_table(std::cout, options.format, list.table);
  if (options.format == "table") {
    std::cout
        << '\n'
        << list.table.rows.size() << " patterns up to relabelling (" << list.which << ") on "
        << space.to_string()
        << "; ci: at which priors CI is proved to hold; labelled: patterns that relabelling makes of it\n";
    if (list.only_condition_g)
      std::cout << "so many patterns were looked at for condition (G) alone: open ones may well be known to "
                   "genericity "
                   "classify\n";
  }
  return OpenPatternsLine::exit_code();
}

}  // namespace

void add_patterns_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "patterns",
                  "List coalition patterns up to relabelling, with what theory says of each");
  auto& options = verb.does(action, patterns);
  verb.option("--types", options.types, "type counts, such as 2,2,2,2").required();
  verb.option("--list", options.which,
              "all, all-noncomplementary or noncomplementary (the maximal ones); default: all up to four "
              "agents, all-noncomplementary beyond")
      .one_of(pattern_lists);
  verb.option("-f,--format", options.format, "table, csv or json").one_of({"table", "csv", "json"});
  verb.footer(
      "ci: at which priors CI is proved to hold, as genericity classify --all says it, which has the proofs; "
      "five "
      "agents take a minute.\n\n"
      "Example: genericity patterns --types 2,2,2,2,2 --list noncomplementary");
}

}  // namespace genericity
