#include "sim/cli/show_table.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/store/parameter_columns.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

const Column* find_column(const std::vector<Column>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

/// The parameters of the result's families, which files hold as columns of the same names. The tail's epsilon
/// keeps its name, and that of a family becomes prior_epsilon.
void add_parameters(const StudyResult& result, ShownTable& table) {
  for (const StoredColumn& parameter : make_parameter_columns(result)) {
    const auto entry = [values = parameter.values](const Row& row) {
      if (const auto* numbers = std::get_if<Reals>(&values)) return Entry((*numbers)[row.cell]);
      return Entry(std::get<Texts>(values)[row.cell]);
    };
    table.parameters.push_back((table.has(parameter.info.name) ? "prior_" : "") + parameter.info.name);
    table.columns.push_back({table.parameters.back(), entry});
  }
}

/// A column that tells apart what the prior does not: to all groups, after the prior.
void add_after_prior(const Column& column, ShownTable& table) {
  const auto insert = [](auto& list, const auto& prior, auto&& value) {
    list.insert(std::next(std::find_if(list.begin(), list.end(), prior)), value);
  };
  insert(
      table.columns, [](const Column& other) { return other.name == "prior"; }, column);
  if (table.for_programs > 0) ++table.for_programs;
  const auto is_prior = [](const std::string& name) { return name == "prior"; };
  insert(table.usual, is_prior, column.name);
  insert(table.essential, is_prior, column.name);
  for (auto& [group, names] : table.groups) insert(names, is_prior, column.name);
}

/// The seed of the row's draws: after the prior where a study has replicates, which differ in nothing else.
void add_seed(const StudyResult& result, ShownTable& table) {
  const Column seed{"seed", [](const Row& row) { return row.ensemble().seed; }};
  const bool has_replicates =
      std::any_of(result.ensembles.begin(), result.ensembles.end(),
                  [&](const EnsembleResult& ensemble) { return ensemble.seed != result.seed; });
  if (!has_replicates) {
    table.columns.push_back(seed);
    table.on_request = 1;
    return;
  }
  add_after_prior(seed, table);
}

void add_environment(const StudyResult& result, ShownTable& table) {
  if (result.environments > 0)
    add_after_prior({"environment", [](const Row& row) { return row.ensemble().environment; }}, table);
}

}  // namespace

std::string ShownTable::shown(const Column& column, const Entry& entry) const {
  if (entry.kind != Entry::Kind::number) return entry.exact;
  return std::isnan(entry.number) ? none : short_text(entry.number, column.digits);
}

bool ShownTable::has(std::string_view name) const {
  return find_column(columns, name) != nullptr;
}

const Column& ShownTable::named(const std::string& name) const {
  if (const Column* found = find_column(columns, name); found != nullptr) return *found;
  ColumnNames known;
  for (const Column& column : columns) known.push_back(column.name);
  for (const auto& [group, members] : groups) known.push_back(group);
  const std::string nearest = nearest_name(name, known);
  throw InputError(
      "unknown column '" + name + "'" +
      (nearest.empty() ? "; the columns are: " + joined(known, " ") : "; did you mean '" + nearest + "'?"));
}

std::vector<Column> ShownTable::chosen(const ColumnNames& names) const {
  std::vector<Column> list;
  for (const std::string& name : names) {
    const auto group =
        std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == name; });
    for (const std::string& member : group == groups.end() ? ColumnNames{name} : group->second)
      list.push_back(named(member));
  }
  return list;
}

ShownTable result_table(const StudyResult& result) {
  ShownTable table = result.mode == StudyMode::tail        ? tail_table(result)
                     : result.mode == StudyMode::enumerate ? enumeration_table()
                                                           : sample_table();
  add_parameters(result, table);
  add_environment(result, table);
  add_seed(result, table);
  return table;
}

}  // namespace genericity
