// Studies that a program makes itself, with families that are in no registry.

#include <doctest/doctest.h>

#include <limits>
#include <memory>
#include <vector>

#include "core/errors.h"
#include "sim/random/variates.h"
#include "sim/store/science_digest.h"
#include "sim/study/driver.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

/// Dirichlet(1), drawn as the project's own family does, under a name of its own; and one weight that may be
/// replaced.
class OwnFamily final : public PriorFamily {
 public:
  explicit OwnFamily(const TypeSpace& space, std::string name = "own", double seventh = 1)
      : profiles_(space.profiles()), name_(std::move(name)), seventh_(seventh) {}

  [[nodiscard]] PriorParameters parameters() const override {
    if (name_ == "dirichlet") return {{"family", name_}, {"alpha", 1.0}};
    return {{"family", name_}};
  }
  [[nodiscard]] bool has_density() const override { return true; }
  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    generator().exponentials(address_of(key, first, count, profiles_), weights);
    if (seventh_ == 1) return;
    for (std::size_t k = 0; k < count; ++k) {
      if (first + k == 100) weights[k * profiles_ + 6] = seventh_;
    }
  }

 private:
  std::size_t profiles_;
  std::string name_;
  double seventh_;
};

const TypeSpace eight({2, 2, 2});
const std::vector<Pattern> patterns{Pattern::minimal(3), Pattern::parse("{1,2}", 3)};

TEST_CASE("a study that a program makes is the one that a file says") {
  const Study read = test::study_of(
      "format = 1\nseed = [5, 6]\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\n"
      "patterns = ['minimal', '{1,2}']\n[stop]\nsamples = 300\n");
  Study made;
  made.seeds = {5, 6};
  made.conditions = read.conditions;
  made.stop.samples = 300;
  made.add(eight, std::make_shared<OwnFamily>(eight, "dirichlet"),
           std::vector{patterns[0], patterns[1], patterns[0]});
  CHECK(made.identity() == read.identity());
  CHECK(science_digest(test::run_whole(made, 2)) == science_digest(test::run_whole(read)));
}

TEST_CASE("the draws of a family do not depend on its company, its name decides on them") {
  Study alone;
  alone.conditions = {Condition::ci, Condition::cbdp};
  alone.stop.samples = 200;
  alone.record_samples = RecordSamples::all;
  Study together = alone;
  alone.add(eight, std::make_shared<OwnFamily>(eight), patterns);
  together.add(eight, std::make_shared<OwnFamily>(eight, "other"), patterns);
  together.add(eight, std::make_shared<OwnFamily>(eight), patterns);
  const StudyResult one = test::run_whole(alone);
  const StudyResult two = test::run_whole(together);
  CHECK(one.cells.at(0).tallies == two.cells.at(2).tallies);
  CHECK(one.cells.at(0).tallies != two.cells.at(0).tallies);
}

TEST_CASE("what cannot be a study is refused") {
  Study study;
  CHECK_THROWS_AS(study.add(eight, nullptr, patterns), InvalidInput);
  const auto family = std::make_shared<OwnFamily>(eight);
  CHECK_THROWS_AS(study.add(eight, family, {}), InvalidInput);
  CHECK_THROWS_WITH_AS(study.add(eight, family, std::vector{Pattern::minimal(4)}),
                       "the pattern minimal is one of 4 agents, but the types 2x2x2 are those of 3",
                       InvalidInput);
  CHECK(study.ensembles.empty());
  CHECK_THROWS_AS(start_result(study), InputError);  // no conditions
  study.add(eight, family, patterns);
  CHECK_THROWS_WITH_AS(study.add(eight, family, patterns), "the study has own on 2x2x2 already",
                       InvalidInput);
  CHECK(study.ensembles.size() == 1);
}

TEST_CASE("a draw that is no prior ends the run, and is named") {
  for (const double faulty :
       {0.0, -1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CAPTURE(faulty);
    Study study;
    study.conditions = {Condition::cbdp};
    study.stop.samples = 200;
    study.add(eight, std::make_shared<OwnFamily>(eight, "own", faulty), patterns);
    StudyResult result = start_result(study);
    std::string message;
    try {
      run_study(study, result, {.threads = 2});
    } catch (const PriorError& error) {
      message = error.what();
    }
    CHECK(message.find("sample 100 of own has the weight ") == 0);
    CHECK(message.find(" for type profile 7; weights must be positive and finite") != std::string::npos);
  }
}

}  // namespace
}  // namespace genericity
