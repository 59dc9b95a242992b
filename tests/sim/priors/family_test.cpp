// What every family must do, whatever its law.

#include "sim/priors/family.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>

#include "sim/priors/registry.h"
#include "tests/sim/priors/draws.h"

namespace genericity {
namespace {

struct FamilyExample {
  std::string spec;
  std::vector<int> types;
  std::string name;
};

const std::vector<FamilyExample>& family_examples() {
  static const std::vector<FamilyExample> all = {
      {R"({"family": "dirichlet"})", {2, 3, 2}, "dirichlet(alpha=1)"},
      {R"({"family": "dirichlet", "alpha": 0.25})", {2, 3, 2}, "dirichlet(alpha=0.25)"},
      {R"({"family": "dirichlet", "alpha": 2.5})", {2, 3, 2}, "dirichlet(alpha=2.5)"},
      {R"({"family": "logistic_normal"})", {2, 3, 2}, "logistic_normal(sigma=1)"},
      {R"({"family": "independent"})", {2, 3, 2}, "independent(alpha=1)"},
      {R"({"family": "independent", "alpha": 0.3})", {2, 3}, "independent(alpha=0.3)"},
      {R"({"family": "block_independent", "blocks": "{1,3},{2}"})",
       {2, 3, 2},
       "block_independent(blocks={1,3},{2})"},
      {R"({"family": "exchangeable"})", {3, 3, 3}, "exchangeable"},
      {R"({"family": "latent_class", "classes": 3})", {2, 3, 2}, "latent_class(classes=3,alpha=1)"},
      {R"({"family": "latent_class", "classes": 2, "alpha": 0.5})",
       {2, 2},
       "latent_class(classes=2,alpha=0.5)"},
      {R"({"family": "pairwise", "sigma": 2})", {2, 3, 2}, "pairwise(sigma=2)"},
      {R"({"family": "pairwise", "graph": "3-2,1-2"})", {2, 3, 2}, "pairwise(sigma=1,graph=1-2,2-3)"},
      {R"({"family": "factor", "rho": 0.25})", {2, 3, 2}, "factor(rho=0.25,noise=0)"},
      {R"({"family": "factor", "loadings": [0.5, -0.25, 0.75], "noise": 0.125})",
       {2, 3, 2},
       "factor(loadings=0.5,-0.25,0.75,noise=0.125)"},
      {R"({"family": "factor", "rho": 0.5, "marginals": [[0.5, 0.5], [0.25, 0.75]], "noise": 0.5})",
       {2, 2},
       "factor(rho=0.5,marginals=0.5,0.5;0.25,0.75,noise=0.5)"},
      {R"({"family": "lattice", "denominator": 20})", {2, 3, 2}, "lattice(denominator=20)"},
      {R"({"family": "near", "base": {"family": "independent"}, "epsilon": 1e-3})",
       {2, 3, 2},
       "near(base=independent(alpha=1),epsilon=0.001)"},
      {R"({"family": "near", "epsilon": 0.5, "base": {"family": "near", "epsilon": 1e-7,
           "base": {"family": "lattice", "denominator": 50}}})",
       {2, 3, 2},
       "near(base=near(base=lattice(denominator=50),epsilon=1e-07),epsilon=0.5)"},
      {R"({"family": "plugin", "library": ")" GENERICITY_TEST_PLUGINS R"(affiliated.so", "tilt": 0.25})",
       {2, 3, 2},
       "plugin(plugin=affiliated,version=1.0,plugin_tilt=0.25)"},
      {R"({"family": "perturbed", "file": "structures/slides.toml", "epsilon": 0.25})",
       {2, 2, 2},
       "perturbed(file=slides.toml,digest=0123abcd,epsilon=0.25)"},
      {R"({"family": "marginals", "base": {"family": "dirichlet"},
           "marginals": [[0.3, 0.7], [0.2, 0.3, 0.5], [0.9, 0.1]]})",
       {2, 3, 2},
       "marginals(base=dirichlet(alpha=1),marginals=0.3,0.7;0.2,0.3,0.5;0.9,0.1)"},
      {R"({"family": "mixture", "components": [{"family": "dirichlet"}, {"family": "near", "epsilon": 0.5,
           "base": {"family": "pairwise", "graph": "1-2"}}], "weights": [0.25, 0.75]})",
       {2, 3, 2},
       "mixture(component1=dirichlet(alpha=1),component2=near(base=pairwise(sigma=1,graph=1-2),epsilon=0.5),"
       "weights=0.25,0.75)"},
      {R"({"family": "file", "file": "/some/where/slides.toml"})",
       {2, 2, 2},
       "file(file=slides.toml,digest=0123abcd)"}};
  return all;
}

