// Faulty descriptions of families: the key at fault and a message that helps.

#include "sim/priors/registry.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "tests/sim/priors/draws.h"

namespace genericity {
namespace {

struct Fault {
  std::string key;
  std::string message;
};

Fault fault_of(const nlohmann::json& spec, const std::vector<int>& types = {2, 2, 2},
               const PriorLoader& load = given_on_2x2x2) {
  try {
    make_prior_family(spec, TypeSpace(types), load);
  } catch (const PriorError& error) {
    return {error.key(), error.what()};
  }
  return {"no fault was found", ""};
}

Fault fault_of(const char* spec, const std::vector<int>& types = {2, 2, 2}) {
  return fault_of(nlohmann::json::parse(spec), types);
}

void check_fault(const Fault& fault, const std::string& key, const std::vector<std::string>& parts) {
  CHECK(fault.key == key);
  for (const std::string& part : parts) {
    CAPTURE(fault.message);
    CHECK(fault.message.find(part) != std::string::npos);
  }
  CHECK(fault.message.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("unknown families and parameters name the nearest known one") {
  check_fault(fault_of(R"({"family": "dirchlet"})"), "family", {"\"dirchlet\"", "did you mean 'dirichlet'?"});
  check_fault(fault_of(R"({"family": "gaussian"})"), "family",
              {"\"gaussian\"", "Known: dirichlet, logistic_normal"});
  check_fault(fault_of(R"({"family": "line\nbreak"})"), "family", {"line\\nbreak"});
  check_fault(fault_of(R"({"family": "dirichlet", "alhpa": 2})"), "alhpa",
              {"alhpa is not a parameter of the family dirichlet", "did you mean 'alpha'?"});
  check_fault(fault_of(R"({"family": "exchangeable", "alpha": 2})"), "alpha",
              {"exchangeable", "It has none."});
  check_fault(fault_of(R"({"family": "near", "epsilon": 0.1, "base": {"family": "independant"}})"),
              "base.family", {"base.family", "did you mean 'independent'?"});
  check_fault(fault_of(R"({"family": "near", "epsilon": 0.1, "base": {"family": "pairwise", "sigm": 1}})"),
              "base.sigm", {"base.sigm", "did you mean 'sigma'?"});
}

TEST_CASE("missing and mistyped values are named with what was expected") {
  check_fault(fault_of("3"), "family", {"a table such as", "found 3"});
  check_fault(fault_of("{}"), "family", {"missing"});
  check_fault(fault_of(R"({"family": 7})"), "family", {"text", "found 7"});
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": "1"})"), "alpha", {"number", "found \"1\""});
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": true})"), "alpha", {"number", "found true"});
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": [1]})"), "alpha", {"number", "found [1]"});
  check_fault(fault_of(R"({"family": "latent_class"})"), "classes", {"missing", "integer"});
  check_fault(fault_of(R"({"family": "latent_class", "classes": 2.5})"), "classes", {"integer", "found 2.5"});
  check_fault(fault_of(R"({"family": "lattice"})"), "denominator", {"missing"});
  check_fault(fault_of(R"({"family": "near", "base": {"family": "independent"}})"), "epsilon", {"missing"});
  check_fault(fault_of(R"({"family": "near", "epsilon": 0.1})"), "base", {"missing"});
  check_fault(fault_of(R"({"family": "near", "epsilon": 0.1, "base": "independent"})"), "base", {"table"});
  check_fault(fault_of(R"({"family": "file"})"), "file", {"missing"});
  check_fault(fault_of(R"({"family": "block_independent"})"), "blocks", {"missing", "{1,2},{3,4}"});
}

