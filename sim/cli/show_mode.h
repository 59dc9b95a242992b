#pragma once

#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// What `show` was asked for.
struct ShowChoice {
  std::string format = "table";
  std::vector<std::string> where;  ///< "column=value", all of which must fit
  std::string columns;             ///< names separated by commas; empty for the usual ones
};

/// Prints a result of mode tail: estimates of P(margin < ε) with limits, beside theory. Throws InputError for
/// a column that there is not.
void show_tail(const StudyResult& result, const ShowChoice& choice);

/// Prints a result of mode enumerate: exact shares.
void show_enumeration(const StudyResult& result, const ShowChoice& choice);

}  // namespace genericity
