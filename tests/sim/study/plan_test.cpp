#include "sim/study/plan.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "sim/study/input_error.h"
#include "sim/study/measured_cost.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::study_of;

Study study_on(const std::string& types, const std::string& patterns, const std::string& conditions = "") {
  return study_of("format = 1\nseed = 1\n" + conditions + "[[ensemble]]\ntypes = " + types +
                  "\nprior = \"independent\"\npatterns = " + patterns + "\n");
}

EnsembleEstimate estimate_of(const Study& study) {
  return estimate(study.ensembles.at(0), study);
}

MeasuredCost cost_of_first(const Study& study, MeasuringTime time) {
  const std::vector<const Ensemble*> laws{&study.ensembles.at(0)};
  return measure_costs(laws, study, time).at(0);
}

TEST_CASE("the largest system that has to be solved is named") {
  // Rows: Σ m_S (m_S − 1) over the coalitions; unknowns: (n − 1) |Θ|.
  const EnsembleEstimate four = estimate_of(study_on("[2, 2, 2, 2]", "['minimal', '{1,2}', '{1,2},{2,3}']"));
  CHECK(four.cells == 3);
  CHECK(four.rows == 32);
  CHECK(four.unknowns == 48);
  const EnsembleEstimate mixed = estimate_of(study_on("[2, 3, 4]", "['minimal']"));
  CHECK(mixed.rows == 2 + 6 + 12);
  CHECK(mixed.unknowns == 48);
}

TEST_CASE("patterns that fail at every prior and studies without CI need no system") {
  CHECK(estimate_of(study_on("[2, 2, 2, 2]", "['{1,2},{3,4}']")).rows == 0);
  CHECK(estimate_of(study_on("[2, 2, 2, 2]", "['{1,2},{2,3}']", "conditions = ['cbdp']\n")).rows == 0);
  CHECK_NOTHROW(require_feasible(study_on("[64, 64]", "['minimal']")));
}

TEST_CASE("memory grows with the system") {
  const double small = estimate_of(study_on("[2, 2, 2]", "['minimal']")).bytes_per_thread;
  const double large = estimate_of(study_on("[8, 8, 8]", "['minimal']")).bytes_per_thread;
  CHECK(small > 0);
  CHECK(large > 10 * small);
  // At least the dense matrix of the 168 rows' products; the 1024 unknowns need none of theirs.
  CHECK(large > 8.0 * 168 * 168);
}

TEST_CASE("what does not fit into memory is refused before anything runs") {
  CHECK_NOTHROW(require_feasible(study_on("[[2, 2, 2, 2, 2], [4, 4, 4]]", "['minimal']")));
  for (const std::string types : {"[64, 64, 64]", "[128, 16, 16]"}) {
    CAPTURE(types);
    const std::string message =
        message_of<InputError>([&] { require_feasible(study_on(types, "['minimal']")); });
    CHECK(contains(message, "GiB per thread"));
    CHECK(contains(message, "independent"));
  }
  // No system, but 65,534 coalitions with 65,536 posteriors' entries each.
  const std::string many = "[2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2]";
  CHECK_THROWS_AS(require_feasible(study_on(many, "['maximal']")), InputError);
  CHECK_THROWS_AS(require_feasible(study_on(many, "['maximal']", "conditions = ['cbdp']\n")), InputError);
}

TEST_CASE("one structure is refused likewise") {
  CHECK_NOTHROW(require_feasible(TypeSpace({2, 2, 2, 2}), Pattern::parse("{1,2},{2,3}", 4), "g.toml"));
  CHECK_NOTHROW(require_feasible(TypeSpace({1024, 1024}), Pattern::minimal(2), "g.toml"));
  CHECK(message_of<InputError>([] {
          require_feasible(TypeSpace({64, 64, 64}), Pattern::minimal(3), "g.toml");
        }).starts_with("g.toml: "));
}

TEST_CASE("a sample's time is measured") {
  const Study study = study_on("[2, 2, 2]", "['minimal']");
  // Patient enough for a busy machine, whose first sample takes its time.
  const MeasuredCost cost = cost_of_first(study, {0.2, 20});
  CHECK(cost.seconds_a_sample > 0);
  CHECK(std::isfinite(cost.seconds_a_sample));
  CHECK(cost.seconds_once > 0);
  CHECK_FALSE(cost.is_lower_bound);
}

TEST_CASE("measuring ends at its limit in the middle of a sample") {
  // A prior of these types takes a second under one pattern, and there are two.
  const Study study = study_on("[8, 8, 8, 8]", "['{1,2},{2,3}', '{1,3},{1,4}']");
  const MeasuredCost cost = cost_of_first(study, {0, 0.01});
  CHECK(cost.is_lower_bound);
  // Twice what was waited for, because it waited for the first pattern.
  CHECK(cost.seconds_a_sample >= 0.01);
  CHECK(cost.seconds_a_sample <= 0.2);
}

}  // namespace
}  // namespace genericity
