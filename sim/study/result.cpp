#include "sim/study/result.h"

#include <algorithm>
#include <stdexcept>

namespace genericity {

void Tally::merge(const Tally& other) {
  if (!stages.empty() && !other.stages.empty() && stages.size() != other.stages.size()) {
    throw std::invalid_argument("tallies of " + std::to_string(stages.size()) + " and " +
                                std::to_string(other.stages.size()) + " stages cannot be merged");
  }
  for (std::size_t i = 0; i < verdicts.size(); ++i) verdicts[i] += other.verdicts[i];
  certified += other.certified;
  if (stages.empty()) stages.resize(other.stages.size());
  for (std::size_t i = 0; i < other.stages.size(); ++i) stages[i] += other.stages[i];
  margins.merge(other.margins);
  // Equal margins keep the smaller index, so that the order of merging cannot show.
  if (other.least_margin < least_margin) {
    least_margin = other.least_margin;
    least_margin_sample = other.least_margin_sample;
  } else if (other.least_margin == least_margin) {
    least_margin_sample = std::min(least_margin_sample, other.least_margin_sample);
  }
}

}  // namespace genericity
