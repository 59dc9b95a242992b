#include "sim/grid/space_set.h"

#include <doctest/doctest.h>

#include <string>

#include "core/errors.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

std::string names(const std::vector<TypeSpace>& spaces) {
  std::string text;
  for (const TypeSpace& space : spaces) text += (text.empty() ? "" : " ") + space.to_string();
  return text;
}

TEST_CASE("spaces with ascending numbers of types, or all of them") {
  CHECK(names(space_set({2}, {2, 3}, false, 100)) == "2x2 2x3 3x3");
  CHECK(names(space_set({2}, {3, 2, 3}, true, 100)) == "2x2 2x3 3x2 3x3");
  CHECK(names(space_set({3, 2}, {2}, false, 100)) == "2x2 2x2x2");
  CHECK(space_set({4}, {2, 3, 5}, true, 100).size() == 81);
  CHECK(space_set({4}, {2, 3, 5}, false, 100).size() == 15);
}

TEST_CASE("what no space can have is refused") {
  const auto fault = [](const std::vector<int>& agents, const std::vector<int>& each, std::size_t most) {
    return message_of<InvalidInput>([&] { (void)space_set(agents, each, true, most); });
  };
  CHECK(contains(fault({1}, {2}, 10), "1 agents; expected from 2 to 16"));
  CHECK(!fault({2}, {1}, 10).empty());
  CHECK(contains(fault({3}, {2, 3}, 7), "more than 7 type spaces"));
  CHECK(fault({3}, {2, 3}, 8).empty());
}

}  // namespace
}  // namespace genericity
