#include "sim/hunt/classify_patterns.h"

#include "sim/hunt/prior_hunt.h"
#include "sim/study/stopwatch.h"

namespace genericity {

namespace {

/// Where a proof may cost some ten seconds.
constexpr SearchEffort full_effort{1e10};

/// Lets open patterns inherit from settled ones.
void inherit_all(const TypeSpace& space, std::span<const Pattern> patterns,
                 std::vector<Classification>& classifications) {
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    for (std::size_t j = 0; j < patterns.size() && classifications[k].finding.verdict == GenericVerdict::open;
         ++j) {
      const GenericVerdict other = classifications[j].finding.verdict;
      if (other != GenericVerdict::never && other != GenericVerdict::almost_always) continue;
      const bool other_is_larger = patterns[j].coalitions().size() > patterns[k].coalitions().size();
      if (other_is_larger != (other == GenericVerdict::almost_always)) continue;
      if (inherit(classifications[k], space, patterns[k], patterns[j], classifications[j])) break;
    }
  }
}

}  // namespace

std::vector<Classification> classify_patterns(const TypeSpace& space, std::span<const Pattern> patterns,
                                              const HuntOptions& options) {
  std::vector<Classification> classifications;
  const auto count_open = [&] {
    std::size_t open = patterns.size() - classifications.size();
    for (const Classification& known : classifications)
      open += known.finding.verdict == GenericVerdict::open ? 1U : 0U;
    return open;
  };
  bool stopped = false;
  for (const Pattern& pattern : patterns) {
    stopped = stopped || options.report(count_open());
    classifications.push_back(classify(space, pattern, stopped ? SearchEffort{0} : full_effort));
  }
  inherit_all(space, patterns, classifications);

  std::vector<std::size_t> places;
  std::vector<Pattern> open;
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    if (classifications[k].finding.verdict != GenericVerdict::open) continue;
    places.push_back(k);
    open.push_back(patterns[k]);
  }
  if (open.empty() || stopped) return classifications;
  WitnessSearch search(space, open);
  PriorHunt hunt(space, search);
  hunt.look_at_standard_draws(options.descents, [&] { return options.report(search.open()); });
  const Stopwatch watch;
  if (options.seconds > 0) {
    hunt.hunt([&] { return watch.seconds() > options.seconds || options.report(search.open()); });
  }
  for (std::size_t k = 0; k < open.size(); ++k) add_witnesses(classifications[places[k]], space, search, k);
  return classifications;
}

}  // namespace genericity
