#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/classification_json.h"
#include "sim/cli/cores.h"
#include "sim/cli/latex_table.h"
#include "sim/cli/mechanism_report.h"
#include "sim/cli/pattern_answers.h"
#include "sim/cli/strict_json.h"
#include "sim/cli/structure_report.h"
#include "sim/python/given_structure.h"
#include "sim/python/rooms.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"

namespace genericity::python {

namespace {

namespace py = pybind11;

std::string check(const GivenStructure& given, const std::string& pattern) {
  const StructureFile file = structure_of(given);
  const TypeSpace& space = file.structure.space();
  const Pattern chosen = chosen_pattern(file, pattern);
  require_feasible(space, chosen, "prior");
  nlohmann::ordered_json fields = check_structure(file, chosen, true).fields;
  fields["coalitions"] = chosen.to_full_string();
  for (const ConditionInfo& known : structure_conditions) {
    nlohmann::ordered_json& condition = fields["conditions"][std::string(known.key)];
    condition["label"] = std::string(known.label);
    condition["sentence"] = std::string(known.sentence);
  }
  return fields.dump();
}

HuntOptions hunt(int threads) {
  HuntOptions options;
  options.threads = chosen_threads(threads, nullptr).threads;
  options.report = [](std::size_t) { return is_interrupted(); };
  return options;
}

std::string latex_table(const std::vector<std::string>& columns,
                        const std::vector<std::vector<std::string>>& rows) {
  Table table{columns, {}};
  for (const std::vector<std::string>& row : rows) {
    if (row.size() != columns.size())
      throw InputError("rows: expected " + std::to_string(columns.size()) + " entries, found " +
                       std::to_string(row.size()));
    table.rows.emplace_back(row.begin(), row.end());
  }
  std::ostringstream out;
  print_latex(out, table);
  return out.str();
}

std::string patterns(const std::vector<int>& types, const std::string& which, int threads) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  {
    const py::gil_scoped_release free;
    const Table table = list_patterns(space_of(types), which, hunt(threads)).table;
    for (const std::vector<Entry>& row : table.rows) {
      nlohmann::ordered_json& object = rows.emplace_back();
      for (std::size_t k = 0; k < row.size(); ++k) object[table.columns[k]] = json_of(row[k]);
    }
  }
  raise_interrupt();
  return rows.dump();
}

std::string classify(const std::vector<int>& types, const std::string& pattern, double seconds, int threads) {
  nlohmann::ordered_json fields;
  {
    const py::gil_scoped_release free;
    const TypeSpace space = classified_space(types);
    const Pattern chosen = chosen_pattern(std::nullopt, space, pattern);
    HuntOptions options = hunt(threads);
    options.seconds = seconds;
    fields = classification_json(space, chosen, classify_one(space, chosen, options));
  }
  raise_interrupt();
  return fields.dump();
}

}  // namespace

void add_structures(py::module_& module) {
  const auto free = py::call_guard<py::gil_scoped_release>();
  py::class_<GivenStructure>(module, "GivenStructure",
                             "A structure: the path of a file in TOML, or types and weights.")
      .def(py::init([](std::string path) {
             return GivenStructure{std::move(path), {}, {}};
           }),
           py::arg("path"))
      .def(py::init([](std::vector<int> types, std::vector<GivenWeight> weights) {
             return GivenStructure{"", std::move(types), std::move(weights)};
           }),
           py::arg("types"), py::arg("weights"))
      .def_readonly("types", &GivenStructure::types, "Empty for a file.");
  module.def(
      "check", check, free, py::arg("structure"), py::arg("pattern"),
      "Decides every condition at one prior; JSON as `genericity check --json --certificate` prints it, "
      "with the conditions' labels.");
  module.def("latex_text", latex_text, py::arg("text"), "The text as LaTeX prints it.");
  module.def("latex_table", latex_table, py::arg("columns"), py::arg("rows"),
             "A tabular for the package booktabs, of texts and numbers that are written as texts.");
  module.def("patterns", patterns, py::arg("types"), py::arg("which"), py::arg("threads"),
             "Coalition patterns up to relabelling; JSON as `genericity patterns --format json` prints it.");
  module.def("classify", classify, py::arg("types"), py::arg("pattern"), py::arg("seconds"),
             py::arg("threads"), "At which priors CI holds; JSON as `genericity classify --json` prints it.");
}

}  // namespace genericity::python
