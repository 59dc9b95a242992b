#include "sim/store/mode_columns.h"

#include <algorithm>

#include "sim/statistics/inferred.h"
#include "sim/store/describe_columns.h"
#include "sim/study/enumeration.h"

namespace genericity {
namespace {

ColumnBlock cells_again() {
  return along(along_list("cell", &StudyResult::cells),
               as::numbers("cell", "number of the cell, as in /results", RowNumber{}));
}

/// Rows that are worked out, all at once.
template <class List>
auto worked_out(List list) {
  return [list](const StudyResult& result, const auto& visit) {
    const TailRows rows = tail_rows(result);
    for (const auto& row : std::invoke(list, rows)) visit(row);
  };
}

/// Of the numbers of the replications, which stand for nothing else.
ColumnBlock replication_scale() {
  const auto rows = [](const StudyResult& result, const auto& visit) {
    for (std::uint64_t r = 0; r < result.tail.settings.replications; ++r) visit(std::as_const(r));
  };
  ColumnBlock block =
      along(Axis{"replication", rows}, as::numbers("replication", "number of the replication", itself));
  block.put = [](std::span<const StoredColumn> columns, StudyResult& result) {
    result.tail.settings.replications = std::get<Integers>(columns.front().values).size();
  };
  return block;
}

template <class List>
ColumnBlock of_replications(const char* name, const char* long_name, List list) {
  return along(along_list("cell condition epsilon replication", list), as::reals(name, long_name, itself));
}

std::vector<ColumnBlock> tail_columns() {
  return {
      cells_again(), conditions_again("condition whose margin is looked at"),
      along(along_list(
                "epsilon", [](auto& result) -> auto& { return result.tail.settings.epsilons; }),
            as::reals("epsilon", "bound of the margin", itself)),
      replication_scale(),
      of_replications(
          "replication_probability", "estimate of P(margin < epsilon); NaN when not finished",
          [](auto& result) -> auto& { return result.tail.probability; }),
      of_replications(
          "replication_effective_share", "effective draws / draws",
          [](auto& result) -> auto& { return result.tail.effective_share; }),
      of_replications(
          "replication_multiplicity", "mean number of close pairs, given one",
          [](auto& result) -> auto& { return result.tail.multiplicity; }),
      derived(along(
          Axis{"cell condition epsilon", worked_out(&TailRows::estimates)},
          as::reals("probability", "P(margin < epsilon), mean of the replications", &TailRow::probability),
          as::reals("standard_error", "standard error of the probability", &TailRow::standard_error),
          as::reals("low", "lower confidence limit of the probability", &TailRow::low),
          as::reals("high", "upper confidence limit of the probability", &TailRow::high),
          as::reals("effective_share", "effective draws / draws, mean", &TailRow::effective_share),
          as::reals("multiplicity", "number of close pairs given one, mean", &TailRow::multiplicity))),
      // In this mode no tallies are counted and nothing is inferred from them: the theory stands here
      // alone.
      along(
          along_units(&CellResult::theory),
          as::reals("codimension", "codimension of the failure set, by theory", &NullSetTheory::codimension),
          as::reals("theory_exponent", "k of P ~ C epsilon^k, by theory; NaN for none",
                    &NullSetTheory::exponent),
          as::reals("theory_constant", "C of P ~ C epsilon^k, by theory; NaN for none",
                    &NullSetTheory::constant))};
}

/// What runs from one epsilon to the next.
std::vector<ColumnBlock> step_columns() {
  using tail::TailSlope;
  const auto steps = [](const StudyResult& result, const auto& visit) {
    for (std::uint64_t e = 1; e < result.tail.settings.epsilons.size(); ++e) visit(e - 1);
  };
  return {derived(along(Axis{"step", steps},
                        as::numbers("step", "number of the step from one epsilon to the next", itself))),
          derived(along(Axis{"cell condition step", worked_out(&TailRows::slopes)},
                        as::reals("slope", "exponent of epsilon between two epsilons", &TailSlope::slope),
                        as::reals("slope_error", "standard error of the slope", &TailSlope::standard_error),
                        as::reals("slope_low", "lower confidence limit of the slope", &TailSlope::low),
                        as::reals("slope_high", "upper confidence limit of the slope", &TailSlope::high)))};
}

std::vector<ColumnBlock> enumeration_columns() {
  const Axis each_ensemble = along_list("ensemble", &StudyResult::ensembles);
  const auto shares = [](const StudyResult& result, const auto& visit) {
    for (const CellResult& cell : result.cells) {
      for (const Tally& tally : cell.tallies)
        visit(exact_share(tally, result.ensembles[cell.ensemble].population));
    }
  };
  return {
      along(each_ensemble, as::numbers("ensemble", "number of the ensemble, as in /progress", RowNumber{})),
      cells_again(), conditions_again("condition on the information structure"),
      along(each_ensemble,
            as::counts("population", "number of priors that there are", &EnsembleResult::population)),
      derived(along(Axis{"cell condition", shares},
                    as::counts("share_numerator",
                               "numerator of the exact share in lowest terms; 0 of 0 when it is not known",
                               &ExactShare::numerator),
                    as::counts("share_denominator", "denominator of the exact share in lowest terms",
                               &ExactShare::denominator)))};
}

}  // namespace

std::vector<ResultTable> mode_tables(StudyMode mode, bool has_lists) {
  if (mode == StudyMode::enumerate || has_lists) return {{"enumeration", enumeration_columns()}};
  if (mode == StudyMode::tail) return {{"tail", tail_columns()}, {"tail", step_columns(), "step"}};
  return {};
}

TailRows tail_rows(const StudyResult& result) {
  TailRows rows;
  const TailResult& tail = result.tail;
  const std::vector<double>& epsilons = tail.settings.epsilons;
  const std::size_t places = result.cells.size() * result.conditions.size() * epsilons.size();
  for (std::size_t place = 0; place < places; ++place) {
    const auto replications = [&](const std::vector<double>& values, std::size_t later = 0) {
      return tail.replications(values, (place + later) * tail.settings.replications);
    };
    const auto estimate = [&] {
      return tail::estimate_tail(replications(tail.probability), tail.settings.draws, result.stop.confidence);
    };
    rows.estimates.push_back(
        {inferred_or(tail::TailEstimate::none(), "probability and its limits", rows.missing, estimate),
         mean_of_finished(replications(tail.effective_share)),
         mean_of_finished(replications(tail.multiplicity))});
    const std::size_t e = place % epsilons.size();
    const auto slope = [&] {
      return tail::tail_slope(replications(tail.probability), replications(tail.probability, 1), epsilons[e],
                              epsilons[e + 1], result.stop.confidence);
    };
    if (e + 1 < epsilons.size())
      rows.slopes.push_back(
          inferred_or(tail::TailSlope::none(), "slope and its limits", rows.missing, slope));
  }
  return rows;
}

}  // namespace genericity
