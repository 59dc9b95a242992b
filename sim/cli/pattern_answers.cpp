#include "sim/cli/pattern_answers.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "core/deviations.h"
#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

/// Beyond this the linear programs of condition (L) and the ranks take hours.
constexpr int most_agents = 8;
constexpr std::size_t most_profiles = 4096;

/// How often a single pattern's margin is followed downhill: some seconds for five agents.
constexpr std::size_t descents_for_one = 5;

/// Lists that are longer would take hours to search for proofs: all maximal patterns of six agents are
/// 54,336.
constexpr std::size_t most_searched = 1000;

std::vector<PatternClass> classes_of(const TypeSpace& space, const std::string& which) {
  if (which == "all") return all_patterns(space);
  return which == "noncomplementary" ? maximal_noncomplementary_patterns(space)
                                     : noncomplementary_patterns(space);
}

}  // namespace

TypeSpace classified_space(const std::vector<int>& types) {
  if (static_cast<int>(types.size()) > most_agents) {
    throw InputError("--types: " + std::to_string(types.size()) + " agents; patterns of at most " +
                     std::to_string(most_agents) + " are classified");
  }
  try {
    TypeSpace space = TypeSpace::with_uninformed(types);
    if (space.profiles() > most_profiles) {
      throw InputError("--types: " + std::to_string(space.profiles()) +
                       " type profiles; patterns on at most " + std::to_string(most_profiles) +
                       " are classified");
    }
    return space;
  } catch (const InvalidInput& error) {
    throw InputError(std::string("--types: ") + error.what());
  }
}

Classification classify_one(const TypeSpace& space, const Pattern& pattern, HuntOptions hunt) {
  hunt.descents = descents_for_one;
  return classify_patterns(space, std::span(&pattern, 1), hunt).front();
}

PatternList list_patterns(const TypeSpace& space, const std::string& which, HuntOptions hunt) {
  if (!which.empty() && std::find(pattern_lists.begin(), pattern_lists.end(), which) == pattern_lists.end()) {
    throw InputError("--list: expected one of " + joined(pattern_lists, ", ") + ", found '" + which + "'" +
                     did_you_mean(which, pattern_lists));
  }
  // With five agents and more nearly all patterns have complementary coalitions and fail; list the others.
  PatternList list{
      !which.empty() ? which : (space.agents() <= 4 ? "all" : "all-noncomplementary"),
      {{"pattern", "labelled", "rows", "unknowns", "ci", "why"}, {}, {"pattern", "labelled", "ci", "why"}}};
  const std::vector<PatternClass> classes = classes_of(space, list.which);
  std::vector<Pattern> patterns;
  patterns.reserve(classes.size());
  for (const PatternClass& entry : classes) patterns.push_back(entry.pattern);
  list.only_condition_g = classes.size() > most_searched;
  if (list.only_condition_g) hunt.effort = SearchEffort{0};
  const std::vector<Classification> known = classify_patterns(space, patterns, hunt);
  const std::size_t unknowns = static_cast<std::size_t>(space.agents() - 1) * space.profiles();
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const PatternClass& entry = classes[k];
    const GenericFinding& finding = known[k].finding;
    list.table.rows.push_back({entry.pattern.to_string(), entry.members,
                               DeviationSystem::count_rows(space, entry.pattern), unknowns,
                               std::string(to_string(finding.verdict)), finding.reason});
  }
  return list;
}

}  // namespace genericity
