#include "sim/environments/environment_law.h"

#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/priors/family.h"

using namespace genericity;
using nlohmann::json;

namespace {

constexpr StreamKey stream{0x1234};

SampledEnvironment drawn(const EnvironmentLaw& law, const TypeSpace& space, std::uint64_t sample,
                         std::uint64_t number) {
  SampledEnvironment environment(space, law.outcomes());
  std::vector<double> scratch(law.scratch_size());
  law.draw(stream, sample, number, environment, scratch);
  return environment;
}

/// Calls visit(utility) for all utilities.
template <class Visit>
void for_each_utility(const SampledEnvironment& environment, const Visit& visit) {
  for (std::size_t outcome = 0; outcome < environment.outcomes(); ++outcome) {
    for (std::size_t agent = 0; agent < environment.agents(); ++agent) {
      for (std::size_t profile = 0; profile < environment.profiles(); ++profile)
        visit(environment.utility(outcome, agent, profile));
    }
  }
}

bool same(const SampledEnvironment& a, const SampledEnvironment& b) {
  std::vector<double> of_a;
  std::vector<double> of_b;
  for_each_utility(a, [&](double utility) { of_a.push_back(utility); });
  for_each_utility(b, [&](double utility) { of_b.push_back(utility); });
  return of_a == of_b;
}

std::string fault(const json& spec) {
  try {
    (void)EnvironmentLaw(spec, TypeSpace({2, 2}));
  } catch (const PriorError& error) {
    return error.key() + ": " + error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("every law has its name, and draws what it says") {
  const TypeSpace space({2, 3, 2});
  for (const UtilitiesInfo& info : environment_laws()) {
    CAPTURE(info.name);
    json spec{{"utilities", std::string(info.name)}, {"outcomes", 3}};
    if (info.utilities == Utilities::sparse) spec["density"] = 0.5;
    if (info.utilities == Utilities::additive) spec["lambda"] = 0.25;
    const EnvironmentLaw law(spec, space);
    CHECK(law.name().starts_with(std::string(info.name) + "(outcomes=3"));
    CHECK(law.stream_name() == std::string(info.name) + "(outcomes=3)");
    for (std::uint64_t sample : {0U, 1U, 77U}) {
      const SampledEnvironment environment = drawn(law, space, sample, 0);
      CHECK(same(environment, drawn(law, space, sample, 0)));
      CHECK_FALSE(same(environment, drawn(law, space, sample, 1)));
      CHECK_FALSE(same(environment, drawn(law, space, sample + 1, 0)));
      for (std::size_t outcome = 0; outcome < 3; ++outcome) {
        for (int agent = 0; agent < 3; ++agent) {
          for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
            const auto i = static_cast<std::size_t>(agent);
            const double utility = environment.utility(outcome, i, profile);
            if (info.utilities == Utilities::common)
              CHECK(utility == environment.utility(outcome, 0, profile));
            if (info.utilities != Utilities::private_values) continue;
            // The profile of the same own type in which all others have their first.
            const std::size_t alone =
                static_cast<std::size_t>(space.type_of(profile, agent)) * space.stride(agent);
            CHECK(utility == environment.utility(outcome, i, alone));
          }
        }
      }
      CHECK_FALSE(environment.exact(space).inefficiency());
    }
  }
}

TEST_CASE("additive values join private values and common ones") {
  const TypeSpace space({2, 2, 2});
  const EnvironmentLaw own({{"utilities", "private"}, {"outcomes", 2}}, space);
  const EnvironmentLaw none({{"utilities", "additive"}, {"outcomes", 2}, {"lambda", 0}}, space);
  const EnvironmentLaw all({{"utilities", "additive"}, {"outcomes", 2}, {"lambda", 1}}, space);
  CHECK(same(drawn(own, space, 3, 1), drawn(none, space, 3, 1)));
  const SampledEnvironment shared = drawn(all, space, 3, 1);
  for (std::size_t profile = 0; profile < space.profiles(); ++profile)
    CHECK(shared.utility(1, 0, profile) == doctest::Approx(shared.utility(1, 2, profile)).epsilon(1e-8));
}

TEST_CASE("normal utilities have the mean 0 and the variance 1; sparse ones are 0 as often as it says") {
  const TypeSpace space({4, 4});
  const EnvironmentLaw law({{"utilities", "gaussian"}, {"outcomes", 10}}, space);
  const EnvironmentLaw sparse({{"utilities", "sparse"}, {"outcomes", 10}, {"density", 0.3}}, space);
  double count = 0;
  double sum = 0;
  double squares = 0;
  double positive = 0;
  double nonzero = 0;
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    for_each_utility(drawn(law, space, sample, 0), [&](double utility) {
      ++count;
      sum += utility;
      squares += utility * utility;
      positive += utility > 0 ? 1 : 0;
    });
    for_each_utility(drawn(sparse, space, sample, 0),
                     [&](double utility) { nonzero += utility != 0 ? 1 : 0; });
  }
  // Six standard errors: 2e-9.
  CHECK(std::abs(sum) < 6 * std::sqrt(count));
  CHECK(std::abs(squares - count) < 6 * std::sqrt(2 * count));
  using boost::math::binomial_distribution;
  CHECK(positive >= quantile(binomial_distribution<>(count, 0.5), 1e-8));
  CHECK(positive <= quantile(complement(binomial_distribution<>(count, 0.5), 1e-8)));
  CHECK(nonzero >= quantile(binomial_distribution<>(count, 0.3), 1e-8));
  CHECK(nonzero <= quantile(complement(binomial_distribution<>(count, 0.3), 1e-8)));
}

TEST_CASE("what is wrong with a description is said") {
  CHECK(
      fault({{"utilities", "gausian"}, {"outcomes", 3}}) ==
      R"(utilities: utilities names no known law: "gausian"; did you mean 'gaussian'? Known: gaussian, private, )"
      "common, sparse, additive");
  CHECK(fault({{"outcomes", 3}}).starts_with("utilities: utilities is missing"));
  CHECK(fault({{"utilities", "private"}}).starts_with("outcomes: outcomes is missing"));
  CHECK(fault({{"utilities", "private"}, {"outcomes", 1}}).find("from 2 to 10") != std::string::npos);
  CHECK(fault({{"utilities", "private"}, {"outcomes", 3}, {"lambda", 1}})
            .starts_with("lambda: lambda is no parameter of utilities = \"private\""));
  CHECK(fault({{"utilities", "additive"}, {"outcomes", 3}}).starts_with("lambda: lambda is missing"));
  CHECK(fault({{"utilities", "sparse"}, {"outcomes", 3}, {"density", 0}})
            .starts_with("density: density must be"));
  CHECK(fault({{"utilities", "sparse"}, {"outcomes", 3}, {"density", 1}, {"outside", "no"}})
            .starts_with("outside: outside must be"));
}