const PriorParameter* named(const PriorParameters& parameters, const std::string& key) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const PriorParameter& parameter) { return parameter.key == key; });
  return found == parameters.end() ? nullptr : &*found;
}

/// What is no coordinate where it is left out.
bool is_optional(const std::string& key) {
  return key == "graph" || key == "rho" || key == "loadings" || key == "marginals";
}

/// The coordinates that a name states, taken from its text alone.
PriorParameters read_name(std::string_view name, const std::string& prefix = "") {
  const std::size_t open = std::min(name.find('('), name.size());
  PriorParameters parameters{{prefix + "family", std::string(name.substr(0, open))}};
  int depth = 0;
  for (std::size_t place = open, begin = open + 1; place < name.size(); ++place) {
    if (name[place] == '(' || name[place] == '{') ++depth;
    if (name[place] == ')' || name[place] == '}') --depth;
    // A value may hold commas itself: "{1},{2}", "1-2,2-3", "0.5,0.25". Before a parameter stands its key.
    const std::string_view next = name.substr(place + 1);
    const bool is_comma =
        name[place] == ',' && depth == 1 && next.substr(0, next.find_first_of(",)")).find('=') != next.npos;
    if (!is_comma && depth > 0) continue;
    const std::string_view entry = name.substr(begin, place - begin);
    const std::size_t equals = entry.find('=');
    const std::string key(entry.substr(0, equals));
    const std::string_view text = entry.substr(equals + 1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (key == "base" || key.starts_with("component")) {
      for (const PriorParameter& inner : read_name(text, prefix + key + "_")) parameters.push_back(inner);
    } else if (key != "version" && error == std::errc{} && end == text.data() + text.size()) {
      parameters.push_back({prefix + key, number});
    } else {
      parameters.push_back({prefix + key, std::string(text)});
    }
    begin = place + 1;
  }
  return parameters;
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

bool positive_and_normal(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(), [](double w) { return std::isnormal(w) && w > 0; });
}

}  // namespace

TEST_CASE("every known family has an example here") {
  std::set<std::string> shown;
  for (const FamilyExample& example : family_examples())
    shown.insert(nlohmann::json::parse(example.spec)["family"]);
  std::set<std::string> known;
  for (const PriorFamilyInfo& info : prior_families()) {
    known.insert(info.name);
    CHECK(!info.summary.empty());
    CHECK(!info.parameters.empty());
    CHECK_MESSAGE(shown.contains(info.name), info.name);
  }
  CHECK(shown.size() == known.size());
  CHECK(known.size() == prior_families().size());
}

TEST_CASE("names are canonical") {
  for (const FamilyExample& example : family_examples())
    CHECK(family_of(example.spec, example.types)->name() == example.name);
  CHECK(family_of(R"({"family": "block_independent", "blocks": " {4, 2} ,{3,1}"})", {2, 2, 2, 2})->name() ==
        "block_independent(blocks={1,3},{2,4})");
  CHECK(family_of(R"({"family": "dirichlet", "alpha": 1})", {2, 2})->name() == "dirichlet(alpha=1)");
  CHECK(family_of(R"({"family": "dirichlet", "alpha": 0.1})", {2, 2})->name() == "dirichlet(alpha=0.1)");
}

