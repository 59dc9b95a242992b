#include "sim/study/inference.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/statistics/clustered_limits.h"
#include "sim/statistics/confidence_sequence.h"
#include "sim/statistics/inferred.h"
#include "sim/statistics/share_limits.h"
#include "sim/statistics/tail_exponent.h"
#include "sim/study/enumeration.h"

namespace genericity {

namespace {

/// The limits of one unit, all kinds.
struct UnitLimits {
  Interval by_rule;
  Interval simultaneous;
  Interval sequence;
  std::vector<std::string> missing;
};

constexpr Interval no_limits{UnitInference::unknown, UnitInference::unknown};

/// Limits of many units. Equal counts are common (all of n) and are worked out once.
class LimitsOfCounts {
 public:
  LimitsOfCounts(const StopRule& stop, std::size_t units) : rule_(stop.limits()), simultaneous_(rule_) {
    simultaneous_.confidence = simultaneous_confidence(rule_.confidence, units);
  }

  const UnitLimits& of(const Tally& tally) {
    if (!tally.by_prior.priors().empty()) return of_clusters(tally.by_prior);
    const auto [place, is_new] = known_.try_emplace(tally.verdicts);
    if (is_new) {
      const ShareCounts counts{tally.verdicts[0], tally.verdicts[1], tally.verdicts[2]};
      UnitLimits& limits = place->second;
      limits.by_rule =
          inferred_or(no_limits, "low and high", limits.missing, [&] { return share_limits(counts, rule_); });
      limits.simultaneous = inferred_or(no_limits, "simultaneous_low and simultaneous_high", limits.missing,
                                        [&] { return share_limits(counts, simultaneous_); });
      limits.sequence = inferred_or(no_limits, "sequence_low and sequence_high", limits.missing,
                                    [&] { return confidence_sequence(counts, rule_.confidence); });
    }
    return place->second;
  }

 private:
  /// Where several verdicts are of one prior. No rule looks at widths then (see EnvironmentReader).
  const UnitLimits& of_clusters(const CountsByPrior& by_prior) {
    const auto [holds, fails, undecided] = by_prior.first();
    const Clusters clusters{by_prior.priors(), {holds, fails, undecided}};
    clustered_ = {};
    std::vector<std::string>& missing = clustered_.missing;
    clustered_.by_rule = inferred_or(no_limits, "low and high", missing,
                                     [&] { return clustered_limits(clusters, rule_.confidence); });
    clustered_.simultaneous = inferred_or(no_limits, "simultaneous_low and simultaneous_high", missing, [&] {
      return clustered_limits(clusters, simultaneous_.confidence);
    });
    clustered_.sequence = inferred_or(no_limits, "sequence_low and sequence_high", missing, [&] {
      return mean_confidence_sequence(cluster_sums(clusters), rule_.confidence);
    });
    return clustered_;
  }

