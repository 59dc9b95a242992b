#include "sim/features/sample_describer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/conditions/all_conditions.h"
#include "core/information_structure.h"

namespace genericity {
namespace {

const TypeSpace space({2, 2, 2});
const std::vector<Pattern> patterns{Pattern::minimal(3), Pattern::parse("{1,2}", 3), Pattern::maximal(3)};
const std::vector<double> first{3, 1, 2, 5, 1, 4, 6, 2};
const std::vector<double> second{1, 1, 1, 1, 2, 2, 2, 2};

Description all_features() {
  Description description;
  for (std::size_t k = 0; k < feature_table.size(); ++k)
    description.features.push_back(static_cast<Feature>(k));
  description.priors = true;
  return description;
}

TEST_CASE("every feature has its name back, and names are words of their own") {
  const std::vector<std::string> names = feature_names();
  for (std::size_t k = 0; k < feature_table.size(); ++k) {
    const auto feature = static_cast<Feature>(k);
    CHECK(feature_named(info(feature).name) == feature);
    CHECK(std::count(names.begin(), names.end(), info(feature).name) == 1);
  }
  CHECK_FALSE(feature_named("entropi"));
  CHECK(all_features().text() ==
        "entropy total_correlation mutual_information least_weight separation t_star priors");
}

TEST_CASE("a description is the features in the order asked, and then the normalised prior") {
  const NestedPatterns nested(space, patterns);
  const Description asked = all_features();
  SampleDescriber describer(asked, nested);
  const std::vector<Prior> priors{Prior(first), Prior(second)};
  describer.look_at(priors);
  for (std::size_t place = 0; place < priors.size(); ++place) {
    const std::span<const double> weights = priors[place].approximate();
    double sum = 0;
    for (const double weight : weights) sum += weight;
    const InformationStructure structure(space, std::vector<double>(weights.begin(), weights.end()));
    for (std::size_t pattern = 0; pattern < patterns.size(); ++pattern) {
      CAPTURE(pattern);
      const std::vector<double> numbers = describer.describe(pattern, place, {});
      REQUIRE(numbers.size() == asked.size(space.profiles()));
      CHECK(numbers[3] == *std::min_element(weights.begin(), weights.end()) / sum);
      for (std::size_t profile = 0; profile < space.profiles(); ++profile)
        CHECK(numbers[6 + profile] == weights[profile] / sum);
      const ConditionFinding cbdp = examine(Condition::cbdp, structure, patterns[pattern]);
      CHECK(numbers[4] == doctest::Approx(cbdp.margin).epsilon(0.01));
      const ConditionFinding ci = examine(Condition::ci, structure, patterns[pattern]);
      CHECK(numbers[5] == doctest::Approx(ci.margin).epsilon(0.02));
    }
  }
}

TEST_CASE("a t* that is known is taken, and blocks forget the one before") {
  const NestedPatterns nested(space, patterns);
  const Description asked{{Feature::t_star, Feature::entropy}, false};
  SampleDescriber describer(asked, nested);
  const std::vector<Prior> one{Prior(first)};
  describer.look_at(one);
  CHECK(describer.describe(0, 0, 0.125).front() == 0.125);
  const std::vector<double> of_first = describer.describe(0, 0, {});
  const std::vector<Prior> other{Prior(second)};
  describer.look_at(other);
  const std::vector<double> of_second = describer.describe(0, 0, {});
  CHECK(of_first[0] != of_second[0]);
  CHECK(of_first[1] != of_second[1]);
  // Types 1 and 2 of agent 1 have equal posteriors: ci fails.
  CHECK(of_second[0] == 0);
}

}  // namespace
}  // namespace genericity
