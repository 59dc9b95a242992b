"""What the recipes of sim/README.md add to a copy of the tree: a condition, a count and a family of priors that nobody
needs. Each is a list of pieces, one a file.
"""

import re
from pathlib import Path

CONDITION_HEADER = """\
#pragma once

#include <gmpxx.h>

#include <vector>

#include "core/coalition.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Decides whether any two types of one agent have posteriors at a distance of more than 1/1000, exactly.
class WideBeliefs {
 public:
  explicit WideBeliefs(const TypeSpace& space);
  Decision decide(const Prior& prior);
  /// By how much the last prior's closest posteriors are farther apart.
  [[nodiscard]] const mpq_class& margin() const { return margin_; }

 private:
  std::vector<CoalitionSplit> agents_;
  mpq_class margin_;
};

}  // namespace genericity
"""

CONDITION_SOURCE = """\
#include "core/conditions/wide_beliefs.h"

#include <memory>

#include "core/conditions/all_conditions.h"
#include "core/conditions/evaluator.h"

namespace genericity {

namespace {

mpq_class distance_of(const IntegerWeights& weights, const CoalitionSplit& split, std::size_t a, std::size_t b) {
  mpz_class of_a = 0;
  mpz_class of_b = 0;
  for (const std::uint32_t rest : split.outside) {
    of_a += weights[split.inside[a] + rest];
    of_b += weights[split.inside[b] + rest];
  }
  mpq_class sum = 0;
  for (const std::uint32_t rest : split.outside) {
    mpq_class here(weights[split.inside[a] + rest], of_a);
    mpq_class there(weights[split.inside[b] + rest], of_b);
    here.canonicalize();
    there.canonicalize();
    sum += abs(here - there);
  }
  return sum / 2;
}

class WideBeliefsEvaluator final : public ConditionEvaluator {
 public:
  WideBeliefsEvaluator(Condition condition, const NestedPatterns& patterns)
      : ConditionEvaluator(condition, patterns), decider_(patterns.space()) {}

 private:
  void decide(const PriorBlock& block) override {
    for (std::size_t place = 0; place < block.priors.size(); ++place) {
      const Decision decision = decider_.decide(block.priors[place]);
      place_of(0, place) = {decision, decision.verdict == Verdict::holds ? decider_.margin().get_d() : 0};
    }
  }
  WideBeliefs decider_;
};

}  // namespace

WideBeliefs::WideBeliefs(const TypeSpace& space) {
  for (int agent = 0; agent < space.agents(); ++agent) agents_.emplace_back(space, Coalition::single(agent));
}

Decision WideBeliefs::decide(const Prior& prior) {
  margin_ = 1;
  for (const CoalitionSplit& split : agents_) {
    for (std::size_t b = 1; b < split.inside.size(); ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        const mpq_class distance = distance_of(prior.exact(), split, a, b);
        if (distance < margin_) margin_ = distance;
      }
    }
  }
  margin_ -= mpq_class(1, 1000);
  return {margin_ > 0 ? Verdict::holds : Verdict::fails, true, Stage::definition};
}

std::unique_ptr<ConditionEvaluator> make_wide_beliefs_evaluator(Condition condition, const NestedPatterns& patterns,
                                                                EvaluatedMargins) {
  return std::make_unique<WideBeliefsEvaluator>(condition, patterns);
}

ConditionFinding examine_wide_beliefs(Condition condition, const InformationStructure& structure, const Pattern&) {
  WideBeliefs decider(structure.space());
  const Decision decision = decider.decide(Prior(structure));
  return {condition, decision, decision.verdict == Verdict::holds ? decider.margin().get_d() : 0,
          "the closest posteriors of an agent decide it"};
}

}  // namespace genericity
"""

