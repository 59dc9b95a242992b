#include <doctest/doctest.h>
#include <gmpxx.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

#include "core/errors.h"
#include "core/information_structure.h"
#include "tests/sim/priors/draws.h"

namespace genericity {
namespace {

using Marginals = std::vector<std::vector<double>>;

std::string raked(const std::string& base, const Marginals& marginals) {
  return nlohmann::json{
      {"family", "marginals"}, {"base", nlohmann::json::parse(base)}, {"marginals", marginals}}
      .dump();
}

/// The largest relative error of the marginals, in rational arithmetic.
double worst_error(const InformationStructure& structure, const Marginals& marginals) {
  mpq_class worst = 0;
  for (int agent = 0; agent < structure.space().agents(); ++agent) {
    const std::vector<mpq_class> found = structure.marginal(Coalition::single(agent));
    const std::vector<double>& given = marginals[static_cast<std::size_t>(agent)];
    mpq_class total = 0;
    for (const double probability : given) total += mpq_class(probability);
    for (std::size_t type = 0; type < given.size(); ++type) {
      const mpq_class wanted = mpq_class(given[type]) / total;
      const mpq_class error = abs(found[type] - wanted) / wanted;
      worst = std::max(worst, error);
    }
  }
  return worst.get_d();
}

}  // namespace

TEST_CASE("raked priors meet the marginals, and differ from the base by factors of single types") {
  struct Case {
    std::string base;
    std::vector<int> types;
    Marginals marginals;
  };
  const Marginals uneven{{0.3, 0.7}, {0.2, 0.3, 0.5}, {0.9, 0.1}};
  for (const Case& one :
       {Case{R"({"family": "dirichlet"})", {2, 2}, {{0.5, 0.5}, {0.5, 0.5}}},
        Case{R"({"family": "dirichlet"})", {2, 3, 2}, uneven},
        Case{R"({"family": "dirichlet", "alpha": 0.3})", {2, 3, 2}, uneven},
        Case{R"({"family": "logistic_normal", "sigma": 8})", {2, 3, 2}, uneven},
        Case{R"({"family": "latent_class", "classes": 2})", {2, 3, 2}, uneven},
        Case{R"({"family": "near", "base": {"family": "independent"}, "epsilon": 1e-6})", {2, 3, 2}, uneven},
        Case{R"({"family": "dirichlet"})", {2, 2, 2}, {{1e-12, 1 - 1e-12}, {0.5, 0.5}, {0.25, 0.75}}},
        Case{R"({"family": "pairwise"})",
             {3, 3, 3, 2},
             {{0.2, 0.3, 0.5}, {0.4, 0.4, 0.2}, {0.1, 0.1, 0.8}, {0.5, 0.5}}}}) {
    // No structured binding: Clang 14 does not capture one.
    const auto& base = one.base;
    const auto& types = one.types;
    const auto& marginals = one.marginals;
    CAPTURE(base);
    const TypeSpace space(types);
    const Draws plain(base, types, 9, 300);
    const Draws sample(raked(base, marginals), types, 9, 300);
    for (std::size_t i = 0; i < sample.count(); ++i) {
      REQUIRE(worst_error(InformationStructure(space, sample.row(i)), marginals) < 1e-14);
      REQUIRE(std::abs(sample.total(i) - 1) < 1e-13);
      // The logarithm of the ratio is a sum over agents: no interaction of two, in whichever surroundings.
      const auto log_ratio = [&](std::size_t profile) {
        return std::log(sample.row(i)[profile]) - std::log(plain.row(i)[profile]);
      };
      for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
        for (int a = 0; a < space.agents(); ++a) {
          for (int b = 0; b < a; ++b) {
            if (space.type_of(profile, a) == 0 || space.type_of(profile, b) == 0) continue;
            const std::size_t down = profile - space.stride(a);
            REQUIRE(std::abs(log_ratio(profile) - log_ratio(down) - log_ratio(profile - space.stride(b)) +
                             log_ratio(down - space.stride(b))) < 1e-9);
          }
        }
      }
    }
  }
}