TEST_CASE("a sample's weights do not depend on the block it is drawn in") {
  for (const FamilyExample& example : family_examples()) {
    CAPTURE(example.spec);
    const auto family = family_of(example.spec, example.types);
    const std::size_t profiles = TypeSpace(example.types).profiles();
    const std::uint64_t seed = 77;
    const std::uint64_t first = (std::uint64_t{1} << 32U) - 5;  // crosses the sample counter's low word
    const Draws whole(*family, profiles, seed, first, 10);
    for (std::size_t k = 10; k-- > 0;)
      CHECK(same_bits(Draws(*family, profiles, seed, first + k, 1).row(0), whole.row(k)));
    const Draws tail(*family, profiles, seed, first + 3, 7);
    CHECK(same_bits(tail.weights, std::span<const double>(whole.weights).subspan(3 * profiles)));
    // Another object of the same description draws the same.
    CHECK(same_bits(Draws(*family_of(example.spec, example.types), profiles, seed, first, 10).weights,
                    whole.weights));
  }
}

TEST_CASE("different samples and keys give different weights") {
  for (const FamilyExample& example : family_examples()) {
    if (example.name.starts_with("file(") || example.name.ends_with("noise=0)")) continue;  // nothing random
    CAPTURE(example.spec);
    const Draws first(example.spec, example.types, 1, 50);
    const Draws second(example.spec, example.types, 2, 50);
    std::set<std::vector<double>> seen;
    for (const Draws* draws : {&first, &second})
      for (std::size_t i = 0; i < 50; ++i) seen.insert({draws->row(i).begin(), draws->row(i).end()});
    CHECK(seen.size() == 100);
  }
}

TEST_CASE("weights are positive, finite and normal for extreme parameters") {
  const std::vector<int> small = {2, 2};
  const std::vector<int> many(16, 2);
  const std::vector<int> large = {5, 6, 7};
  const std::vector<std::pair<std::string, std::size_t>> laws = {
      {R"({"family": "dirichlet", "alpha": 0.01})", 20000},
      {R"({"family": "dirichlet", "alpha": 0.999999})", 20000},
      {R"({"family": "dirichlet", "alpha": 1.000001})", 20000},
      {R"({"family": "dirichlet", "alpha": 1e9})", 2000},
      {R"({"family": "logistic_normal", "sigma": 100})", 20000},
      {R"({"family": "logistic_normal", "sigma": 1e-6})", 20000},
      {R"({"family": "independent", "alpha": 0.01})", 20000},
      {R"({"family": "independent", "alpha": 1e9})", 2000},
      {R"({"family": "latent_class", "classes": 1, "alpha": 0.01})", 20000},
      {R"({"family": "latent_class", "classes": 5, "alpha": 0.01})", 5000},
      {R"({"family": "latent_class", "classes": 4096})", 2},
      {R"({"family": "pairwise", "sigma": 100})", 20000},
      {R"({"family": "lattice", "denominator": 65536})", 2000},
      {R"({"family": "lattice", "denominator": 9007199254740992})", 2000},
      {R"({"family": "near", "base": {"family": "dirichlet", "alpha": 0.01}, "epsilon": 1e-15})", 5000},
      {R"({"family": "near", "base": {"family": "dirichlet", "alpha": 0.01}, "epsilon": 1})", 5000},
      {R"({"family": "near", "base": {"family": "dirichlet", "alpha": 0.01}, "epsilon": 0.9999999999999999})",
       5000}};
  for (const auto& [spec, count] : laws) {
    const auto& of_law = spec;
    CAPTURE(of_law);
    for (const auto& types : {small, large}) CHECK(positive_and_normal(Draws(spec, types, 3, count).weights));
    CHECK(positive_and_normal(Draws(spec, many, 3, std::max<std::size_t>(2, count / 5000)).weights));
  }
  std::string singletons = R"({"family": "block_independent", "blocks": "{1})";
  for (int agent = 2; agent <= 16; ++agent) singletons += ",{" + std::to_string(agent) + "}";
  CHECK(positive_and_normal(Draws(singletons + "\"}", many, 3, 5).weights));
  CHECK(positive_and_normal(Draws(R"({"family": "exchangeable"})", many, 3, 5).weights));
  for (const char* graph : {"1-2", "1-2,2-3", "1-3,2-3", "1-2,2-3,1-3"})
    CHECK(positive_and_normal(
        Draws(R"({"family": "pairwise", "sigma": 100, "graph": ")" + std::string(graph) + "\"}", large, 3,
              2000)
            .weights));
  for (const char* epsilon : {"1e-15", "0.5", "0.9999999999999999", "1"})
    CHECK(positive_and_normal(
        Draws(std::string(R"({"family": "perturbed", "file": "x", "epsilon": )") + epsilon + "}", {2, 2, 2},
              3, 3000)
            .weights));
}

