#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "sim/cli/show_table.h"
#include "sim/store/mode_tables.h"
#include "sim/study/enumeration.h"

namespace genericity {

namespace {

// Where the lists of /tail have a row's number; nowhere, where there is none.
using Place = std::optional<std::size_t>;

Place epsilon_of(const Row& row) {
  return row.epsilon;
}
Place unit_of(const Row& row) {
  return row.cell * row.result.conditions.size() + row.condition;
}
Place estimate_of(const Row& row) {
  return *unit_of(row) * row.result.tail.settings.epsilons.size() + row.epsilon;
}
/// Of the step from the epsilon above to this one.
Place step_of(const Row& row) {
  if (row.epsilon == 0) return {};
  return *unit_of(row) * (row.result.tail.settings.epsilons.size() - 1) + row.epsilon - 1;
}

std::uint64_t finished_replications(const Row& row) {
  const TailResult& tail = row.result.tail;
  const std::span<const double> all =
      tail.replications(tail.probability, *estimate_of(row) * tail.settings.replications);
  return static_cast<std::uint64_t>(
      std::count_if(all.begin(), all.end(), [](double value) { return !std::isnan(value); }));
}

}  // namespace

/// Estimates of P(margin < ε) with limits, beside theory.
ResultTable tail_table(const StudyResult& result) {
  using Tables = TailTables;
  const auto tables = std::make_shared<const Tables>(make_tail_tables(result));
  const auto column = [&](const char* name, std::vector<double> Tables::*list, Place (*place_of)(const Row&),
                          int digits) {
    const auto entry = [tables, list, place_of](const Row& row) {
      const Place place = place_of(row);
      return place ? ((*tables).*list)[*place] : std::numeric_limits<double>::quiet_NaN();
    };
    return Column{name, entry, digits};
  };
  const auto over_theory = [tables](const Row& row) {
    const std::size_t unit = *unit_of(row);
    const double law =
        tables->constant[unit] * std::pow(tables->epsilon[row.epsilon], tables->exponent[unit]);
    return tables->probability[*estimate_of(row)] / law;
  };
  ResultTable table{common_columns(),
                    {"types", "pattern", "prior", "condition", "epsilon", "probability", "low", "high",
                     "slope", "theory_exponent", "over_theory"}};
  table.columns.resize(naming_columns);
  for (const Column& own :
       {column("epsilon", &Tables::epsilon, epsilon_of, 6),
        column("probability", &Tables::probability, estimate_of, 5),
        column("standard_error", &Tables::standard_error, estimate_of, 2),
        column("low", &Tables::low, estimate_of, 5), column("high", &Tables::high, estimate_of, 5),
        Column{"over_theory", over_theory, 5}, column("slope", &Tables::slope, step_of, 5),
        column("slope_low", &Tables::slope_low, step_of, 5),
        column("slope_high", &Tables::slope_high, step_of, 5),
        column("theory_exponent", &Tables::exponent, unit_of, 4),
        column("theory_constant", &Tables::constant, unit_of, 6),
        column("codimension", &Tables::codimension, unit_of, 4),
        column("effective_share", &Tables::effective_share, estimate_of, 2),
        column("multiplicity", &Tables::multiplicity, estimate_of, 4),
        Column{"replications", finished_replications}})
    table.columns.push_back(own);
  table.epsilons = tables->epsilon.size();
  return table;
}

/// Exact shares.
ResultTable enumeration_table() {
  ResultTable all{common_columns()};
  all.columns.push_back({"priors", [](const Row& row) { return row.ensemble().population; }});
  all.columns.push_back({"exact_share", [](const Row& row) {
                           return exact_share(row.tally(), row.ensemble().population).to_string();
                         }});
  ResultTable table{
      all.chosen({"cell", "types", "pattern", "prior", "condition", "priors", "samples", "holds", "fails",
                  "undecided", "share", "exact_share", "low", "high", "certified", "stop"}),
      {"types", "pattern", "prior", "condition", "priors", "holds", "fails", "undecided", "share",
       "exact_share"}};
  for (Column& column : table.columns) column.digits = 6;
  return table;
}

}  // namespace genericity
