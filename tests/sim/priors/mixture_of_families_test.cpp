#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/information_structure.h"
#include "sim/random/hash.h"
#include "tests/sim/priors/draws.h"
#include "tests/sim/priors/ties.h"

namespace genericity {

TEST_CASE("each sample of a mixture is its component's draw, picked with the right frequency") {
  const std::uint64_t seed = 81;
  constexpr std::size_t draws = 40000;
  CAPTURE(seed);
  const std::vector<std::string> components = {R"({"family": "dirichlet"})", R"({"family": "independent"})",
                                               R"({"family": "lattice", "denominator": 30})"};
  const std::vector<double> shares = {0.5, 0.3, 0.2};
  const std::string spec = R"({"family": "mixture", "weights": [0.5, 0.3, 0.2], "components": [)" +
                           components[0] + "," + components[1] + "," + components[2] + "]}";
  const std::vector<int> types = {2, 3, 2};
  const Draws mixture(spec, types, seed, draws);
  std::vector<Draws> alone;
  for (std::size_t k = 0; k < components.size(); ++k)
    alone.emplace_back(components[k], types,
                       derive_stream_key({seed}, hash_text("component " + std::to_string(k + 1))).value,
                       draws);
  std::vector<std::size_t> counts(components.size());
  for (std::size_t i = 0; i < draws; ++i) {
    std::size_t found = 0;
    for (std::size_t k = 0; k < components.size(); ++k) {
      const auto row = alone[k].row(i);
      if (!std::equal(row.begin(), row.end(), mixture.row(i).begin())) continue;
      ++counts[k];
      ++found;
    }
    REQUIRE(found == 1);
  }
  // Six standard deviations: a chance of 1e-8.
  for (std::size_t k = 0; k < components.size(); ++k) {
    const double deviation = std::sqrt(draws * shares[k] * (1 - shares[k]));
    CHECK(std::abs(static_cast<double>(counts[k]) - draws * shares[k]) < 6 * deviation);
  }
}

TEST_CASE("exact ties of a component stay in the mixture") {
  const TypeSpace space({2, 2, 2});
  const Draws sample(
      R"({"family": "mixture", "components": [{"family": "dirichlet"}, {"family": "exchangeable"}]})",
      {2, 2, 2}, 82, 1000);
  std::size_t tied = 0;
  for (std::size_t i = 0; i < sample.count(); ++i)
    if (has_tie(InformationStructure(space, sample.row(i)), Coalition(0b011))) ++tied;
  CHECK(tied > 400);  // of 1000 with chance ½: six deviations are 95
  CHECK(tied < 600);
}

TEST_CASE("theory of mixtures") {
  const auto theory = [](const std::string& components, const std::string& weights = "") {
    return theory_of(R"({"family": "mixture", "components": [)" + components + "]" + weights + "}", {2, 2, 2},
                     "minimal");
  };
  const std::string dirichlet = R"({"family": "dirichlet"})";
  const std::string pairwise = R"({"family": "pairwise"})";
  const std::string independent = R"({"family": "independent"})";
  CHECK(theory(independent + "," + independent).codimension == 0);
  CHECK(std::isnan(theory(dirichlet + "," + independent).codimension));
  CHECK(theory(dirichlet + "," + pairwise).codimension == 2);
  CHECK(theory(dirichlet + "," + pairwise).exponent == 2);
  CHECK(std::isnan(theory(dirichlet + "," + pairwise).constant));
  CHECK(theory(dirichlet + "," + dirichlet).constant == theory_of(dirichlet, {2, 2, 2}, "minimal").constant);
  // An exponent of 1.2, below the others'.
  const NullSetTheory spiky = theory(dirichlet + R"(,{"family": "dirichlet", "alpha": 0.2})");
  CHECK(spiky.exponent == doctest::Approx(1.2));
  CHECK(std::isnan(theory(R"({"family": "latent_class", "classes": 2},)" + dirichlet).exponent));
  CHECK(theory(R"({"family": "latent_class", "classes": 2},)" + dirichlet).codimension == 1);
}

TEST_CASE("a mixture's weights have one spelling, and files are rounded in bases only") {
  const std::string components = R"("components": [{"family": "dirichlet"}, {"family": "exchangeable"}])";
  const auto named = [&](const std::string& weights) {
    return family_of(R"({"family": "mixture", )" + components + weights + "}", {2, 2, 2})->name();
  };
  CHECK(named("") == named(R"(, "weights": [0.5, 0.5])"));
  CHECK(named(R"(, "weights": [0.25, 0.75])") ==
        "mixture(component1=dirichlet(alpha=1),component2=exchangeable,weights=0.25,0.75)");
}

}  // namespace genericity
