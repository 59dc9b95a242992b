#pragma once

#include <string>
#include <vector>

#include "core/generic/classify.h"
#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/cli/table.h"
#include "sim/hunt/classify_patterns.h"

namespace genericity {

/// The type space that `genericity classify` is asked about; an agent may have one type. Throws InputError
/// for one that is none, or is too large.
TypeSpace classified_space(const std::vector<int>& types);

/// Classifies a single pattern, which is looked at longer than each of many.
Classification classify_one(const TypeSpace& space, const Pattern& pattern, HuntOptions hunt);

/// Which patterns can be listed.
inline const std::vector<std::string> pattern_lists{"all", "all-noncomplementary", "noncomplementary"};

/// Patterns up to relabelling, with what theory says of each.
struct PatternList {
  std::string which;  ///< one of pattern_lists
  Table table;        ///< pattern, labelled, rows, unknowns, ci, why
  /// There are so many that condition (G) alone was looked at.
  bool only_condition_g = false;
};
/// `which` may be empty: all up to four agents, all-noncomplementary beyond. Throws InvalidInput for too many
/// agents, InputError for a list that is none of pattern_lists.
PatternList list_patterns(const TypeSpace& space, const std::string& which, HuntOptions hunt);

}  // namespace genericity
