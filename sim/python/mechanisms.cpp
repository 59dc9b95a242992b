#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/mechanisms/audit.h"
#include "sim/cli/counterexample.h"
#include "sim/cli/design.h"
#include "sim/cli/mechanism_report.h"
#include "sim/python/given_structure.h"
#include "sim/python/rooms.h"
#include "sim/study/mechanism_file.h"

namespace genericity::python {

namespace {

namespace py = pybind11;

std::string design(const GivenStructure& structure, const std::string& pattern,
                   const std::string& environment_name, const std::string& environment,
                   const DesignRequest& request) {
  const StructureFile file = structure_of(structure);
  const TypeSpace& space = file.structure.space();
  std::optional<Environment> given;
  if (!environment.empty()) given = parse_environment_on(space, environment_name, environment);
  DesignAnswer answer = design_mechanism(request, file, chosen_pattern(file, pattern), given);
  if (answer.mechanism) answer.fields["toml"] = answer.text;
  return answer.fields.dump();
}

std::string counterexample(const GivenStructure& structure, const std::string& pattern,
                           const std::string& kind) {
  const StructureFile file = structure_of(structure);
  CounterexampleAnswer answer = find_counterexample(kind, file, chosen_pattern(file, pattern));
  if (answer.example.found) answer.fields["toml"] = answer.environment;
  return answer.fields.dump();
}

std::string audit_text(const std::string& name, const std::string& mechanism, const std::string& pattern) {
  MechanismFile file = parse_mechanism(name, mechanism);
  const TypeSpace& space = file.mechanism.structure.space();
  file.mechanism.pattern = chosen_pattern(file.mechanism.pattern, space, pattern);
  return audit_json(file.mechanism, file.rule_names, audit(file.mechanism)).dump();
}

}  // namespace

void add_mechanisms(py::module_& module) {
  const auto free = py::call_guard<py::gil_scoped_release>();
  module.def(
      "design",
      [](const GivenStructure& structure, const std::string& pattern, const std::string& environment_name,
         const std::string& environment, std::string kind, std::string base, std::string transfers,
         std::string rules, std::string participation, std::uint64_t seed) {
        return design(structure, pattern, environment_name, environment,
                      {std::move(kind), std::move(base), std::move(transfers), std::move(rules),
                       std::move(participation), seed});
      },
      free, py::arg("structure"), py::arg("pattern"), py::arg("environment_name"), py::arg("environment"),
      py::kw_only(), py::arg("kind"), py::arg("base"), py::arg("transfers"), py::arg("rules"),
      py::arg("participation"), py::arg("seed"),
      "Designs a mechanism; JSON as `genericity design --json` prints it, and `toml`. The environment is a "
      "text in TOML, "
      "or "
      "empty.");
  module.def("counterexample", counterexample, free, py::arg("structure"), py::arg("pattern"),
             py::arg("kind"),
             "An environment without a mechanism; JSON as `genericity counterexample --json` prints it, and "
             "`toml`.");
  module.def("audit", audit_text, free, py::arg("name"), py::arg("mechanism"), py::arg("pattern"),
             "Checks a mechanism, a text in TOML; JSON as `genericity audit --json` prints it.");
}

}  // namespace genericity::python
