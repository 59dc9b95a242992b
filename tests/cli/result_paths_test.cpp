#include "sim/cli/result_paths.h"

#include <doctest/doctest.h>

namespace genericity {
namespace {

TEST_CASE("names are ordered as people count") {
  const std::vector<std::string> ascending{
      "",         "0.h5",      "1.h5",       "2.h5",      "10.h5",
      "a",        "a1b2",      "a1b10",      "a2b1",      "b",
      "part-9-x", "part-10-x", "part-10-x1", "part-10-y", "part-99999999999999999999"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(ascending[i]);
      CAPTURE(ascending[j]);
      CHECK(naturally_before(ascending[i], ascending[j]) == (i < j));
    }
  }
}

TEST_CASE("names that differ in zeros alone have one order") {
  CHECK(naturally_before("001", "01"));
  CHECK_FALSE(naturally_before("01", "001"));
  CHECK_FALSE(naturally_before("01", "01"));
  CHECK(naturally_before("01", "2"));
  CHECK(naturally_before("0", "00x"));
}

TEST_CASE("what is no folder stands for itself") {
  CHECK(result_paths({"absent.h5", "b", "absent.h5"}) ==
        std::vector<std::string>{"absent.h5", "b", "absent.h5"});
}

}  // namespace
}  // namespace genericity