TEST_CASE("values outside their range are refused with the reason") {
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": 0})"), "alpha", {"from 0.01 to 1e+09", "found 0"});
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": 0.009})"), "alpha",
              {"range of doubles", "found 0.009"});
  check_fault(fault_of(R"({"family": "dirichlet", "alpha": -1})"), "alpha", {"found -1"});
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const nlohmann::json spec = {{"family", "dirichlet"}, {"alpha", bad}};
    check_fault(fault_of(spec), "alpha", {bad > 0 ? "found inf" : "found nan"});
  }
  check_fault(fault_of(R"({"family": "logistic_normal", "sigma": 0})"), "sigma", {"found 0"});
  check_fault(fault_of(R"({"family": "pairwise", "sigma": 101})"), "sigma", {"found 101"});
  check_fault(fault_of(R"({"family": "latent_class", "classes": 0})"), "classes", {"found 0"});
  check_fault(fault_of(R"({"family": "lattice", "denominator": 7})"), "denominator", {"from 8", "found 7"});
  check_fault(fault_of(R"({"family": "lattice", "denominator": 9007199254740993})"), "denominator", {"2^53"});
  check_fault(fault_of(R"({"family": "lattice", "denominator": 18446744073709551615})"), "denominator",
              {"found 18446744073709551615"});
  for (const char* epsilon : {"0", "-0.5", "1.5", "1e-16"})
    check_fault(fault_of((R"({"family": "near", "base": {"family": "independent"}, "epsilon": )" +
                          std::string(epsilon) + "}")
                             .c_str()),
                "epsilon", {"to 1 "});
  check_fault(fault_of(R"({"family": "exchangeable"})", {2, 3}), "family", {"equally many types", "2x3"});
  check_fault(fault_of(R"({"family": "near", "epsilon": 0.1, "base": {"family": "exchangeable"}})", {2, 3}),
              "base.family", {"equally many types"});
}

TEST_CASE("blocks must be a partition of the agents") {
  const auto fault = [](const std::string& blocks) {
    return fault_of(nlohmann::json{{"family", "block_independent"}, {"blocks", blocks}});
  };
  check_fault(fault("{1,2}"), "blocks", {"leaves out agent 3"});
  check_fault(fault("{1,2},{2,3}"), "blocks", {"agent 2 twice"});
  check_fault(fault("{1,1},{2,3}"), "blocks", {"agent 1 twice"});
  check_fault(fault("{1,2},{3,4}"), "blocks", {"agent 4", "1 to 3"});
  check_fault(fault("{0,1},{2,3}"), "blocks", {"agent 0"});
  check_fault(fault("{1,2},{3},{99999999999999999999}"), "blocks", {"1 to 3"});
  for (const std::string bad :
       {"", "1,2,3", "{1,2},{3", "{1,2},{3},", "{1,2} {3}", "{},{1,2,3}", "{1,-2},{3}", "{1,2},{3}x"})
    check_fault(fault(bad), "blocks", {"must be a text such as"});
}

TEST_CASE("graphs name pairs of the agents") {
  const auto fault = [](const std::string& graph, int agents = 3) {
    return fault_of(nlohmann::json{{"family", "pairwise"}, {"graph", graph}},
                    std::vector<int>(static_cast<std::size_t>(agents), 2));
  };
  check_fault(fault("1-4"), "graph", {"agent 4", "1 to 3"});
  check_fault(fault("0-1"), "graph", {"agent 0"});
  check_fault(fault("1-2,2-2"), "graph", {"agent 2 to himself"});
  for (const std::string bad : {"", "1", "1-", "1-2,", "1-2 2-3", "1--2", "{1,2}", "1-2,2-3x", "-1-2"})
    check_fault(fault(bad), "graph", {"must be a text such as \"1-2,2-3\""});
  check_fault(fault_of(R"({"family": "pairwise", "graph": [[1, 2]]})"), "graph", {"text", "found [[1,2]]"});
  check_fault(fault("1-2,2-3,3-4,4-5,5-6,6-7,7-8", 8), "graph", {"7 maximal cliques", "at most 6"});
  check_fault(fault("1-2", 8), "graph", {"7 maximal cliques"});
}

