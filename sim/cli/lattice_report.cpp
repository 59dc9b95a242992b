#include "sim/cli/lattice_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "core/conditions/all_conditions.h"
#include "core/conditions/condition_border.h"
#include "core/deviations.h"
#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/cli/table.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"

namespace genericity {

namespace {

nlohmann::ordered_json border_json(const PatternBorder& border) {
  nlohmann::ordered_json object;
  object["holds"] = border.holds;
  object["fails"] = border.fails;
  object["undecided"] = border.undecided.size();
  const auto texts = [](const std::vector<Pattern>& patterns) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Pattern& pattern : patterns) list.push_back(pattern.to_string());
    return list;
  };
  object["maximal_holding"] = texts(border.holding);
  object["minimal_failing"] = texts(border.failing);
  object["undecided_patterns"] = texts(border.undecided);
  return object;
}

void add_rows(Table& table, const std::string& condition, const PatternBorder& border) {
  for (const Pattern& pattern : border.holding)
    table.rows.push_back({condition, "holds up to", pattern.to_string()});
  for (const Pattern& pattern : border.failing)
    table.rows.push_back({condition, "fails from", pattern.to_string()});
  for (const Pattern& pattern : border.undecided)
    table.rows.push_back({condition, "undecided at", pattern.to_string()});
}

void print_counts(std::ostream& out, const std::string& condition, const PatternBorder& border) {
  out << condition << " holds at " << border.holds << " and fails at " << border.fails << " of "
      << border.holds + border.fails + border.undecided.size() << " patterns";
  if (!border.undecided.empty()) out << "; " << border.undecided.size() << " are undecided";
  out << '\n';
}

/// Of patterns whose failure needs a system to be seen, that is without condition (G), about the one with the
/// most rows.
Pattern greatest_system(const TypeSpace& space) {
  std::vector<Coalition> order = optional_coalitions(space.agents());
  const auto rows = [&](Coalition coalition) {
    return DeviationSystem::count_rows(space, Pattern(space.agents(), {coalition}));
  };
  std::stable_sort(order.begin(), order.end(), [&](Coalition a, Coalition b) { return rows(a) > rows(b); });
  return maximal_open_pattern(space.agents(), order);
}

}  // namespace

LatticeReport examine_lattice(const StructureFile& file, const std::string& name) {
  const TypeSpace& space = file.structure.space();
  try {
    require_border_agents(space.agents());
  } catch (const InvalidInput& error) {
    throw InputError(name + ": --lattice: " + error.what());
  }
  require_feasible(space, greatest_system(space), name);
  return {ci_border(file.structure), cbdp_border(file.structure)};
}

void look_at_lattice(const LatticeReport& report, const InformationStructure& structure,
                     WrittenNotes& notes) {
  const auto look = [&](Condition condition, const PatternBorder& border) {
    for (const Pattern& pattern : border.failing) {
      if (!notes.is_proved(condition)) return;
      notes.look_at(
          pattern, condition, Verdict::fails,
          condition == Condition::ci ? examine_ci_with_proof(structure, pattern).certificate : CiProof{});
    }
    for (const Pattern& pattern : border.holding) {
      if (notes.is_proved(condition)) notes.look_at(pattern, condition, Verdict::holds);
    }
  };
  look(Condition::ci, report.ci);
  look(Condition::cbdp, report.cbdp);
}

nlohmann::ordered_json lattice_json(const LatticeReport& report) {
  return {{to_string(Condition::ci), border_json(report.ci)},
          {to_string(Condition::cbdp), border_json(report.cbdp)}};
}

void print_lattice(std::ostream& out, const LatticeReport& report) {
  Table table{{"condition", "verdict", "coalitions that may form"}, {}};
  add_rows(table, to_string(Condition::ci), report.ci);
  add_rows(table, to_string(Condition::cbdp), report.cbdp);
  print_aligned(out, table);
  out << '\n';
  print_counts(out, to_string(Condition::ci), report.ci);
  print_counts(out, to_string(Condition::cbdp), report.cbdp);
}

}  // namespace genericity
