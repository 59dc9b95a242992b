#include "sim/grid/exclusion.h"

#include <doctest/doctest.h>

#include "core/errors.h"

namespace genericity {
namespace {

const std::vector<CellCoordinate> cell{{"family", "dirichlet"}, {"alpha", 0.1}, {"types", "2x2x2"}};

bool drops(const std::string& key, const std::string& comparison) {
  return Exclusion{{{key, {parse_comparison(comparison)}}}}.drops(cell);
}

TEST_CASE("comparisons are those of the signs, with numbers as decimals mean them") {
  CHECK(drops("alpha", "0.1"));
  CHECK(drops("alpha", "=1/10"));
  CHECK(drops("alpha", "== 0.10"));
  CHECK(drops("alpha", "<= 0.1"));
  CHECK(drops("alpha", ">=0.1"));
  CHECK_FALSE(drops("alpha", "<0.1"));
  CHECK_FALSE(drops("alpha", ">0.1"));
  CHECK_FALSE(drops("alpha", "!=0.1"));
  CHECK(drops("alpha", "!=0.2"));
  CHECK(drops("alpha", "<1"));
  CHECK(drops("family", "dirichlet"));
  CHECK(drops("family", " = dirichlet"));
  CHECK(drops("family", "!=lattice"));
  CHECK_FALSE(drops("family", "lattice"));
  CHECK_FALSE(drops("family", ">1"));
}

TEST_CASE("a sign of size wants a number") {
  for (const char* text : {">=", "<x", "> 1 2", "<=1e", ">1e999999999"}) {
    CAPTURE(text);
    CHECK_THROWS_AS((void)parse_comparison(text), InvalidInput);
  }
}

TEST_CASE("all clauses, any of their values, and only what the cell has") {
  const ExclusionClause low{"alpha", {parse_comparison("<0.5")}};
  const ExclusionClause either{"family", {parse_comparison("lattice"), parse_comparison("dirichlet")}};
  const ExclusionClause other{"types", {parse_comparison("3x3x3")}};
  CHECK(Exclusion{{low, either}}.drops(cell));
  CHECK_FALSE(Exclusion{{low, either, other}}.drops(cell));
  CHECK_FALSE(Exclusion{{{"epsilon", {parse_comparison("!=7")}}}}.drops(cell));
}

}  // namespace
}  // namespace genericity
