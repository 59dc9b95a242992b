#include "sim/lists/csv_list.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/study/input_error.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

LoadedPriors csv(const std::string& text) {
  return read_csv_list("l.csv", text, TypeSpace({2, 2}));
}

std::string csv_fault(const std::string& text) {
  return message_of<InputError>([&] { (void)csv(text); });
}

using Rows = std::vector<std::vector<double>>;

TEST_CASE("a table of decimals and fractions is exact, with what stands beside it") {
  const LoadedPriors loaded = csv("rho,k,a,b,c,d\n0.5,1/4,0.1,0.3,0.2,0.6\n-1e-3,7,1/3,1/6,2/3,1\n");
  CHECK(loaded.priors == Rows{{1, 3, 2, 6}, {2, 1, 4, 6}});
  CHECK(loaded.exact.empty());
  REQUIRE(loaded.coordinates.size() == 2);
  CHECK(loaded.coordinates[0].key == "rho");
  CHECK(loaded.coordinates[0].values == std::vector<double>{0.5, -1e-3});
  CHECK(loaded.coordinates[1].key == "k");
  CHECK(loaded.coordinates[1].values == std::vector<double>{0.25, 7});
  CHECK(csv("a,b,c,d\n1,3,2,6\n2,1,4,6\n").digest == csv("a,b,c,d\n0.1,0.3,0.2,0.6\n4,2,8,12\n").digest);
  CHECK(csv("a,b,c,d\n1,3,2,6\n").digest != loaded.digest);
}

TEST_CASE("where doubles round one prior of a table, all are there exactly") {
  const LoadedPriors loaded =
      csv("a,b,c,d\n1,2,3,4\n0.1000000000000000000001,0.2,0.1,0.2\n0.1,0.1,0.3,0.1\n");
  REQUIRE(loaded.exact.size() == 3);
  CHECK(loaded.exact[0].exact() == IntegerWeights{1, 2, 3, 4});
  CHECK(loaded.exact[1].exact()[0] - loaded.exact[1].exact()[2] == 1);
  CHECK(loaded.exact[2].exact() == IntegerWeights{1, 1, 3, 1});
  CHECK(loaded.priors[1][0] == loaded.priors[1][2]);
  CHECK(loaded.priors[0] == std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("tables as programs write them") {
  const Rows wanted{{1, 2, 3, 4}, {5, 6, 7, 8}};
  for (const std::string text :
       {"a,b,c,d\n1,2,3,4\n5,6,7,8\n", "a,b,c,d\n1,2,3,4\n5,6,7,8", "a,b,c,d\r\n1,2,3,4\r\n5,6,7,8\r\n",
        "\xEF\xBB\xBF\"a\",\"b\",\"c\",\"d\"\n1,2,3,4\n5,6,7,8\n\n",
        "\"a, with \"\"quotes\"\"\",\"b\nin two lines\",,\n\"1\", 2 ,+3,4.0\n5e0,6,7,8\r\n\r\n",
        "0,1,2,3\n1,2,3,4\n5,6,7,8\n"}) {
    CAPTURE(text);
    CHECK(csv(text).priors == wanted);
  }
}

TEST_CASE("faults of tables name the line and the column") {
  struct Case {
    std::string text;
    std::string message;
  };
  for (const Case& one : std::vector<Case>{
           {"", "l.csv:1: expected a line with the names"},
           {"a,b,c,d\n", "l.csv:1: no priors after this line"},
           {"a,b,c\n1,2,3\n", "l.csv:1: expected at least 4 columns of weights for the types 2x2, found 3"},
           {"a;b;c;d\n1;2;3;4\n", "columns are separated by commas"},
           {"0.1,0.2,0.3,0.4\n1,2,3,4\n", "l.csv:1: expected the names of the columns, found the number 0.1"},
           {"1,2,3,1\n1,2,3,4\n", "l.csv:1: two columns have the name '1'"},
           {"a,b,c,d\n1,2,3\n", "l.csv:2: expected 4 values, as the first line has names, found 3"},
           {"a,b,c,d\n1,2,3,4\n\n1,2,3,4\n", "l.csv:3: expected 4 values"},
           {"a,b,c,d\n1,2,3,4\n1,2,x,4\n", "l.csv:3: c: "},
           {"a,b,c,d\n1,2,,4\n", "l.csv:2: c: expected a number, found nothing"},
           {"a,,c,d\n1,NA,3,4\n", "l.csv:2: column 2: "},
           {"a,b,c,d\n1,2,3,0\n", "l.csv:2: d: expected a positive weight"},
           {"a,b,c,d\n1,2,3,-1/2\n", "l.csv:2: d: expected a positive weight"},
           {"a,b,c,d\n1,2,3,1/0\n", "l.csv:2: d: "},
           {"r,a,b,c,d\n1e400,1,2,3,4\n", "l.csv:2: r: the number is beyond all doubles"},
           {"\"\",a,b,c,d\n1,1,2,3,4\n", "row.names = FALSE"},
           {"margin,a,b,c,d\n1,1,2,3,4\n", "l.csv:1: column 1: 'margin' stands beside the priors"},
           {"a b,a,b,c,d\n1,1,2,3,4\n", "expected letters, digits and _"},
           {"a,b,c,\"d\n1,2,3,4\n", "l.csv:1: a quote that is opened here is not closed"},
           {"a,b,c,d\n1,2,3,\"4\"5\n", "l.csv:2: after the closing quote"},
           {"a,b,c,d\n1,2,3\"3\",4\n", "l.csv:2: a quote within a field"},
           {"\"a\n\",b,c,d\n1,2,3,x\n", "l.csv:3: d: "},
           {std::string("\xFF\xFE") + "a", "UTF-16"}}) {
    CAPTURE(one.text);
    const std::string message = csv_fault(one.text);
    CAPTURE(message);
    CHECK(contains(message, one.message));
    CHECK(message.starts_with("l.csv:"));
  }
}

}  // namespace
}  // namespace genericity