TEST_CASE("loadings and marginals are lists of the right lengths and ranges") {
  const auto fault = [](const std::string& parameters) {
    return fault_of((R"({"family": "factor", )" + parameters + "}").c_str(), {2, 2, 3});
  };
  check_fault(fault(R"("noise": 0)"), "rho", {"missing", "loadings"});
  check_fault(fault(R"("rho": 0.5, "loadings": [0.1, 0.2, 0.3])"), "loadings", {"beside rho"});
  check_fault(fault(R"("rho": 1)"), "rho", {"from 0 to 0.9998", "found 1"});
  check_fault(fault(R"("rho": -0.1)"), "rho", {"found -0.1"});
  check_fault(fault(R"("rho": [0.1])"), "rho", {"number", "found [0.1]"});
  check_fault(fault(R"("loadings": 0.5)"), "loadings", {"a list of numbers such as", "found 0.5"});
  check_fault(fault(R"("loadings": [0.5, "a", 0])"), "loadings", {"a list of numbers"});
  check_fault(fault(R"("loadings": [0.5, 0.5])"), "loadings", {"2 numbers", "agents are 3"});
  check_fault(fault(R"("loadings": [0.5, 0.5, -1])"), "loadings", {"-0.9999", "found -1"});
  check_fault(fault(R"("rho": 0.5, "noise": 1)"), "noise", {"below 1"});
  check_fault(fault(R"("rho": 0.5, "noise": 1e-16)"), "noise", {"1e-15", "found 1e-16"});
  check_fault(fault(R"("rho": 0.5, "marginals": [0.5, 0.5])"), "marginals",
              {"a list of lists", "found [0.5,0.5]"});
  check_fault(fault(R"("rho": 0.5, "marginals": [[0.5, 0.5], [0.5, 0.5]])"), "marginals", {"2 lists"});
  check_fault(fault(R"("rho": 0.5, "marginals": [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])"), "marginals",
              {"agent 3", "2 numbers", "types are 3"});
  check_fault(fault(R"("rho": 0.5, "marginals": [[0.5, 0.5], [0, 1], [0.5, 0.25, 0.25]])"), "marginals",
              {"agent 2", "positive", "found 0"});
  check_fault(fault(R"("rho": 0.5, "marginals": [[0.5, 0.5], [0.5, 0.500000002], [0.5, 0.25, 0.25]])"),
              "marginals", {"agent 2", "sum 1", "1.000000002"});
  check_fault(
      fault(R"("rho": 0.9998, "marginals": [[1e-9, 0.999999999], [0.999999999, 1e-9], [0.5, 0.25, 0.25]])"),
      "family", {"2^-960"});
  CHECK(takes_list("factor", "loadings"));
  CHECK(!takes_list("factor", "rho"));
}

TEST_CASE("marginals are given to laws without exact ties only") {
  const auto fault = [](const std::string& base) {
    return fault_of(
        (R"({"family": "marginals", "marginals": [[0.5, 0.5], [0.2, 0.8], [0.5, 0.5]], "base": )" + base +
         "}")
            .c_str());
  };
  for (const char* base :
       {R"({"family": "independent"})", R"({"family": "exchangeable"})", R"({"family": "file", "file": "x"})",
        R"({"family": "lattice", "denominator": 20})", R"({"family": "latent_class", "classes": 1})",
        R"({"family": "block_independent", "blocks": "{1,2},{3}"})",
        R"({"family": "pairwise", "graph": "1-2,2-3"})", R"({"family": "factor", "rho": 0.5})",
        R"({"family": "mixture", "components": [{"family": "dirichlet"}, {"family": "independent"}]})"})
    check_fault(fault(base), "base", {"exact ties"});
  check_fault(fault(R"({"family": "dirichlet", "alpha": 0})"), "base.alpha", {"found 0"});
  check_fault(fault_of(R"({"family": "marginals", "base": {"family": "dirichlet"}})"), "marginals",
              {"missing"});
}