CONDITION_RECORD = """\
    {.condition = Condition::wide_beliefs,
     .key = "wide_beliefs",
     .label = "wide beliefs",
     .sentence = "Any two types of one agent have posteriors at a distance of more than 1/1000.",
     .source = "nowhere",
     .depends_on_pattern = false,
     .margin = MarginKind::distance,
     .has_margin_in_studies = true,
     .pairs = ComparedPairs::none,
     .system = LinearSystem::none,
     .implies = {Condition::bdp},
     .make_evaluator = make_wide_beliefs_evaluator,
     .examine = examine_wide_beliefs},
"""

CONDITION_TEST = """\
#include "core/conditions/wide_beliefs.h"

#include <doctest/doctest.h>

using namespace genericity;

TEST_CASE("two types whose posteriors are 1/3 apart are wide, equal ones are not") {
  WideBeliefs condition(TypeSpace({2, 2}));
  const std::vector<double> apart{1, 2, 2, 1};
  CHECK(condition.decide(Prior(apart)).verdict == Verdict::holds);
  CHECK(condition.margin() == mpq_class(1, 3) - mpq_class(1, 1000));
  const std::vector<double> equal{1, 2, 1, 2};
  CHECK(condition.decide(Prior(equal)).verdict == Verdict::fails);
}
"""

FAMILY_SOURCE = """\
#include <algorithm>

#include "sim/priors/registry.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// Independent weights, uniform on (least, 1).
class UniformWeights final : public PriorFamily {
 public:
  UniformWeights(double least, std::size_t profiles) : least_(least), profiles_(profiles) {}

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "uniform_weights"}, {"least", least_}};
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    for (std::size_t k = 0; k < count; ++k) {
      Stream stream(key, first + k);
      for (double& weight : weights.subspan(k * profiles_, profiles_))
        weight = least_ + (1 - least_) * static_cast<double>(uniform_integer(stream, 1, 1'000'000'000)) / 1'000'000'001;
    }
  }

  [[nodiscard]] bool has_density() const override { return false; }
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace&, std::span<const Coalition>) const override { return {}; }
  [[nodiscard]] bool reaches_null_set() const override { return true; }
  [[nodiscard]] std::string tail_refusal() const override { return "nobody wrote it"; }

 private:
  double least_;
  std::size_t profiles_;
};

}  // namespace

PriorFamilyEntry uniform_weights_entry() {
  return {{"uniform_weights", "least from 0.001 to 0.999 (default 0.5)", "independent uniform weights"},
          {"least"},
          [](const PriorSpec& spec, const TypeSpace& space, const PriorLoader&) -> std::unique_ptr<PriorFamily> {
            const double least = spec.real("least", 0.5, 0.001, 0.999, "weights are positive and differ");
            return std::make_unique<UniformWeights>(least, space.profiles());
          }};
}

}  // namespace genericity
"""

FAMILY_TEST = """\
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sim/priors/draws.h"

namespace genericity {

TEST_CASE("uniform weights lie between their least and 1") {
  const Draws sample(R"({"family": "uniform_weights", "least": 0.25})", {2, 3}, 1, 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(std::ranges::min(sample.row(i)) > 0.25);
    CHECK(std::ranges::max(sample.row(i)) < 1);
  }
}

}  // namespace genericity
"""


def written(text):
    """A piece that is a file of its own."""
    return lambda _: text


def after(pattern, text):
    """Text put behind the first place where the pattern is found."""
    def change(old):
        found = re.search(pattern, old, re.MULTILINE)
        assert found, f"the recipe finds no place for {text!r}"
        return old[:found.end()] + text + old[found.end():]
    return change


def all_of(*changes):
    def change(old):
        for one in changes:
            old = one(old)
        return old
    return change


def replaced(pattern, text):
    def change(old):
        new, count = re.subn(pattern, text, old, count=1, flags=re.MULTILINE)
        assert count == 1, f"the recipe finds no {pattern!r}"
        return new
    return change


