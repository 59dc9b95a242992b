#include "sim/priors/nearest_name.h"

#include <doctest/doctest.h>

#include <vector>

namespace genericity {

TEST_CASE("nearest_name finds slips and leaves strangers alone") {
  const std::vector<std::string> known = {"dirichlet", "independent", "near", "file", "pairwise"};
  CHECK(nearest_name("dirichlet", known) == "dirichlet");
  CHECK(nearest_name("dirchlet", known) == "dirichlet");
  CHECK(nearest_name("Dirichelt", known) == "dirichlet");
  CHECK(nearest_name("independant", known) == "independent");
  CHECK(nearest_name("fiel", known) == "file");
  CHECK(nearest_name("naer", known) == "near");
  CHECK(nearest_name("pairs", known) == "");
  CHECK(nearest_name("uniform", known) == "");
  CHECK(nearest_name("", known) == "");
  CHECK(nearest_name("x", std::vector<std::string>{"y"}) == "y");
  CHECK(nearest_name("near", {}) == "");
  CHECK(nearest_name(std::string(100000, 'n'), known) == "");
}

TEST_CASE("of equally near names the first is taken") {
  CHECK(nearest_name("bat", std::vector<std::string>{"cat", "hat"}) == "cat");
  CHECK(nearest_name("bat", std::vector<std::string>{"carts", "hat"}) == "hat");
}

}  // namespace genericity