// Two agents with two types: p11 solves p11·(1 − r − c + p11) = ratio·(r − p11)(c − p11), here with 50
// digits.
TEST_CASE("raked priors of two agents with two types have their closed form") {
  using Digits = boost::multiprecision::cpp_bin_float_50;
  const std::uint64_t seed = 10;
  CAPTURE(seed);
  const std::string base = R"({"family": "dirichlet", "alpha": 0.5})";
  const Draws plain(base, {2, 2}, seed, 2000);
  const Draws sample(raked(base, {{0.3, 0.7}, {0.6, 0.4}}), {2, 2}, seed, 2000);
  const Digits r = Digits(0.3) / (Digits(0.3) + Digits(0.7));
  const Digits c = Digits(0.6) / (Digits(0.6) + Digits(0.4));
  for (std::size_t i = 0; i < sample.count(); ++i) {
    const auto w = plain.row(i);
    const Digits ratio = Digits(w[0]) * w[3] / (Digits(w[1]) * w[2]);
    // (1 − ratio) x² + (1 − r − c + ratio (r + c)) x − ratio r c = 0, the root that is positive and below r
    // and c.
    const Digits q = 1 - r - c + ratio * (r + c);
    const Digits exact = 2 * ratio * r * c / (q + sqrt(q * q + 4 * (1 - ratio) * ratio * r * c));
    REQUIRE(std::abs(static_cast<double>(sample.row(i)[0] - exact)) < 1e-13);
  }
}

// Half the mass of a draw lies on weights that are 10^30 apart, so that sweeps alone would take 10^15 of
// them.
TEST_CASE("raking ends soon where weights are far apart, and says so where doubles cannot hold the result") {
  const Marginals even{{0.5, 0.5}, {0.5, 0.5}};
  const auto far = [](const std::vector<double>& prior) {
    return [prior](const std::string&, const TypeSpace&) {
      return LoadedPriors{TypeSpace({2, 2}), {prior}, "d"};
    };
  };
  const auto draw = [&](const std::vector<double>& prior) {
    const nlohmann::json spec = {{"family", "marginals"},
                                 {"base", {{"family", "perturbed"}, {"file", "x"}, {"epsilon", 1e-15}}},
                                 {"marginals", even}};
    const auto family = make_prior_family(spec, TypeSpace({2, 2}), far(prior));
    return Draws(*family, 4, 1, 0, 50);
  };
  const Draws sample = draw({1, 1e-14, 1e-14, 1e-3});
  for (std::size_t i = 0; i < sample.count(); ++i)
    CHECK(worst_error(InformationStructure(TypeSpace({2, 2}), sample.row(i)), even) < 1e-14);

  const std::string extreme = raked(R"({"family": "dirichlet", "alpha": 0.01})", {{0.3, 0.7}, {0.6, 0.4}});
  const auto family = family_of(extreme, {2, 2});
  std::size_t refused = 0;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    try {
      const Draws one(*family, 4, 3, i, 1);
      CHECK(worst_error(InformationStructure(TypeSpace({2, 2}), one.row(0)), {{0.3, 0.7}, {0.6, 0.4}}) <
            1e-14);
    } catch (const InvalidInput& error) {
      ++refused;
      CHECK(std::string(error.what()).find("sample " + std::to_string(i) + " of the law marginals(") == 0);
    }
  }
  CHECK(refused > 0);
  CHECK(refused < 300);
}

TEST_CASE("raked laws have the codimension of their base") {
  const Marginals even{{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}};
  const NullSetTheory theory = theory_of(raked(R"({"family": "dirichlet"})", even), {2, 2, 2}, "minimal");
  CHECK(theory.codimension == 3);
  CHECK(std::isnan(theory.exponent));
  CHECK(theory_of(raked(R"({"family": "pairwise"})", even), {2, 2, 2}, "maximal").codimension == 1);
}

}  // namespace genericity
