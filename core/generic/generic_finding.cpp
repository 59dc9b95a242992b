#include "core/generic/generic_finding.h"

#include <algorithm>

#include "core/condition_g.h"

namespace genericity {

std::string_view to_string(GenericVerdict verdict) {
  switch (verdict) {
    case GenericVerdict::never:
      return "never";
    case GenericVerdict::almost_always:
      return "almost_always";
    case GenericVerdict::between:
      return "between";
    case GenericVerdict::open:
      break;
  }
  return "open";
}

GenericFinding generic_finding(const TypeSpace& space, const Pattern& pattern) {
  const int agents = pattern.agents();
  if (const auto proof = prove_condition_g(pattern))
    return {GenericVerdict::never, true, to_string(*proof, agents)};
  const int largest = pattern.coalitions().back().size();
  if (largest == 1) return {GenericVerdict::almost_always, true, "singletons only"};
  const auto sizes = space.sizes();
  const bool binary = std::all_of(sizes.begin(), sizes.end(), [](int size) { return size == 2; });
  if (binary && agents <= 4)
    return {GenericVerdict::almost_always, false, "two types, at most four agents, no complements"};
  if (binary && agents <= 6 && largest == 2) {
    return {GenericVerdict::almost_always, false, "two types, at most six agents, pairs only"};
  }
  return {GenericVerdict::open, false, "no theorem"};
}

}  // namespace genericity
