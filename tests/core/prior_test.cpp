#include "core/prior.h"

#include <doctest/doctest.h>

#include <array>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <vector>

#include "core/conditions/block_evaluation.h"
#include "core/nested_patterns.h"

using namespace genericity;

namespace {

using Weights = std::vector<double>;
using Patterns = std::vector<Pattern>;

// What borrows is made of what has a name, or of a view.
static_assert(std::is_constructible_v<Prior, Weights&>);
static_assert(std::is_constructible_v<Prior, const Weights&>);
static_assert(std::is_constructible_v<Prior, const std::array<double, 4>&>);
static_assert(std::is_constructible_v<Prior, std::span<const double>>);
static_assert(std::is_constructible_v<Prior, std::span<double>>);
static_assert(std::is_constructible_v<Prior, const InformationStructure&>);
static_assert(std::is_constructible_v<NestedPatterns, const TypeSpace&, const Patterns&>);
static_assert(std::is_constructible_v<NestedPatterns, const TypeSpace&, std::span<const Pattern>>);

// Of a temporary nothing would be left.
static_assert(!std::is_constructible_v<Prior, Weights>);
static_assert(!std::is_constructible_v<Prior, const Weights>);
static_assert(!std::is_constructible_v<Prior, std::array<double, 4>>);
static_assert(!std::is_constructible_v<Prior, std::initializer_list<double>>);
static_assert(!std::is_constructible_v<Prior, InformationStructure>);
static_assert(!std::is_constructible_v<Prior, const InformationStructure>);
static_assert(!std::is_constructible_v<NestedPatterns, const TypeSpace&, Patterns>);
static_assert(!std::is_constructible_v<NestedPatterns, TypeSpace, const Patterns&>);
static_assert(!std::is_constructible_v<NestedPatterns, TypeSpace, Patterns>);
static_assert(
    !std::is_constructible_v<BlockEvaluation, std::vector<Condition>, NestedPatterns, EvaluatedMargins>);

}  // namespace

TEST_CASE("a sampled prior is its doubles, and integers are made of them on demand") {
  const Weights weights{0.5, 1, 1.5, 2};
  const Prior prior(weights);
  CHECK(prior.doubles_are_exact());
  CHECK(prior.approximate().data() == weights.data());
  CHECK(prior.exact() == IntegerWeights{1, 2, 3, 4});
}

TEST_CASE("a given structure is its integers, and doubles round them") {
  const std::vector<mpq_class> weights{mpq_class(1, 3), 1, 1, 1};
  const InformationStructure structure(TypeSpace({2, 2}), weights);
  const Prior prior(structure);
  CHECK_FALSE(prior.doubles_are_exact());
  CHECK(&prior.exact() == &structure.exact());
  CHECK(prior.approximate().data() == structure.approximate().data());
}
