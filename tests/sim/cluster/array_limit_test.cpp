#include "sim/cluster/array_limit.h"

#include <doctest/doctest.h>

namespace genericity {
namespace {

TEST_CASE("MaxArraySize is found in what scontrol prints") {
  CHECK(max_array_size_in(
            "Configuration data as of 2026\nMailProg = /bin/mail\nMaxArraySize            = 1001\n"
            "MaxJobCount = 10000\n") == 1001);
  CHECK(max_array_size_in("MaxArraySize=75000") == 75000);
  CHECK(max_array_size_in("MaxArraySize            = 0\n") == 0);
}

TEST_CASE("where it is not, there is none") {
  for (const char* text : {"", "\n", "MaxArraySize", "MaxArraySize = \n", "MaxArraySize = many\n",
                           "MaxArraySize = 10k\n", "Not MaxArraySize = 5\n", "MaxJobCount = 10000\n"}) {
    CAPTURE(text);
    CHECK_FALSE(max_array_size_in(text));
  }
}

}  // namespace
}  // namespace genericity
