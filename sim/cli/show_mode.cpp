#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

#include "sim/cli/show_table.h"
#include "sim/store/mode_columns.h"
#include "sim/study/enumeration.h"

namespace genericity {

namespace {

const tail::TailSlope no_slope = tail::TailSlope::none();

std::size_t unit_of(const Row& row) {
  return row.cell * row.result.conditions.size() + row.condition;
}
std::size_t estimate_of(const Row& row) {
  return unit_of(row) * row.result.tail.settings.epsilons.size() + row.epsilon;
}
double epsilon_of(const Row& row) {
  return row.result.tail.settings.epsilons[row.epsilon];
}
const NullSetTheory& theory_of(const Row& row) {
  return row.of_cell().theory[row.condition];
}

std::uint64_t finished_replications(const Row& row) {
  const TailResult& tail = row.result.tail;
  const std::span<const double> all =
      tail.replications(tail.probability, estimate_of(row) * tail.settings.replications);
  return static_cast<std::uint64_t>(
      std::count_if(all.begin(), all.end(), [](double value) { return !std::isnan(value); }));
}

}  // namespace

/// Estimates of P(margin < ε) with limits, beside theory.
ShownTable tail_table(const StudyResult& result) {
  const auto rows = std::make_shared<const TailRows>(tail_rows(result));
  const auto of_estimate = [&](const char* name, double TailRow::*value, int digits) {
    const auto entry = [rows, value](const Row& row) { return rows->estimates[estimate_of(row)].*value; };
    return Column{name, entry, digits};
  };
  /// Of the step from the epsilon above to this one.
  const auto of_step = [&](const char* name, double tail::TailSlope::*value) {
    const auto entry = [rows, value](const Row& row) {
      const std::size_t steps = row.result.tail.settings.epsilons.size() - 1;
      return row.epsilon == 0 ? no_slope.*value : rows->slopes[unit_of(row) * steps + row.epsilon - 1].*value;
    };
    return Column{name, entry, 5};
  };
  const auto of_theory = [](const char* name, double NullSetTheory::*value, int digits) {
    return Column{name, [value](const Row& row) { return theory_of(row).*value; }, digits};
  };
  const auto over_theory = [rows](const Row& row) {
    const NullSetTheory& theory = theory_of(row);
    const double law = theory.constant * std::pow(epsilon_of(row), theory.exponent);
    return rows->estimates[estimate_of(row)].probability / law;
  };
  ShownTable table{common_columns(),
                   {"types", "pattern", "prior", "condition", "epsilon", "probability", "low", "high",
                    "slope", "theory_exponent", "over_theory"}};
  table.essential = {"types", "pattern", "prior", "condition", "epsilon", "probability", "low", "high"};
  table.columns.resize(naming_columns);
  for (const Column& own :
       {Column{"epsilon", epsilon_of, 6}, of_estimate("probability", &TailRow::probability, 5),
        of_estimate("standard_error", &TailRow::standard_error, 2), of_estimate("low", &TailRow::low, 5),
        of_estimate("high", &TailRow::high, 5), Column{"over_theory", over_theory, 5},
        of_step("slope", &tail::TailSlope::slope), of_step("slope_low", &tail::TailSlope::low),
        of_step("slope_high", &tail::TailSlope::high),
        of_theory("theory_exponent", &NullSetTheory::exponent, 4),
        of_theory("theory_constant", &NullSetTheory::constant, 6),
        of_theory("codimension", &NullSetTheory::codimension, 4),
        of_estimate("effective_share", &TailRow::effective_share, 2),
        of_estimate("multiplicity", &TailRow::multiplicity, 4),
        Column{"replications", finished_replications}})
    table.columns.push_back(own);
  table.epsilons = result.tail.settings.epsilons.size();
  return table;
}

/// Exact shares.
ShownTable enumeration_table() {
  ShownTable all{common_columns()};
  all.columns.push_back({"priors", [](const Row& row) { return row.ensemble().population; }});
  all.columns.push_back({"exact_share", [](const Row& row) {
                           return exact_share(row.tally(), row.ensemble().population).to_string();
                         }});
  ShownTable table{
      all.chosen({"cell", "types", "pattern", "prior", "condition", "priors", "samples", "holds", "fails",
                  "undecided", "share", "exact_share", "low", "high", "certified", "stop"}),
      {"types", "pattern", "prior", "condition", "priors", "holds", "fails", "undecided", "share",
       "exact_share"}};
  table.essential = {"types", "pattern", "prior", "condition", "priors", "share", "exact_share"};
  for (Column& column : table.columns) column.digits = 6;
  return table;
}

}  // namespace genericity
