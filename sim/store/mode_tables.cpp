#include "sim/store/mode_tables.h"

#include <algorithm>

#include "sim/statistics/inferred.h"
#include "sim/store/table_tools.h"
#include "sim/store/tally_columns.h"
#include "sim/study/enumeration.h"

namespace genericity {

namespace {

void add_estimate(const StudyResult& result, std::size_t first, TailTables& t) {
  const TailResult& tail = result.tail;
  const tail::TailEstimate found =
      inferred_or(tail::TailEstimate::none(), "probability and its limits", t.missing, [&] {
        return tail::estimate_tail(tail.replications(tail.probability, first), tail.settings.draws,
                                   result.stop.confidence);
      });
  t.probability.push_back(found.probability);
  t.standard_error.push_back(found.standard_error);
  t.low.push_back(found.low);
  t.high.push_back(found.high);
  t.effective_share.push_back(mean_of_finished(tail.replications(tail.effective_share, first)));
  t.multiplicity.push_back(mean_of_finished(tail.replications(tail.multiplicity, first)));
}

void add_slope(const StudyResult& result, std::size_t first, std::size_t epsilon, TailTables& t) {
  const TailResult& tail = result.tail;
  const tail::TailSlope slope = inferred_or(tail::TailSlope::none(), "slope and its limits", t.missing, [&] {
    return tail::tail_slope(tail.replications(tail.probability, first),
                            tail.replications(tail.probability, first + tail.settings.replications),
                            tail.settings.epsilons[epsilon], tail.settings.epsilons[epsilon + 1],
                            result.stop.confidence);
  });
  t.slope.push_back(slope.slope);
  t.slope_error.push_back(slope.standard_error);
  t.slope_low.push_back(slope.low);
  t.slope_high.push_back(slope.high);
}

}  // namespace

TailTables make_tail_tables(const StudyResult& result) {
  const TailResult& tail = result.tail;
  const std::size_t conditions = result.conditions.size();
  const std::size_t epsilons = tail.settings.epsilons.size();
  require_of_result(
      tail.probability.size() == result.cells.size() * conditions * epsilons * tail.settings.replications &&
          tail.effective_share.size() == tail.probability.size() &&
          tail.multiplicity.size() == tail.probability.size(),
      "the estimates of the tail do not fit the study");
  TailTables t;
  t.cell = counting<std::int64_t>(result.cells.size());
  t.condition = result.conditions;
  t.epsilon = tail.settings.epsilons;
  t.replication = counting<std::int64_t>(tail.settings.replications);
  t.step = counting<std::int64_t>(epsilons == 0 ? 0 : epsilons - 1);
  t.replication_probability = tail.probability;
  t.replication_effective_share = tail.effective_share;
  t.replication_multiplicity = tail.multiplicity;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    for (std::size_t c = 0; c < conditions; ++c) {
      const NullSetTheory& theory = result.cells[cell].theory[c];
      t.codimension.push_back(theory.codimension);
      t.exponent.push_back(theory.exponent);
      t.constant.push_back(theory.constant);
      for (std::size_t e = 0; e < epsilons; ++e) {
        const std::size_t first = tail.place(cell, c, conditions, e);
        add_estimate(result, first, t);
        if (e + 1 < epsilons) add_slope(result, first, e, t);
      }
    }
  }
  return t;
}

void rebuild_tail(const TailTables& tables, StudyResult& result) {
  TailResult& tail = result.tail;
  tail.settings.epsilons = tables.epsilon;
  tail.settings.replications = tables.replication.size();
  tail.probability = tables.replication_probability;
  tail.effective_share = tables.replication_effective_share;
  tail.multiplicity = tables.replication_multiplicity;
  // In this mode no tallies are counted and nothing is inferred from them: the theory stands here alone.
  std::size_t unit = 0;
  for (CellResult& cell : result.cells) {
    for (NullSetTheory& theory : cell.theory) {
      theory = {tables.codimension[unit], tables.exponent[unit], tables.constant[unit]};
      ++unit;
    }
  }
}

EnumerationTables make_enumeration_tables(const StudyResult& result) {
  EnumerationTables t;
  t.ensemble = counting<std::int64_t>(result.ensembles.size());
  t.cell = counting<std::int64_t>(result.cells.size());
  t.condition = result.conditions;
  for (const EnsembleResult& ensemble : result.ensembles)
    t.population.push_back(stored_count(ensemble.population));
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) {
      const ExactShare share = exact_share(tally, result.ensembles[cell.ensemble].population);
      t.share_numerator.push_back(stored_count(share.numerator));
      t.share_denominator.push_back(stored_count(share.denominator));
    }
  }
  return t;
}

void rebuild_enumeration(const EnumerationTables& tables, StudyResult& result) {
  require_of_result(tables.population.size() == result.ensembles.size(),
                    "the ensembles are not those of /progress");
  for (std::size_t e = 0; e < result.ensembles.size(); ++e)
    result.ensembles[e].population = static_cast<std::uint64_t>(tables.population[e]);
}

}  // namespace genericity
