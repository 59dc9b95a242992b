#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "core/errors.h"
#include "core/simd/variates.h"
#include "sim/random/variates.h"
#include "tests/sim/priors/draws.h"

namespace genericity {
namespace {

nlohmann::json plugin_spec(const std::string& file,
                           const nlohmann::json& parameters = nlohmann::json::object()) {
  nlohmann::json spec = parameters;
  spec["family"] = "plugin";
  spec["library"] = GENERICITY_TEST_PLUGINS + file;
  return spec;
}

/// Key and message of the fault.
std::pair<std::string, std::string> plugin_fault(const nlohmann::json& spec) {
  try {
    family_of(spec.dump(), {2, 3});
  } catch (const PriorError& error) {
    return {error.key(), error.what()};
  }
  return {"none", ""};
}

void check_plugin_fault(const nlohmann::json& spec, const std::string& key, const std::string& part) {
  // No structured binding: Clang 14 does not capture one.
  const auto fault = plugin_fault(spec);
  const auto& found = fault.first;
  const auto& message = fault.second;
  CAPTURE(message);
  CHECK(found == key);
  CHECK(message.find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("a plug-in draws of the numbers that it is given, and its path is not in the law's name") {
  const auto family = family_of(plugin_spec("affiliated.so", {{"shape", 2}, {"tilt", 0.5}}).dump(), {2, 2});
  CHECK(family->name() == "plugin(plugin=affiliated,version=1.0,plugin_shape=2,plugin_tilt=0.5)");
  CHECK(family_of(plugin_spec("affiliated.so", {{"tilt", 0.5}}).dump(), {2, 2})->name() ==
        "plugin(plugin=affiliated,version=1.0,plugin_tilt=0.5)");
  const Draws sample(*family, 4, 91, 5, 100);
  std::vector<double> gammas(400);
  VariateGenerator().gammas(address_of({91}, 5, 100, 4), 2, gammas);
  for (std::size_t k = 0; k < 400; ++k)
    REQUIRE(sample.weights[k] == gammas[k] * (k % 4 == 0 || k % 4 == 3 ? std::exp(0.5) : 1));
}

TEST_CASE("plug-ins that cannot be used are refused with the reason") {
  check_plugin_fault(plugin_spec("missing.so"), "library", "is not there");
  check_plugin_fault(plugin_spec("no_plugin.so"), "library", "has no function genericity_plugin_entry");
  check_plugin_fault(plugin_spec("other_version.so"), "library",
                     "version 2 of the interface, this program has 1");
  check_plugin_fault({{"family", "plugin"}, {"library", "libmine.toml"}}, "library", "a .so file");
  check_plugin_fault({{"family", "plugin"}}, "library", "missing");
  check_plugin_fault(plugin_spec("affiliated.so", {{"shap", 2}}), "shap", "did you mean 'shape'?");
  check_plugin_fault(plugin_spec("affiliated.so", {{"shape", 0}}), "shape",
                     "shape must be a number from 0.1");
  check_plugin_fault(plugin_spec("affiliated.so", {{"shape", "two"}}), "shape", "must be a number");
  check_plugin_fault(plugin_spec("affiliated.so", {{"shape", {1, 2}}}), "shape", "found [1,2]");
  check_plugin_fault(plugin_spec("faulty.so", {{"refuses", "today"}}), "library",
                     "refuses to make a law: today");
  check_plugin_fault(plugin_spec("faulty.so", {{"refuses", "a,b=(c)"}}), "refuses", "without the signs");
}

TEST_CASE("the program of a bundle refuses plug-ins and says why") {
  REQUIRE(setenv("GENERICITY_BUNDLE", "1", 1) == 0);
  check_plugin_fault(plugin_spec("affiliated.so"), "library", "carries its own C library");
  check_plugin_fault(plugin_spec("missing.so"), "library", "build the program to use plug-ins");
  REQUIRE(setenv("GENERICITY_BUNDLE", "", 1) == 0);
  CHECK(family_of(plugin_spec("affiliated.so").dump(), {2, 2}) != nullptr);
  unsetenv("GENERICITY_BUNDLE");
}

TEST_CASE("weights of a plug-in that are no weights end the run") {
  const auto message_of = [](const nlohmann::json& parameters, std::uint64_t sample) {
    const auto family = family_of(plugin_spec("faulty.so", parameters).dump(), {2, 3});
    try {
      const Draws one(*family, 6, 1, sample, 1);
    } catch (const InvalidInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message_of({{"first", 2}}, 100).empty());
  for (const double bad : {0.0, -1.0, 1e-310}) {
    CHECK(message_of({{"first", bad}}, 99).empty());
    const std::string message = message_of({{"first", bad}}, 100);
    CHECK(message.find("sample 100 of the law plugin(plugin=faulty") == 0);
    CHECK(message.find("for type profile 1; weights must be positive") != std::string::npos);
  }
  CHECK(message_of({{"result", 3}}, 7).find("the plug-in returned 3") != std::string::npos);
}

}  // namespace genericity
