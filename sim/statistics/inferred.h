#pragma once

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace genericity {

/// Adds a reason why something is missing, once.
inline void note_missing(std::vector<std::string>& reasons, const std::string& reason) {
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
}

/// What `infer` makes of counts; where it throws, `missing`, and the reason is noted: "WHAT: REASON".
///
/// Counts cost hours, and what is inferred from them can be inferred again. So everything that a save infers
/// goes through here: a fault of a formula or of the library of distributions leaves a number missing, and
/// the counts are stored. Only memory that runs out ends the save.
template <class Value, class Infer>
Value inferred_or(const Value& missing, const std::string& what, std::vector<std::string>& reasons,
                  const Infer& infer) {
  try {
    return infer();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    note_missing(reasons, what + ": " + error.what());
    return missing;
  }
}

}  // namespace genericity
