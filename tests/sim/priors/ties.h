#pragma once

#include <set>

#include "core/information_structure.h"

namespace genericity {

/// Whether two joint types of the coalition have equal posteriors, in exact arithmetic that shares no code
/// with the deciders.
inline bool has_tie(const InformationStructure& structure, Coalition coalition) {
  const auto posteriors = structure.posteriors(coalition);
  return std::set(posteriors.begin(), posteriors.end()).size() < posteriors.size();
}

}  // namespace genericity
