#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/deviations.h"
#include "core/errors.h"
#include "core/known_results.h"
#include "core/pattern_catalogue.h"
#include "sim/cli/exit_code.h"
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

std::string known_share_text(KnownShare share) {
  switch (share) {
    case KnownShare::never:
      return "never";
    case KnownShare::almost_always:
      return "almost always";
    default:
      return "open";
  }
}

int patterns(const PatternsOptions& options) {
  const TypeSpace space = [&] {
    try {
      return TypeSpace(options.types);
    } catch (const InvalidInput& error) {
      throw InputError(std::string("--types: ") + error.what());
    }
  }();
  // With five agents and more nearly all patterns have complementary coalitions and fail; list the others.
  const std::string which =
      !options.which.empty() ? options.which : (space.agents() <= 4 ? "all" : "all-noncomplementary");
  std::vector<PatternClass> classes;
  if (which == "all") {
    classes = all_patterns(space);
  } else if (which == "noncomplementary") {
    classes = maximal_noncomplementary_patterns(space);
  } else {
    classes = noncomplementary_patterns(space);
  }
  Table table{{"pattern", "labelled", "rows", "unknowns", "ci", "why"}, {}};
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  const std::size_t unknowns = static_cast<std::size_t>(space.agents() - 1) * space.profiles();
  for (const PatternClass& entry : classes) {
    const KnownResult known = known_result(space, entry.pattern);
    const std::size_t rows = DeviationSystem::count_rows(space, entry.pattern);
    if (options.format == "json") {
      list.push_back({{"pattern", entry.pattern.to_string()},
                      {"labelled", entry.members},
                      {"rows", rows},
                      {"unknowns", unknowns},
                      {"ci", known_share_text(known.share)},
                      {"why", known.reason}});
    } else {
      table.rows.push_back({entry.pattern.to_string(), std::to_string(entry.members), std::to_string(rows),
                            std::to_string(unknowns), known_share_text(known.share), known.reason});
    }
  }
  if (options.format == "json") {
    std::cout << list.dump(1) << '\n';
  } else if (options.format == "csv") {
    print_csv(std::cout, table);
  } else {
    print_aligned(std::cout, table);
    std::cout
        << '\n'
        << classes.size() << " patterns up to relabelling (" << which << ") on " << space.to_string()
        << "; ci: for which priors CI is proved to hold; labelled: patterns that relabelling makes of it\n";
  }
  return exit_done;
}

}  // namespace

void add_patterns_verb(CLI::App& program, VerbAction& action) {
  auto options = std::make_shared<PatternsOptions>();
  VerbParser verb(program, "patterns",
                  "List coalition patterns up to relabelling, with what theory says of each");
  verb.option("--types", options->types, "type counts, such as 2,2,2,2").required().separated_by(',');
  verb.option("--list", options->which,
              "all, all-noncomplementary or noncomplementary (the maximal ones); default: all up to "
              "four agents,\n"
              "all-noncomplementary beyond")
      .one_of({"all", "all-noncomplementary", "noncomplementary"});
  verb.option("-f,--format", options->format, "table, csv or json (default: table)")
      .one_of({"table", "csv", "json"});
  verb.footer(
      "ci: at which priors CI is proved to hold; open where nothing is proved.\n\n"
      "Example: genericity patterns --types 2,2,2,2,2 --list noncomplementary");
  verb.does(action, [options] { return patterns(*options); });
}

}  // namespace genericity
