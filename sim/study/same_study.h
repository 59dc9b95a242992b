#pragma once

#include <optional>
#include <string>

#include "sim/study/result.h"

namespace genericity {

/// In what two results differ.
struct StudyDifference {
  /// For "they differ in …": "the seed".
  std::string what;
  /// What each of them says: "seed 5" and "seed 6"; empty where that says nothing to a reader.
  std::string first;
  std::string second;
};

/// The first difference that keeps the counts of two results apart whatever becomes of their studies: their
/// samples are others, or are counted, measured or recorded in another way. Results without one may be of a
/// study before and after it grew.
std::optional<StudyDifference> difference_of_counting(const StudyResult& first, const StudyResult& second);

/// Why the result's margins of CI are not those that this program computes; empty if they are or if it holds
/// none.
std::string fault_of_ci_margins(const StudyResult& result);

/// The identity without the version of CI's margins: what makes two studies ask for the same.
std::string without_margins_version(const std::string& identity);

/// Whether all that a study of the first identity asks for is asked for by one of the second, too: its cells,
/// in whatever order, its conditions, and everything else in the same way.
bool asks_for_part_of(const std::string& first, const std::string& second);

/// The first difference between the studies of two results; none if they count the same cells of the same
/// draws for the same stop rule, so that they are parts of one whole.
std::optional<StudyDifference> difference_of_studies(const StudyResult& first, const StudyResult& second);

}  // namespace genericity
