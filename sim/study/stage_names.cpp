#include "sim/study/stage_names.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/verdict.h"

namespace genericity {

std::vector<std::string> stage_names() {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(Stage::count_));
  for (int stage = 0; stage < static_cast<int>(Stage::count_); ++stage) {
    names.emplace_back(to_string(static_cast<Stage>(stage)));
  }
  return names;
}

std::vector<std::string> united_stages(const std::vector<std::string>& first,
                                       const std::vector<std::string>& second) {
  std::set<std::string> left(first.begin(), first.end());
  left.insert(second.begin(), second.end());
  std::vector<std::string> stages;
  for (const std::string& name : stage_names()) {
    if (left.erase(name) > 0) stages.push_back(name);
  }
  stages.insert(stages.end(), left.begin(), left.end());
  return stages;
}

void count_by_stages(StudyResult& result, const std::vector<std::string>& stages) {
  if (result.stages == stages) return;
  std::vector<std::size_t> places;
  for (const std::string& name : result.stages) {
    const auto place = std::find(stages.begin(), stages.end(), name);
    if (place == stages.end())
      throw std::invalid_argument("the stage '" + name + "' is not among the stages");
    places.push_back(static_cast<std::size_t>(place - stages.begin()));
  }
  for (CellResult& cell : result.cells) {
    for (Tally& tally : cell.tallies) {
      std::vector<std::uint64_t> counts(stages.size());
      for (std::size_t stage = 0; stage < tally.stages.size(); ++stage)
        counts[places[stage]] = tally.stages[stage];
      tally.stages = std::move(counts);
    }
  }
  result.stages = stages;
}

}  // namespace genericity
