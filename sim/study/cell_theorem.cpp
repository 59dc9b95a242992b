#include "sim/study/cell_theorem.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "core/generic/generic_finding.h"

namespace genericity {

namespace {

/// How much a verdict says: nothing, that it is open, one half, or all.
int strength(const CellTheorem& theorem) {
  constexpr std::array rising{GenericVerdict::open, GenericVerdict::between, GenericVerdict::almost_always,
                              GenericVerdict::never};
  const auto* const found = std::find_if(rising.begin(), rising.end(), [&](GenericVerdict verdict) {
    return to_string(verdict) == theorem.verdict;
  });
  return found == rising.end() ? -1 : static_cast<int>(found - rising.begin());
}

}  // namespace

void keep_stronger(const CellTheorem& other, CellTheorem& theorem) {
  const auto proved = [](const CellTheorem& of) {
    return std::count_if(of.shares.begin(), of.shares.end(), [](double share) { return !std::isnan(share); });
  };
  const auto rank = [&](const CellTheorem& of) {
    return std::tuple(strength(of), proved(of), of.verdict, of.reason);
  };
  if (rank(other) > rank(theorem)) theorem = other;
}

}  // namespace genericity
