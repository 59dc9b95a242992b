#pragma once

#include <string>

#include "sim/study/result.h"

namespace genericity {

/// A result with every kind of content: several type spaces and patterns, two conditions, undecided verdicts,
/// margins at the ends of their range, no margins at all, limits that are not numbers, records, texts beyond
/// ASCII. Made from fixed formulas, so that it is the same wherever it is made.
StudyResult example_result();

/// A large regular result, for timing.
StudyResult large_result(std::size_t cells);

/// Equal bit for bit, NaN and negative zero included. Empty when they are; otherwise the name of what
/// differs.
std::string difference(const StudyResult& a, const StudyResult& b);

}  // namespace genericity
