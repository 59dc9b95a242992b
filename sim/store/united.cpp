#include "sim/store/united.h"

#include <algorithm>
#include <tuple>

#include "sim/store/merge.h"

namespace genericity {

StudyResult united(std::vector<std::string> names, const ResultReader& read) {
  using Asked = std::tuple<std::size_t, std::string, std::string>;  // cells, what it asks for, name
  std::vector<Asked> asked;
  const auto note = [&](const StudyResult& input, const std::string& name) {
    asked.emplace_back(input.cells.size(), input.identity, name);
  };
  const auto is_one_study = [&] {
    return std::all_of(asked.begin(), asked.end(), [&](const Asked& input) {
      return std::get<0>(input) == std::get<0>(asked.front()) &&
             std::get<1>(input) == std::get<1>(asked.front());
    });
  };
  ResultMerger merger;
  for (const std::string& name : names) {
    const StudyResult input = read(name);
    note(input, name);
    if (!is_one_study()) break;
    merger.add(input, name);
  }
  if (!is_one_study()) {
    // That which asks for most comes first, whatever the order of the names.
    for (std::size_t k = asked.size(); k < names.size(); ++k) note(read(names[k]), names[k]);
    const auto asks_for_more = [](const Asked& a, const Asked& b) {
      const auto rank = [](const Asked& input) {
        return std::tuple(std::get<0>(input), std::get<1>(input).size(), std::get<1>(input));
      };
      return rank(a) > rank(b);
    };
    std::stable_sort(asked.begin(), asked.end(), asks_for_more);
    for (std::size_t k = 0; k < names.size(); ++k) names[k] = std::get<2>(asked[k]);
    merger = {};
    for (const std::string& name : names) merger.add(read(name), name);
  }
  while (merger.again()) {
    for (const std::string& name : names) merger.add(read(name), name);
  }
  return merger.finish();
}

}  // namespace genericity
