#include "sim/study/team.h"

#include <utility>

namespace genericity {

void RangeOutcome::merge(RangeOutcome&& other) {
  if (tallies.empty()) {
    tallies = std::move(other.tallies);
  } else {
    for (std::size_t k = 0; k < other.tallies.size(); ++k) tallies[k].merge(other.tallies[k]);
  }
  records.insert(records.end(), other.records.begin(), other.records.end());
}

}  // namespace genericity