TEST_CASE("components and their weights are lists of one length") {
  const auto fault = [](const std::string& parameters) {
    return fault_of((R"({"family": "mixture", )" + parameters + "}").c_str());
  };
  const std::string two = R"("components": [{"family": "dirichlet"}, {"family": "independent"}])";
  check_fault(fault(R"("weights": [1])"), "components", {"missing", "a list of tables"});
  check_fault(fault(R"("components": [])"), "components", {"a list of tables", "found []"});
  check_fault(fault(R"("components": {"family": "dirichlet"})"), "components", {"a list of tables"});
  check_fault(fault(R"("components": ["dirichlet"])"), "components[1]", {"expected a table"});
  check_fault(fault(R"("components": [{"family": "dirichlet"}, {"family": "dirichlet", "alpha": -1}])"),
              "components[2].alpha", {"components[2].alpha must be", "found -1"});
  check_fault(fault(two + R"(, "weights": [1])"), "weights", {"1 numbers", "components are 2"});
  check_fault(fault(two + R"(, "weights": [0, 1])"), "weights", {"positive", "found 0"});
  check_fault(fault(two + R"(, "weights": [0.5, 0.6])"), "weights", {"sum 1", "found 1.1"});
  check_fault(fault(two + R"(, "weights": "equal")"), "weights", {"a list of numbers"});
  check_fault(fault(R"("components": [{"family": "factor", "rho": 0,
                       "marginals": [[0.2, 0.8], [0.3, 0.7], [0.4, 0.6]]}])"),
              "components[1].family", {"doubles do not hold"});
  CHECK(takes_list("mixture", "components"));
  CHECK(takes_list("mixture", "weights"));
  CHECK(takes_list("marginals", "marginals"));
  CHECK(!takes_list("marginals", "base"));
}

TEST_CASE("given priors are checked") {
  const nlohmann::json spec = {{"family", "file"}, {"file", "dir/a.toml"}};
  const auto with = [](const std::vector<int>& types, const std::vector<std::vector<double>>& priors) {
    return [=](const std::string& path, const TypeSpace&) {
      CHECK(path == "dir/a.toml");
      return LoadedPriors{TypeSpace(types), priors, "d"};
    };
  };
  check_fault(fault_of(spec, {2, 2}, with({2, 3}, {std::vector<double>(6, 1)})), "file", {"2x3", "2x2"});
  check_fault(fault_of(spec, {2, 2}, with({2, 2}, {})), "file", {"no prior"});
  check_fault(fault_of(spec, {2, 2}, with({2, 2}, {{1, 1, 1, 1}, {1, 1, 1}})), "file",
              {"prior 2 has 3 weights"});
  for (const double bad :
       {0.0, -1.0, 1e-310, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    check_fault(fault_of(spec, {2, 2}, with({2, 2}, {{1, 1, bad, 1}})), "file", {"prior 1: weight 3 is"});
  check_fault(fault_of(spec, {2, 2}, with({2, 2}, {{1e308, 1e308, 1, 1}})), "file", {"sum"});
  check_fault(fault_of(spec, {2, 2}, nullptr), "file", {"no files can be read"});
  check_fault(fault_of({{"family", "file"}, {"file", "mine.so"}}), "file", {"must hold priors", "plugin"});
  check_fault(fault_of({{"family", "perturbed"}, {"file", ""}, {"epsilon", 0.1}}), "file", {"empty"});
  // What the loader itself finds passes through.
  const PriorLoader broken = [](const std::string&, const TypeSpace&) -> LoadedPriors {
    throw std::out_of_range("line 3");
  };
  CHECK_THROWS_AS(make_prior_family(spec, TypeSpace({2, 2}), broken), std::out_of_range);
}

TEST_CASE("lists by themselves are parameters, and unknown names have none") {
  for (const auto& entry_of : prior_family_entries) {
    const PriorFamilyEntry entry = entry_of();
    CAPTURE(entry.info.name);
    for (const std::string& key : entry.parameters) {
      const bool listed =
          std::find(entry.list_keys.begin(), entry.list_keys.end(), key) != entry.list_keys.end();
      CHECK(takes_list(entry.info.name, key) == listed);
    }
    for (const std::string& key : entry.list_keys)
      CHECK(std::find(entry.parameters.begin(), entry.parameters.end(), key) != entry.parameters.end());
  }
  CHECK(!takes_list("dirichlet", "alpha"));
  CHECK(!takes_list("dirichlet", "beta"));
  CHECK(!takes_list("gaussian", "alpha"));
}

TEST_CASE("numbers are written as the shortest text that reads back") {
  CHECK(number_text(1) == "1");
  CHECK(number_text(0.001) == "0.001");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1.0 / 3) == "0.3333333333333333");
  CHECK(number_text(1e-15) == "1e-15");
}

}  // namespace genericity
