#include "sim/store/parameter_columns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/store/result_columns.h"
#include "sim/store/store_error.h"
#include "sim/study/driver.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

/// Every family that needs no file, some inside others.
StudyResult many_families() {
  return start_result(
      test::study_of("format = 1\nseed = 3\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = [{ family = "
                     "'dirichlet', alpha = 2.5 }, "
                     "{ family = 'logistic_normal', sigma = 0.5 }, { family = 'independent', alpha = 3 }, "
                     "{ family = 'block_independent', blocks = '{1,3},{2}' }, { family = 'exchangeable' }, "
                     "{ family = 'latent_class', classes = 3 }, { family = 'pairwise', sigma = 2 }, "
                     "{ family = 'lattice', denominator = 20 }, "
                     "{ family = 'near', base = { family = 'independent', alpha = 2 }, epsilon = 0.125 }]\n"
                     "patterns = ['minimal', '{1,2}']\n"));
}

const StoredColumn& named(const std::vector<StoredColumn>& columns, const std::string& name) {
  for (const StoredColumn& column : columns) {
    if (column.info.name == name) return column;
  }
  throw std::invalid_argument(name);
}

TEST_CASE("parameters stand along the cells, and are read back") {
  StudyResult result = many_families();
  const std::vector<StoredColumn> columns = make_parameter_columns(result);
  CHECK(columns.front().info.name == "family");
  const auto& families = std::get<std::vector<std::string>>(named(columns, "family").values);
  const auto& alpha = std::get<std::vector<double>>(named(columns, "alpha").values);
  const auto& base_alpha = std::get<std::vector<double>>(named(columns, "base_alpha").values);
  const auto& blocks = std::get<std::vector<std::string>>(named(columns, "blocks").values);
  REQUIRE(families.size() == 18);  // two patterns each
  CHECK(families[0] == "dirichlet");
  CHECK(alpha[1] == 2.5);
  CHECK(std::isnan(alpha[2]));
  CHECK(blocks[6] == "{1,3},{2}");
  CHECK(blocks[0].empty());
  CHECK(base_alpha[17] == 2);
  CHECK(std::isnan(alpha[17]));
  const StudyResult before = result;
  for (EnsembleResult& ensemble : result.ensembles) ensemble.parameters.clear();
  const std::vector<ColumnBlock> described = parameter_columns(before);
  for (std::size_t i = 0; i < described.size(); ++i)
    described[i].put(std::span(columns).subspan(i, 1), result);
  for (std::size_t e = 0; e < result.ensembles.size(); ++e) {
    CAPTURE(result.ensembles[e].prior);
    PriorParameters found = result.ensembles[e].parameters;
    PriorParameters expected = before.ensembles[e].parameters;
    // In the order of the columns, no longer of the name.
    for (PriorParameters* list : {&found, &expected}) {
      std::sort(list->begin(), list->end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    }
    CHECK(found == expected);
  }
}

TEST_CASE("no parameter has the name of another variable") {
  const ResultTable results = result_tables(layout_of(many_families())).front();
  REQUIRE(results.group == "results");
  std::set<std::string> names;
  for (const ColumnBlock& block : results.blocks) {
    for (const StoredColumn& column : block.columns) {
      CAPTURE(column.info.name);
      CHECK(names.insert(column.info.name).second);
    }
  }
  CHECK(names.contains("base_alpha"));
}

TEST_CASE("a parameter is a number or a text, not both") {
  StudyResult result = many_families();
  result.ensembles[2].parameters.push_back({"sigma", "wide"});
  CHECK_THROWS_AS((void)make_parameter_columns(result), StoreError);
}

}  // namespace
}  // namespace genericity
