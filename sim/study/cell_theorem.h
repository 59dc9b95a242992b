#pragma once

#include <limits>
#include <string>
#include <vector>

namespace genericity {

/// What theorems, and no counts, say of a cell. It follows from the types, the pattern and the law.
struct CellTheorem {
  /// What is proved of CI for the pattern over all priors: a GenericVerdict by its name. Empty in results
  /// that do not say it.
  std::string verdict;
  /// Why, in a short phrase.
  std::string reason;
  /// One per condition, or none: the share of priors that satisfy it where that is proved, 0 or 1, else NaN.
  std::vector<double> shares;

  [[nodiscard]] double share(std::size_t condition) const {
    return condition < shares.size() ? shares[condition] : std::numeric_limits<double>::quiet_NaN();
  }
};

/// Puts `other` in the place of `theorem` where it says more: results that are united may come from programs
/// that know more or less. Whatever the order, the same is left of several.
void keep_stronger(const CellTheorem& other, CellTheorem& theorem);

}  // namespace genericity
