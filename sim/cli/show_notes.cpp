#include <algorithm>
#include <cmath>
#include <ostream>

#include "sim/cli/show_table.h"

namespace genericity {

namespace {

/// An estimate that rests on fewer independent draws in a replication may have missed a part of its event.
constexpr int few_draws = 20;

void print_tail_notes(std::ostream& out, const StudyResult& result) {
  out << "probability = P(margin < epsilon), by importance sampling or splitting; low, high: at confidence "
      << short_text(result.stop.confidence) << ", each by itself\n"
      << "slope: exponent of epsilon from the row above to this one; over_theory = probability / (C "
         "epsilon^k) where theory knows C\n";
  const auto draws = static_cast<double>(result.tail.settings.draws);
  const auto is_from_few = [&](double share) { return share * draws < few_draws; };
  const std::vector<double>& shares = result.tail.effective_share;
  if (std::any_of(shares.begin(), shares.end(), is_from_few)) {
    out << "Some estimates rest on the equivalent of fewer than " << few_draws
        << " draws of a replication (column effective_share): trust their limits only with more draws\n";
  }
}

/// Whether a unit has priors of one verdict only, and no theorem says that it has to.
bool has_extreme(const StudyResult& result) {
  return std::any_of(result.cells.begin(), result.cells.end(), [&](const CellResult& cell) {
    if (is_list(result, result.ensembles[cell.ensemble])) return false;
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      const Tally& tally = cell.tallies[c];
      const bool is_one_sided = tally.verdicts[0] == 0 || tally.verdicts[1] == 0;
      if (tally.samples() > 0 && is_one_sided && std::isnan(cell.theorem.share(c))) return true;
    }
    return false;
  });
}

/// Whether theorems say the share of some units.
bool has_proved_share(const StudyResult& result) {
  return std::any_of(result.cells.begin(), result.cells.end(), [](const CellResult& cell) {
    return std::any_of(cell.theorem.shares.begin(), cell.theorem.shares.end(),
                       [](double share) { return !std::isnan(share); });
  });
}

void print_sample_notes(std::ostream& out, const StudyResult& result,
                        const std::vector<std::string>& columns) {
  const auto has = [&](const char* name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  if (has("low") || has("high")) {
    out << "share = holds / (holds + fails); low, high: limits at confidence "
        << short_text(result.stop.confidence) << ", each cell by itself, "
        << (result.stop.looks_at_data() ? "valid at whatever look the rule stopped"
                                        : "exact for a fixed number of samples (Clopper-Pearson)")
        << '\n';
    if (result.environments > 0) {
      out << "Of conditions on environments (implementable and its like) pairs of a prior and an environment "
             "are counted";
      if (result.environments > 1)
        out << ", " << result.environments
            << " environments a prior; as these depend on each other, the limits rest on how the verdicts "
               "are spread over "
               "the priors";
      out << '\n';
    }
    if (has_lists(result)) {
      out << "Of given priors (file, factor without noise) each is decided once: their shares have no "
             "sampling "
             "error, and low and high are no confidence limits but what is certain\n";
    }
    if (has_proved_share(result)) {
      out << "Some shares are proved, whatever the limits: 0 where CI fails at every prior, 1 where it holds "
             "at almost every prior and the law has a density (--columns theorems says which, and why)\n";
    }
    if (has_extreme(result)) {
      out << (has_proved_share(result) ? "Elsewhere all" : "All")
          << " or none of n draws bound the probability of the other side; they do not show that it is 0 "
             "(--columns pattern,condition,words says it cell by cell; --columns tail has evidence on "
             "that)\n";
    }
  }
  if (has("simultaneous_low")) {
    out << "simultaneous: for all cells and conditions together (Bonferroni); sequence: valid whatever ended "
           "the sampling; wilson: approximate, to compare\n";
  }
  if (has("tail_exponent") || has("tail_words")) {
    out << "tail: k of P(0 < margin < e) ~ C e^k as e goes to 0, from the least margins. An exponent k > 0 "
           "is what failure on a null set of codimension k looks like: being within e of failure becomes "
           "rare like e^k. It is evidence down to the least margins seen and no further, for this law of the "
           "priors; it is no proof. Where margin_zero is not 0, failure itself has been drawn.\n";
  }
  const bool by_time =
      std::any_of(result.ensembles.begin(), result.ensembles.end(),
                  [](const auto& ensemble) { return ensemble.stop_reason == StopReason::time; });
  if (by_time) {
    out << "Some ensembles were stopped by time: their number of samples is not reproducible; everything "
           "else about them is.\n";
  }
}

}  // namespace

void print_notes(std::ostream& out, const StudyResult& result, const std::vector<std::string>& columns) {
  const bool is_enumeration = result.mode == StudyMode::enumerate;
  out << '\n';
  if (is_enumeration) {
    out << "Every prior of the lattice was decided once: shares are exact, without sampling error\n";
  } else if (result.mode == StudyMode::tail) {
    print_tail_notes(out, result);
  } else {
    print_sample_notes(out, result, columns);
  }
  const bool has_excluded =
      std::any_of(result.ensembles.begin(), result.ensembles.end(),
                  [](const auto& ensemble) { return ensemble.stop_reason == StopReason::excluded; });
  if (has_excluded) {
    out << "Cells with excluded in the column stop are left out by the study's rules now (exclude, skip), "
           "and "
           "stay as they were counted before.\n";
  }
  if (!result.complete) {
    out << "The study is not finished: run it again to go on."
        << (is_enumeration ? " low and high hold whatever comes.\n" : "\n");
  }
}

}  // namespace genericity
