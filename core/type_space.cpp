#include "core/type_space.h"

#include "core/errors.h"

namespace genericity {

TypeSpace::TypeSpace(std::vector<int> sizes) : TypeSpace(std::move(sizes), 2) {}

TypeSpace TypeSpace::with_uninformed(std::vector<int> sizes) {
  TypeSpace space(std::move(sizes), 1);
  if (space.profiles() == 1) throw InvalidInput("no agent has two types or more: there is nothing to report");
  return space;
}

TypeSpace::TypeSpace(std::vector<int> sizes, int fewest_types)
    : sizes_(std::move(sizes)), strides_(sizes_.size()) {
  if (sizes_.size() < 2 || sizes_.size() > static_cast<std::size_t>(max_agents)) {
    throw InvalidInput("a type space needs 2 to " + std::to_string(max_agents) + " agents, not " +
                       std::to_string(sizes_.size()));
  }
  for (std::size_t i = sizes_.size(); i-- > 0;) {
    if (sizes_[i] < fewest_types) {
      throw InvalidInput("agent " + std::to_string(i + 1) + " has " + std::to_string(sizes_[i]) +
                         " types; every agent needs at least " + std::to_string(fewest_types));
    }
    strides_[i] = profiles_;
    const auto size = static_cast<std::size_t>(sizes_[i]);
    if (size > max_profiles / profiles_) {
      throw InvalidInput("the type space has more than " + std::to_string(max_profiles) +
                         " type profiles, the most that is supported");
    }
    profiles_ *= size;
  }
}

std::string TypeSpace::to_string() const {
  std::string text;
  for (const int size : sizes_) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text;
}

}  // namespace genericity
