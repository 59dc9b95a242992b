#include "sim/priors/generative_form.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "sim/priors/family.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

constexpr StreamKey key{17};

/// The inputs of sample 0 of the stream that draw() makes of the same words: coordinates in one row.
std::vector<double> inputs_of(std::span<const InputLaw> laws, StreamKey stream) {
  const VariateGenerator generator;
  std::vector<double> inputs(laws.size());
  const VariateAddress address = address_of(stream, 0, 1, laws.size());
  if (laws[0].kind == InputLaw::Kind::normal) {
    generator.normals(address, 1, inputs);
  } else if (laws[0].shape < 1) {
    generator.log_gammas(address, laws[0].shape, inputs);
  } else {
    if (laws[0].shape == 1) generator.exponentials(address, inputs);
    if (laws[0].shape > 1) generator.gammas(address, laws[0].shape, inputs);
    for (double& input : inputs) input = std::log(input);
  }
  return inputs;
}

void normalise(std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= total;
}

struct Compared {
  std::vector<double> drawn;
  std::vector<double> assembled;
};

Compared compare(const std::string& description, const TypeSpace& space, const std::string& base = "") {
  const auto family = make_prior_family(nlohmann::json::parse(description), space, {});
  const auto form = family->generative_form();
  REQUIRE(form);
  std::vector<double> inputs;
  if (base.empty()) {
    inputs = inputs_of(form->laws(), key);
  } else {
    // The base's own, then those of the noise, which has a stream of its own.
    const auto base_form = make_prior_family(nlohmann::json::parse(base), space, {})->generative_form();
    if (!base_form->laws().empty()) inputs = inputs_of(base_form->laws(), key);
    const std::string name = make_prior_family(nlohmann::json::parse(base), space, {})->name();
    const auto noise =
        inputs_of(form->laws().subspan(inputs.size()), derive_stream_key(key, hash_text(name)));
    inputs.insert(inputs.end(), noise.begin(), noise.end());
  }
  Compared found{std::vector<double>(space.profiles()), std::vector<double>(space.profiles())};
  std::vector<double> scratch(family->scratch_size());
  family->draw(key, 0, 1, found.drawn, scratch);
  form->assemble(inputs, found.assembled);
  normalise(found.drawn);
  normalise(found.assembled);
  // Once more, after something else: a pure function.
  std::vector<double> others = inputs;
  for (double& input : others) input += 0.5;
  std::vector<double> again(space.profiles());
  form->assemble(others, again);
  form->assemble(inputs, again);
  normalise(again);
  CHECK(again == found.assembled);
  return found;
}

}  // namespace

TEST_CASE("equal inputs give the prior that is drawn") {
  const TypeSpace space({2, 3, 2});
  const std::string independent = R"({"family": "independent", "alpha": 2})";
  const std::string pairwise = R"({"family": "pairwise"})";
  for (const std::string description :
       {R"({"family": "dirichlet"})", R"({"family": "dirichlet", "alpha": 0.3})",
        R"({"family": "dirichlet", "alpha": 7})", R"({"family": "logistic_normal", "sigma": 2})",
        R"({"family": "pairwise", "sigma": 0.5})",
        R"({"family": "block_independent", "blocks": "{1,3},{2}"})", R"({"family": "independent"})",
        R"({"family": "independent", "alpha": 0.5})"}) {
    CAPTURE(description);
    const Compared found = compare(description, space);
    // Where marginals are rounded to 17 or 26 bits, a last bit may turn the rounding.
    const bool rounded = description.find("independent") != std::string::npos;
    const double tolerance = rounded ? 0x1p-15 : 1e-13;
    for (std::size_t k = 0; k < space.profiles(); ++k)
      CHECK(std::abs(found.assembled[k] / found.drawn[k] - 1) < tolerance);
  }
  for (const std::string& base : {independent, pairwise}) {
    CAPTURE(base);
    const Compared found =
        compare(R"({"family": "near", "epsilon": 0.3, "base": )" + base + "}", space, base);
    for (std::size_t k = 0; k < space.profiles(); ++k)
      CHECK(std::abs(found.assembled[k] / found.drawn[k] - 1) < 0x1p-15);
  }
}

TEST_CASE("equal inputs give the prior that is drawn, where types are alike") {
  const TypeSpace space({2, 2, 2});
  for (const std::string description :
       {R"({"family": "exchangeable"})", R"({"family": "latent_class", "classes": 2})",
        R"({"family": "latent_class", "classes": 4, "alpha": 0.4})",
        R"({"family": "latent_class", "classes": 2, "alpha": 3})"}) {
    CAPTURE(description);
    const Compared found = compare(description, space);
    for (std::size_t k = 0; k < space.profiles(); ++k)
      CHECK(std::abs(found.assembled[k] / found.drawn[k] - 1) < 1e-12);
  }
}

// A tilt multiplies the weights by a product over the agents: here by e^s for every agent of the type.
TEST_CASE("tilts of exchangeable priors are products") {
  const TypeSpace space({3, 3});
  const auto family = make_prior_family({{"family", "exchangeable"}}, space, {});
  const auto form = family->generative_form();
  const auto tilts = form->tilts();
  REQUIRE(tilts.size() == 3);
  std::vector<double> inputs = inputs_of(form->laws(), key);
  std::vector<double> before(space.profiles());
  std::vector<double> after(space.profiles());
  form->assemble(inputs, before);
  for (int type = 0; type < 3; ++type) {
    std::vector<double> moved = inputs;
    for (std::size_t k = 0; k < moved.size(); ++k) moved[k] += 0.7 * tilts[static_cast<std::size_t>(type)][k];
    form->assemble(moved, after);
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      const int agents = (space.type_of(profile, 0) == type) + (space.type_of(profile, 1) == type);
      CHECK(std::log(after[profile] / before[profile]) == doctest::Approx(0.7 * agents).epsilon(1e-12));
    }
  }
}

TEST_CASE("parameters at which the floor or rounding would show have no form") {
  const TypeSpace space({2, 2, 2});
  for (const std::string description :
       {R"({"family": "dirichlet", "alpha": 0.02})", R"({"family": "dirichlet", "alpha": 1e6})",
        R"({"family": "pairwise", "sigma": 50})", R"({"family": "lattice", "denominator": 20})",
        R"({"family": "near", "epsilon": 0.1, "base": {"family": "lattice", "denominator": 20}})"}) {
    CAPTURE(description);
    CHECK(make_prior_family(nlohmann::json::parse(description), space, {})->generative_form() == nullptr);
  }
}

}  // namespace genericity
