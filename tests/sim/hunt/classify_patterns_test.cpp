#include "sim/hunt/classify_patterns.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

using namespace genericity;

namespace {

const char* const five_triples = "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}";

std::vector<Pattern> patterns_of(int agents, const std::vector<std::string>& texts) {
  std::vector<Pattern> patterns;
  patterns.reserve(texts.size());
  for (const std::string& text : texts) patterns.push_back(Pattern::parse(text, agents));
  return patterns;
}

const WitnessProof& witnesses_of(const Classification& known) {
  return std::get<WitnessProof>(known.proof);
}

}  // namespace

TEST_CASE("verdicts, reasons and witnesses do not depend on the number of threads") {
  const TypeSpace space({2, 2, 2, 2, 2});
  const std::vector<Pattern> patterns =
      patterns_of(5, {"{1,2}", "size<=2", five_triples, "{1,2,3},{1,2,4},{1,2,5},{3,4,5}",
                      "{1,2},{1,3},{1,4},{2,3},{2,4},{3,4},{1,2,3},{1,2,4},{1,3,4},{2,3,4}"});
  HuntOptions options;
  const auto one = classify_patterns(space, patterns, options);
  options.threads = 2;
  const auto two = classify_patterns(space, patterns, options);
  const std::vector<GenericVerdict> expected{GenericVerdict::almost_always, GenericVerdict::almost_always,
                                             GenericVerdict::between, GenericVerdict::never,
                                             GenericVerdict::between};
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    CAPTURE(patterns[k].to_string());
    CHECK(one[k].finding.verdict == expected[k]);
    CHECK(two[k].finding.verdict == expected[k]);
    CHECK(one[k].finding.reason == two[k].finding.reason);
    CHECK(check_proof(space, patterns[k], two[k].proof).verdict == expected[k]);
    if (expected[k] != GenericVerdict::between) continue;
    CHECK(witnesses_of(one[k]).holds->weights == witnesses_of(two[k]).holds->weights);
    CHECK(witnesses_of(one[k]).fails->weights == witnesses_of(two[k]).fails->weights);
  }
}

TEST_CASE("a stopped search says what it knows, and one without effort decides condition (G) alone") {
  const TypeSpace space({2, 2, 2, 2, 2});
  const std::vector<Pattern> patterns = patterns_of(5, {"{1,2}", five_triples, "{1,2},{3,4,5}"});
  for (const bool stops : {false, true}) {
    HuntOptions options;
    if (stops) {
      options.report = [](std::size_t) { return true; };
    } else {
      options.effort = SearchEffort{0};
    }
    const auto known = classify_patterns(space, patterns, options);
    CHECK(known[0].finding.verdict == GenericVerdict::open);
    CHECK(known[0].finding.reason == "only condition (G) was tried");
    CHECK(known[1].finding.verdict == GenericVerdict::open);
    CHECK(known[2].finding.verdict == GenericVerdict::never);
  }
}

TEST_CASE("priors of both sides are found beside an agent without information, too") {
  const TypeSpace space = TypeSpace::with_uninformed({1, 2, 2, 2, 2});
  const std::vector<Pattern> patterns{Pattern::up_to_size(5, 2)};
  const Classification known = classify_patterns(space, patterns, {}).front();
  CHECK(known.finding.verdict == GenericVerdict::between);
  CHECK(check_proof(space, patterns[0], known.proof).assurance == Assurance::proved);
}
