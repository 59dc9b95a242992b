#include "sim/grid/space_set.h"

#include <algorithm>
#include <string>

#include "core/errors.h"

namespace genericity {

namespace {

void make_distinct(std::vector<int>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::vector<TypeSpace> space_set(std::vector<int> agents, std::vector<int> each, bool ordered,
                                 std::size_t most) {
  make_distinct(agents);
  make_distinct(each);
  std::vector<TypeSpace> spaces;
  std::vector<int> sizes;
  const auto extend = [&](const auto& self, int more, std::size_t first) -> void {
    if (more == 0) {
      if (spaces.size() == most)
        throw InvalidInput("they are more than " + std::to_string(most) + " type spaces");
      spaces.emplace_back(sizes);
      return;
    }
    for (std::size_t k = ordered ? 0 : first; k < each.size(); ++k) {
      sizes.push_back(each[k]);
      self(self, more - 1, k);
      sizes.pop_back();
    }
  };
  for (const int count : agents) {
    if (count < 2 || count > TypeSpace::max_agents)
      throw InvalidInput(std::to_string(count) + " agents; expected from 2 to " +
                         std::to_string(TypeSpace::max_agents));
    extend(extend, count, 0);
  }
  return spaces;
}

}  // namespace genericity
