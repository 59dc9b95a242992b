#include "sim/study/drop_patterns.h"

#include <algorithm>
#include <utility>

namespace genericity {

std::size_t drop_patterns(Ensemble& ensemble, const std::function<bool(const Pattern&)>& is_kept,
                          Study& study) {
  const auto gone = std::stable_partition(ensemble.patterns.begin(), ensemble.patterns.end(), is_kept);
  if (gone == ensemble.patterns.end()) return 0;
  Ensemble left_out = ensemble;
  left_out.patterns.assign(gone, ensemble.patterns.end());
  left_out.excluded = true;
  ensemble.patterns.erase(gone, ensemble.patterns.end());
  study.dropped.push_back(std::move(left_out));
  return study.dropped.back().patterns.size();
}

}  // namespace genericity
