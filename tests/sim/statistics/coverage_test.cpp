// Coverage in simulated studies, small: scripts/coverage measures it over 10,000 studies an entry. Every
// bound is exact binomial, with a chance of failure below 1e-6 if the coverage is the nominal one.

#include <doctest/doctest.h>

#include "tests/sim/statistics/coverage_studies.h"

namespace genericity::test {
namespace {

constexpr std::uint64_t seed = 4;
const std::vector<double> shares{0, 1e-4, 0.01, 0.5, 0.99, 1};

TEST_CASE("the exact interval covers at a fixed number of samples") {
  for (const double p : shares) {
    CAPTURE(p);
    CHECK_FALSE(fixed_number(FixedInterval::clopper_pearson, p, 1000, 0.95, 1000, seed).falls_short_of(0.95));
  }
}

TEST_CASE("the confidence sequence covers at all times together") {
  for (const double p : shares) {
    CAPTURE(p);
    const Coverage coverage = sequence_over_time(p, 1U << 16U, 0.8, 500, seed);
    CHECK_FALSE(coverage.falls_short_of(0.8));
    if (p == 0 || p == 1) CHECK(coverage.covered == coverage.studies);
    if (p == 0.5) CHECK(coverage.covered < coverage.studies);
  }
}

TEST_CASE("the limits at which a rule stops cover") {
  const StopRule width{std::uint64_t{1} << 30U, 0.02, {}, 0, 0.9, {}};
  const StopRule late{std::uint64_t{1} << 30U, 0.02, {}, 500, 0.9, {}};
  const StopRule relative{20000, {}, 0.3, 0, 0.9, {}};
  const StopRule both{20000, 0.005, 0.3, 0, 0.9, {}};
  for (const StopRule& rule : {width, late, relative, both}) {
    for (const double p : shares) {
      for (const double undecided : {0.0, 0.002}) {
        if (undecided > 0 && !(rule == width)) continue;
        CAPTURE(p);
        CAPTURE(undecided);
        double mean = 0;
        const Coverage coverage = stopped(rule, p, undecided, undecided > 0 ? 200 : 1000, seed, mean);
        CHECK_FALSE(coverage.falls_short_of(0.9));
        CHECK(mean <= static_cast<double>(rule.samples));
      }
    }
  }
}

TEST_CASE("simultaneous limits cover in all cells at once") {
  CHECK_FALSE(simultaneous({0.5}, 34, 1000, 0.9, 1000, seed).falls_short_of(0.9));
  CHECK_FALSE(simultaneous(shares, 34, 1000, 0.9, 1000, seed).falls_short_of(0.9));
  // Taken by themselves, the intervals would not: (0.9)^34 is 0.03.
  int all = 0;
  for (int study = 0; study < 200; ++study) {
    bool every = true;
    for (int cell = 0; cell < 34; ++cell) {
      every = every && fixed_number(FixedInterval::clopper_pearson, 0.5, 1000, 0.9, 1,
                                    static_cast<std::uint64_t>(1000 * study + cell))
                               .covered == 1;
    }
    all += every ? 1 : 0;
  }
  CHECK(all < 100);
}

TEST_CASE("the limits of a tail exponent cover where the law is a power") {
  for (const int k : {2, 3, 4}) {
    CAPTURE(k);
    // The bend of the Beta law costs less than a percent of coverage here.
    CHECK_FALSE(tail_exponents(k, 1'000'000, 0.9, 1000, seed).falls_short_of(0.89));
  }
}

TEST_CASE("the measure of coverage sees what does not cover") {
  // Wilson's interval of one sample in a hundred, at a share where it falls short.
  CHECK(Coverage{1000, 900}.falls_short_of(0.95));
  CHECK_FALSE(Coverage{1000, 940}.falls_short_of(0.95));
  CHECK(fixed_number(FixedInterval::wilson, 0.0017, 100, 0.95, 5000, seed).falls_short_of(0.95));
}

}  // namespace
}  // namespace genericity::test