# By file: how the recipe changes it, and a pattern of the message that names it where it is left out.
CONDITION = {
    "core/conditions/wide_beliefs.h": (written(CONDITION_HEADER), r"wide_beliefs\.h"),
    "core/conditions/wide_beliefs.cpp": (written(CONDITION_SOURCE), r"wide_beliefs\.cpp"),
    "core/conditions/CMakeLists.txt": (after(r"participation_evaluator\.cpp", "\n  wide_beliefs.cpp"),
                                       r"core/conditions/wide_beliefs\.cpp: no CMakeLists"),
    "core/conditions/condition.h": (all_of(after(r"^  ci_cr,$", "\n  wide_beliefs,"),
                                           after(r"^Examine examine_participation;$",
                                                 "\nMakeEvaluator make_wide_beliefs_evaluator;"
                                                 "\nExamine examine_wide_beliefs;"),
                                           replaced(r"^    \{\.condition = Condition::implementable,$",
                                                    CONDITION_RECORD + "    {.condition = Condition::implementable,")), r"wide_beliefs"),
    "tests/core/conditions/wide_beliefs_test.cpp": (written(CONDITION_TEST), r"wide_beliefs_test\.cpp"),
    "tests/core/CMakeLists.txt": (after(r"conditions/participation_test\.cpp", "\n  conditions/wide_beliefs_test.cpp"),
                                  r"tests/core/conditions/wide_beliefs_test\.cpp: no CMakeLists"),
}
COUNT = {
    "sim/study/tally.h": (after(r"std::vector<std::uint64_t> stages;$",
                                "\n  /// Samples with an even number that fail.\n  std::uint64_t even = 0;"), r"even"),
    "sim/study/tally_fields.h": (all_of(
        replaced(r'(FieldColumn\{"decided_by", [^}]*\}\))\};',
                 r'\1,\n    tally_field(&Tally::even, "the even failures", FieldUse::diagnosis, FieldScope::unit,'
                 r'\n                FieldColumn{"even", "", "failures of even samples"})};'),
        replaced(r"stages\] = tally", "stages, even] = tally"),
        replaced(r"&stages\}", "&stages, &even}")), r"tally_fields\.h"),
    "sim/study/sample_counter.cpp": (after(
        r"if \(decision\.certified\) \+\+tally\.certified;$",
        "\n  if (decision.verdict == Verdict::fails && sample % 2 == 0) ++tally.even;"), r"even"),
    "tests/sim/study/tally_test.cpp": (after(r"result\.stages = \{1, holds\};$", "\n  result.even = 1;"), r"even"),
}
FAMILY = {
    "sim/priors/uniform_weights.cpp": (written(FAMILY_SOURCE), r"uniform_weights\.cpp"),
    "sim/priors/registry.h": (all_of(after(r"^PriorFamilyEntry file_entry\(\);$",
                                           "\nPriorFamilyEntry uniform_weights_entry();"),
                                     replaced(r"&file_entry\};", "&file_entry, &uniform_weights_entry};")),
                              r"uniform_weights"),
    "sim/priors/CMakeLists.txt": (after(r"^  spec\.cpp$", "\n  uniform_weights.cpp"),
                                  r"sim/priors/uniform_weights\.cpp: no CMakeLists"),
    "tests/sim/priors/uniform_weights_test.cpp": (written(FAMILY_TEST), r"uniform_weights_test\.cpp"),
    "tests/sim/priors/CMakeLists.txt": (after(r"^  registry_test\.cpp$", "\n  uniform_weights_test.cpp"),
                                        r"tests/sim/priors/uniform_weights_test\.cpp: no CMakeLists"),
    "tests/sim/priors/family_test.cpp": (after(
        r"family_examples\(\) \{\n.*= \{$",
        '\n      {R"({"family": "uniform_weights"})", {2, 3, 2}, "uniform_weights(least=0.5)"},'), r"uniform_weights"),
}
RECIPES = {"condition": (CONDITION, 7), "count": (COUNT, 4), "family": (FAMILY, 6)}
