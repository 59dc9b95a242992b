#include "sim/hunt/classify_patterns.h"

#include <algorithm>

#include "sim/hunt/prior_hunt.h"
#include "sim/study/parallel.h"
#include "sim/study/stopwatch.h"

namespace genericity {

namespace {

/// How many patterns are classified between two reports.
constexpr std::size_t patterns_a_report = 32;

bool is_open(const Classification& known) {
  return known.finding.verdict == GenericVerdict::open;
}

/// Lets open patterns inherit from settled ones.
void inherit_all(const TypeSpace& space, std::span<const Pattern> patterns,
                 std::vector<Classification>& classifications) {
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    for (std::size_t j = 0; j < patterns.size() && is_open(classifications[k]); ++j)
      inherit(classifications[k], space, patterns[k], patterns[j], classifications[j]);
  }
}

}  // namespace

std::vector<Classification> classify_patterns(const TypeSpace& space, std::span<const Pattern> patterns,
                                              const HuntOptions& options) {
  std::vector<Classification> classifications(patterns.size());
  bool stopped = false;
  for (std::size_t first = 0; first < patterns.size(); first += patterns_a_report) {
    const auto count_open = [&] {
      return static_cast<std::size_t>(std::count_if(classifications.begin(), classifications.end(), is_open));
    };
    stopped = stopped || options.report(count_open());
    const SearchEffort effort = stopped ? SearchEffort{0} : options.effort;
    for_each_in_parallel(
        std::min(patterns_a_report, patterns.size() - first), options.threads,
        [&](std::size_t k) { classifications[first + k] = classify(space, patterns[first + k], effort); });
  }
  if (stopped || options.effort.operations == 0) return classifications;
  inherit_all(space, patterns, classifications);

  std::vector<std::size_t> places;
  std::vector<Pattern> open;
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    if (!is_open(classifications[k])) continue;
    places.push_back(k);
    open.push_back(patterns[k]);
  }
  if (open.empty()) return classifications;
  WitnessSearch search(space, open);
  PriorHunt hunt(space, search, options.threads);
  hunt.look_at_standard_draws(options.descents, [&] { return options.report(search.open()); });
  if (options.seconds > 0) {
    const Stopwatch watch;
    hunt.hunt([&] { return watch.seconds() > options.seconds || options.report(search.open()); });
  }
  for (std::size_t k = 0; k < open.size(); ++k) add_witnesses(classifications[places[k]], space, search, k);
  return classifications;
}

}  // namespace genericity