  LimitsRule rule_;
  LimitsRule simultaneous_;
  UnitLimits clustered_;
  std::map<std::array<std::uint64_t, 3>, UnitLimits> known_;
};

void infer_theory(const NullSetTheory& theory, UnitInference& inferred) {
  inferred.codimension = theory.codimension;
  inferred.theory_exponent = theory.exponent;
  inferred.theory_constant = theory.constant;
}

void infer_tail(const Tally& tally, std::uint64_t unknown, const NullSetTheory& theory, double confidence,
                UnitInference& inferred) {
  std::vector<double> least;
  for (const ExtremeMargin& entry : tally.extremes.kept()) least.push_back(entry.margin);
  // Margins that are not known are small: those that are known say nothing of the tail then.
  if (unknown > 0) {
    least.clear();
    inferred.missing.push_back("tail_exponent and constant_at_theory: " + std::to_string(unknown) +
                               " margins are unknown, and may be the least");
  }
  const std::uint64_t margins = tally.margins.total();
  const TailFit fit = inferred_or(TailFit{}, "tail_exponent", inferred.missing,
                                  [&] { return fit_tail(least, margins, confidence); });
  inferred.tail_exponent = fit.exponent;
  inferred.tail_exponent_low = fit.low;
  inferred.tail_exponent_high = fit.high;
  inferred.tail_constant = fit.constant;
  inferred.tail_size = fit.size;
  inferred.tail_straight = fit.straight;
  const TailConstant constant = inferred_or(TailConstant{}, "constant_at_theory", inferred.missing, [&] {
    return constant_at_exponent(least, fit.size, margins, theory.exponent, confidence);
  });
  inferred.constant_at_theory = constant.constant;
  inferred.constant_at_theory_low = constant.low;
  inferred.constant_at_theory_high = constant.high;
}

/// The table of CI against CBDP. It is counted where both are decided together. Where one was counted later
/// than the other, and no verdict is missing, theory says the same: CI implies CBDP, so that the four numbers
/// follow from the shares. As long as one is behind the other there is no table.
void complete_joint(const std::vector<std::string>& conditions, CellResult& cell) {
  const std::optional<JointPlaces> places = joint_places(conditions);
  if (!places) return;
  const auto [a, b] = *places;
  const auto& with_ci = cell.tallies[a].verdicts;
  const auto& with_cbdp = cell.tallies[b].verdicts;
  auto& joint = cell.tallies[a].joint;
  std::uint64_t counted = 0;
  for (const auto& row : joint) counted += row[0] + row[1] + row[2];
  if (cell.samples[a] == cell.samples[b]) {
    if (counted == cell.tallies[a].samples()) return;
    joint = {};
    const bool is_decided = with_ci[2] == 0 && with_cbdp[2] == 0 && with_cbdp[1] <= with_ci[1];
    if (is_decided) {
      joint[0][0] = with_ci[0];
      joint[1][0] = with_ci[1] - with_cbdp[1];
      joint[1][1] = with_cbdp[1];
    }
  } else {
    joint = {};
  }
}

/// Of a condition on environments, where all priors are gone through. Verdicts are independent given their
/// priors, whose shares differ; then the exact interval covers the mean of these shares (Hoeffding, Ann.
/// Math. Stat. 27, 1956: a sum of such verdicts is less spread than if all had the mean share). Priors that
/// were not looked at may have any share.
void set_limits_of_list(const Tally& tally, double looked_at, const LimitsRule& rule, std::size_t units,
                        std::size_t condition, CellResult& cell) {
  const ShareCounts counts{tally.verdicts[0], tally.verdicts[1], tally.verdicts[2]};
  UnitInference& inferred = cell.inferred[condition];
  inferred.missing.clear();
  const auto limits = [&](double confidence, const char* what) {
    const Interval of_some =
        inferred_or(no_limits, what, inferred.missing, [&] { return clopper_pearson(counts, confidence); });
    return Interval{looked_at * of_some.low, looked_at * of_some.high + (1 - looked_at)};
  };
  const Interval own = limits(rule.confidence, "low and high");
  const Interval together =
      limits(simultaneous_confidence(rule.confidence, units), "simultaneous_low and simultaneous_high");
  cell.low[condition] = own.low;
  cell.high[condition] = own.high;
  inferred.simultaneous_low = together.low;
  inferred.simultaneous_high = together.high;
  // That sequence is one of samples of one law.
  inferred.sequence_low = 0;
  inferred.sequence_high = 1;
}

/// Where all priors are gone through, nothing is left to chance: limits of every kind are what is certain.
void set_certain_limits(const Tally& tally, std::uint64_t population, std::size_t condition,
                        CellResult& cell) {
  const Interval certain = certain_limits(tally, population);
  UnitInference& inferred = cell.inferred[condition];
  cell.low[condition] = inferred.simultaneous_low = inferred.sequence_low = certain.low;
  cell.high[condition] = inferred.simultaneous_high = inferred.sequence_high = certain.high;
  inferred.missing.clear();
}

}  // namespace

void update_ensemble(StudyResult& result, std::size_t ensemble) {
  EnsembleResult& entry = result.ensembles[ensemble];
  const std::span<CellResult> cells = cells_of(result, ensemble);
  LimitsOfCounts limits(result.stop, result.cells.size() * result.conditions.size());
  for (CellResult& cell : cells) {
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      const UnitLimits& of_unit = limits.of(cell.tallies[c]);
      cell.low[c] = of_unit.by_rule.low;
      cell.high[c] = of_unit.by_rule.high;
      UnitInference& inferred = cell.inferred[c];
      inferred.simultaneous_low = of_unit.simultaneous.low;
      inferred.simultaneous_high = of_unit.simultaneous.high;
      inferred.sequence_low = of_unit.sequence.low;
      inferred.sequence_high = of_unit.sequence.high;
      inferred.missing = of_unit.missing;
      if (entry.population > 0) {
        const std::uint64_t of_sample = verdicts_of_sample(result, result.conditions[c]);
        if (is_on_environments(result.conditions[c])) {
          const std::uint64_t priors = cell.tallies[c].samples() / of_sample;
          const double looked_at = static_cast<double>(priors) / static_cast<double>(entry.population);
          set_limits_of_list(cell.tallies[c], looked_at, result.stop.limits(),
                             result.cells.size() * result.conditions.size(), c, cell);
        } else {
          set_certain_limits(cell.tallies[c], entry.population, c, cell);
        }
      }
      infer_theory(cell.theory[c], inferred);
      // What margins a list has says nothing of others; and those of one prior's environments are not
      // independent.
      if (is_list(result, entry) || is_on_environments(result.conditions[c])) continue;
      infer_tail(cell.tallies[c], unknown_margins(result, cell, c), cell.theory[c], result.stop.confidence,
                 inferred);
    }
    complete_joint(result.conditions, cell);
  }
  entry.samples = common_samples(cells).count();
  entry.looks = result.stop.looks_taken(entry.samples);
}

}  // namespace genericity
