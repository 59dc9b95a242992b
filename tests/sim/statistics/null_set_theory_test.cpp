#include "sim/statistics/null_set_theory.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/pattern.h"

namespace genericity {
namespace {

NullSetTheory theory_of(const std::vector<int>& types, const std::string& pattern, const std::string& prior) {
  const TypeSpace space(types);
  return null_set_theory(space, Pattern::parse(pattern, space.agents()).coalitions(), prior);
}

TEST_CASE("Dirichlet priors") {
  const NullSetTheory uniform = theory_of({2, 2, 2}, "maximal", "dirichlet(alpha=1)");
  CHECK(uniform.codimension == 1);
  CHECK(uniform.exponent == 1);
  CHECK(uniform.constant == 27);
  const NullSetTheory sparse = theory_of({2, 2, 2}, "minimal", "dirichlet(alpha=0.25)");
  CHECK(sparse.codimension == 3);
  CHECK(sparse.exponent == 1.5);
  CHECK(std::isnan(sparse.constant));
  CHECK(theory_of({2, 2, 2}, "minimal", "dirichlet(alpha=3)").exponent == 3);
}

TEST_CASE("families whose law is regular have their codimension as exponent") {
  CHECK(theory_of({2, 2, 3}, "{1,2}", "logistic_normal(sigma=1)").exponent == 2);
  CHECK(theory_of({2, 2, 2}, "minimal", "exchangeable").exponent == 2);
  CHECK(theory_of({2, 2, 2, 2}, "minimal", "exchangeable").exponent == 3);
  CHECK(theory_of({2, 2, 2}, "minimal", "pairwise(sigma=1)").exponent == 2);
  CHECK(theory_of({2, 2, 2}, "maximal", "pairwise(sigma=1)").exponent == 1);
  CHECK(theory_of({2, 2, 2}, "minimal", "near(base=independent(alpha=1),epsilon=0.001)").exponent == 3);
  CHECK(theory_of({2, 2, 2}, "minimal", "near(base=block_independent(blocks={1},{2,3}),epsilon=0.001)")
            .exponent == 3);
}

TEST_CASE("families within the null set have codimension 0 and no exponent") {
  for (const std::string prior :
       {"independent(alpha=1)", "block_independent(blocks={1},{2,3})", "latent_class(classes=1,alpha=1)"}) {
    CAPTURE(prior);
    const NullSetTheory theory = theory_of({2, 2, 2}, "minimal", prior);
    CHECK(theory.codimension == 0);
    CHECK(std::isnan(theory.exponent));
  }
  CHECK(theory_of({2, 2, 2}, "{1,2}", "exchangeable").codimension == 0);
  CHECK(theory_of({2, 2, 2, 2}, "minimal", "block_independent(blocks={1,3},{2,4})").codimension == 1);
  CHECK(theory_of({2, 2, 2, 2}, "{1,3}", "block_independent(blocks={1,3},{2,4})").codimension == 0);
  CHECK(theory_of({2, 3, 2, 2}, "{1,3}", "block_independent(blocks={1,2,3},{4})").codimension == 0);
  CHECK(theory_of({2, 3, 2, 2}, "{1,3}", "block_independent(blocks={1,2,3,4})").codimension == 5);
}

TEST_CASE("latent classes have a codimension but logarithms in the law") {
  const NullSetTheory theory = theory_of({2, 2, 2}, "minimal", "latent_class(classes=3,alpha=1)");
  CHECK(theory.codimension == 2);
  CHECK(std::isnan(theory.exponent));
  CHECK(theory_of({2, 2, 2}, "maximal", "latent_class(classes=3,alpha=1)").codimension == 1);
}

TEST_CASE("nothing is claimed where nothing is proved") {
  for (const std::string prior :
       {"lattice(denominator=20)", "file(sha=1)", "perturbed(file=a,epsilon=0.1)", "of_the_future(alpha=1)",
        "near(base=lattice(denominator=20),epsilon=0.1)", "dirichlet", ""}) {
    CAPTURE(prior);
    const NullSetTheory theory = theory_of({2, 2, 2}, "minimal", prior);
    CHECK(std::isnan(theory.constant));
    CHECK(std::isnan(theory.codimension));
    CHECK(std::isnan(theory.exponent));
  }
}

}  // namespace
}  // namespace genericity