TEST_CASE("names spell counts with all their digits, other numbers in the shortest way") {
  CHECK(family_of(R"({"family": "lattice", "denominator": 100000})", {2, 2})->name() ==
        "lattice(denominator=100000)");
  CHECK(family_of(R"({"family": "lattice", "denominator": 9007199254740991})", {2, 2})->name() ==
        "lattice(denominator=9007199254740991)");
  CHECK(family_of(R"({"family": "dirichlet", "alpha": 100000})", {2, 2})->name() == "dirichlet(alpha=1e+05)");
}

// A parameter that a family forgets to state would give two laws one stream.
TEST_CASE(
    "the coordinates of every registered family are those of its description, and say what its name says") {
  for (const auto& entry_of : prior_family_entries) {
    const PriorFamilyEntry entry = entry_of();
    CAPTURE(entry.info.name);
    for (const FamilyExample& example : family_examples()) {
      const nlohmann::json spec = nlohmann::json::parse(example.spec);
      if (spec["family"] != entry.info.name) continue;
      CAPTURE(example.spec);
      const PriorParameters parameters = family_of(example.spec, example.types)->parameters();
      CHECK(parameters == read_name(example.name));
      CHECK(parameters.front() == PriorParameter{"family", entry.info.name});
      for (const std::string& key : entry.parameters) {
        if (key == "library") continue;  // the plug-in, not its path, makes the law
        CAPTURE(key);
        const PriorParameter* found = named(parameters, key == "base"         ? "base_family"
                                                        : key == "components" ? "component1_family"
                                                                              : key);
        // What is optional and left out is no coordinate.
        REQUIRE((found != nullptr || (is_optional(key) && !spec.contains(key))));
        if (!spec.contains(key)) continue;
        if (spec[key].is_number()) CHECK(std::get<double>(found->value) == spec[key].get<double>());
        if (key == "base")
          CHECK(std::get<std::string>(found->value) == spec[key]["family"].get<std::string>());
      }
    }
  }
}

TEST_CASE("which laws have a density on the simplex") {
  std::set<std::string> dense;
  for (const FamilyExample& example : family_examples()) {
    const auto family = family_of(example.spec, example.types);
    if (family->has_density()) dense.insert(nlohmann::json::parse(example.spec)["family"].get<std::string>());
    // Neither does a law with a density have all its priors in a set of which it is proved that it is null.
    const Pattern singletons = Pattern::parse("minimal", static_cast<int>(example.types.size()));
    const TypeSpace space(example.types);
    const double codimension = family->null_set_theory(space, singletons.coalitions()).codimension;
    CHECK_FALSE((family->has_density() && codimension == 0));
  }
  CHECK(dense ==
        std::set<std::string>{"dirichlet", "factor", "logistic_normal", "mixture", "near", "perturbed"});
  // Of factor and mixture some.
  const auto has_density = [](const std::string& spec) { return family_of(spec, {2, 2, 2})->has_density(); };
  CHECK(has_density(R"({"family": "factor", "rho": 0.5, "noise": 0.1})"));
  CHECK_FALSE(has_density(R"({"family": "factor", "rho": 0.5})"));
  CHECK(has_density(R"({"family": "mixture", "components": [{"family": "dirichlet"},
                        {"family": "logistic_normal"}]})"));
  CHECK_FALSE(has_density(R"({"family": "mixture", "components": [{"family": "dirichlet"},
                              {"family": "independent"}]})"));
}

TEST_CASE("rare events of a law are estimated in a way that it has, or refused with a reason") {
  for (const FamilyExample& example : family_examples()) {
    CAPTURE(example.spec);
    const auto family = family_of(example.spec, example.types);
    const bool estimated = family->tail_refusal().empty();
    CHECK((estimated || !family->cell_law()));
    CHECK((!estimated || family->cell_law() || family->generative_form()));
  }
}

}  // namespace genericity
