#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "core/conditions/condition.h"
#include "sim/cli/show_table.h"
#include "sim/statistics/inferred.h"
#include "sim/statistics/interval.h"
#include "sim/statistics/share_words.h"
#include "sim/statistics/tail_exponent.h"
#include "sim/study/enumeration.h"
#include "sim/study/tally_scalars.h"

namespace genericity {

namespace {

ShareCounts counts_of(const Row& row) {
  const auto& verdicts = row.tally().verdicts;
  return {verdicts[0], verdicts[1], verdicts[2]};
}

Interval wilson_of(const Row& row) {
  // It wants independent verdicts of one law.
  if (is_list(row.result, row.ensemble()) ||
      verdicts_of_sample(row.result, row.result.conditions[row.condition]) > 1)
    return {UnitInference::unknown, UnitInference::unknown};
  std::vector<std::string> reasons;
  return inferred_or(Interval{UnitInference::unknown, UnitInference::unknown}, "", reasons,
                     [&] { return wilson(counts_of(row), row.result.stop.confidence); });
}

/// The column of a number that stands by itself in the tallies (see tally_scalars.h).
Column scalar_column(std::string_view name) {
  const auto entry = [name](const Row& row) {
    Scalar found;
    for_each_scalar(row.tally(), [&](std::string_view column, const Scalar& value) {
      if (column == name) found = value;
    });
    if (const auto* count = std::get_if<std::uint64_t>(&found)) return Entry(*count);
    const auto* number = std::get_if<double>(&found);
    return Entry(number != nullptr ? *number : UnitInference::unknown);
  };
  return {std::string(name), entry};
}

std::string stages_text(const Row& row) {
  std::string text;
  for (std::size_t s = 0; s < row.tally().stages.size(); ++s) {
    if (row.tally().stages[s] == 0) continue;
    text += (text.empty() ? "" : " ") + row.result.stages[s] + ":" + std::to_string(row.tally().stages[s]);
  }
  return text;
}

std::uint64_t unknown_margins_of(const Row& row) {
  return unknown_margins(row.result, row.of_cell(), row.condition);
}

TailFit fit_of(const Row& row) {
  std::vector<double> least;
  if (unknown_margins_of(row) > 0) return {};
  for (const ExtremeMargin& entry : row.tally().extremes.kept()) least.push_back(entry.margin);
  std::vector<std::string> reasons;
  return inferred_or(TailFit{}, "", reasons, [&] {
    return fit_tail(least, row.tally().margins.total(), row.result.stop.confidence);
  });
}

/// What is proved of the failure set under the cell's own law (NullSetTheory), for its share.
ProvedShare proved_of_law(const Row& row) {
  const std::string of_law = "prior of this law";
  const double codimension = row.inferred().codimension;
  if (codimension > 0)
    return {1, "the failure set has codimension " + short_text(codimension) + " in this family", "", of_law};
  if (codimension == 0) return {0, "the whole family fails", "", of_law};
  const std::optional<Condition> condition = condition_named(row.result.conditions[row.condition]);
  for (std::size_t c = 0; condition && c < row.result.conditions.size(); ++c) {
    const std::optional<Condition> other = condition_named(row.result.conditions[c]);
    const bool is_implied = other && info(*condition).implies.contains(*other);
    if (is_implied && row.of_cell().inferred[c].codimension == 0)
      return {0, "the whole family fails", std::string(info(*other).label), of_law};
  }
  return {};
}

/// What a theorem says of the share, and why: one on all priors, or else on those of the law.
ProvedShare proved_of(const Row& row) {
  const CellTheorem& theorem = row.of_cell().theorem;
  if (std::isnan(theorem.share(row.condition))) return proved_of_law(row);
  const std::string& condition = row.result.conditions[row.condition];
  const bool is_ci = condition == to_string(Condition::ci);
  return {theorem.share(row.condition), theorem.reason, is_ci ? "" : std::string(info(Condition::ci).label)};
}

/// Of a list nothing is left to chance.
std::string list_in_words(const Row& row) {
  const auto [holds, fails, undecided] = row.tally().verdicts;
  std::string text = "holds at " + std::to_string(holds) + " of the " +
                     std::to_string(row.ensemble().population) + " given priors, fails at " +
                     std::to_string(fails);
  if (undecided > 0) text += ", undecided at " + std::to_string(undecided);
  const std::uint64_t left = row.ensemble().population - holds - fails - undecided;
  if (left > 0) text += ", not looked at: " + std::to_string(left);
  const ProvedShare proved = proved_of(row);
  return proved.share == 0 ? text + "; fails at every prior: " + proved.reason : text;
}

std::string words_text(const Row& row) {
  if (is_list(row.result, row.ensemble()) && !is_on_environments(row.result.conditions[row.condition]))
    return list_in_words(row);
  const Interval limits{row.of_cell().low[row.condition], row.of_cell().high[row.condition]};
  return share_in_words(counts_of(row), limits, row.result.stop.confidence, proved_of(row));
}

std::string tail_words_text(const Row& row) {
  if (const std::uint64_t unknown = unknown_margins_of(row); unknown > 0) {
    return std::to_string(unknown) +
           " margins are too small to be known, so that nothing can be said of the tail from the others";
  }
  const UnitInference& inferred = row.inferred();
  const TailEvidence evidence{row.tally().margins.total(),
                              row.tally().margins.zeros(),
                              fit_of(row),
                              {inferred.codimension, inferred.theory_exponent, inferred.theory_constant}};
  return tail_in_words(evidence, row.result.stop.confidence);
}

/// What kind of evidence the margins are, in a few words.
std::string tail_kind_text(const Row& row) {
  const MarginHistogram& margins = row.tally().margins;
  if (unknown_margins_of(row) > 0) return "some of the least margins are unknown";
  if (margins.total() == 0) return "no margins recorded";
  if (margins.zeros() == margins.total()) return "margin exactly 0 in every draw";
  if (row.inferred().tail_size == 0) return "too few or tied margins";
  return row.inferred().tail_straight ? "power law" : "no power law yet";
}

/// "8:1.1 16:0.98 32:1.02 64:1".
std::string slopes_text(const Row& row) {
  const TailFit fit = fit_of(row);
  std::string text;
  for (std::size_t k = 0; k < fit.slopes.size(); ++k) {
    if (std::isnan(fit.slopes[k])) continue;
    text += (text.empty() ? "" : " ") + std::to_string(TailFit::sizes[k]) + ":" + short_text(fit.slopes[k]);
  }
  return text;
}

/// Verdicts on CI and CBDP by their first letters: "hh:950 fh:50"; empty where there is no table.
std::string joint_text(const Row& row) {
  constexpr std::array<char, 3> letters{'h', 'f', 'u'};
  std::string text;
  for (std::size_t ci = 0; ci < letters.size(); ++ci) {
    for (std::size_t cbdp = 0; cbdp < letters.size(); ++cbdp) {
      const std::uint64_t count = row.tally().joint[ci][cbdp];
      if (count == 0) continue;
      text += text.empty() ? "" : " ";
      text += {letters[ci], letters[cbdp], ':'};
      text += std::to_string(count);
    }
  }
  return text;
}

/// The share among environments of priors at which CI fails: where it holds, all are implementable. Nothing
/// where CI was not decided on the same samples, or something is undecided.
double share_given_ci_fails(const Row& row) {
  const std::optional<Condition> condition = condition_named(row.result.conditions[row.condition]);
  const std::vector<std::string>& conditions = row.result.conditions;
  const auto ci = static_cast<std::size_t>(
      std::find(conditions.begin(), conditions.end(), info(Condition::ci).key) - conditions.begin());
  const bool follows = condition && info(*condition).follows_from.contains(Condition::ci);
  if (!follows || ci == conditions.size()) return UnitInference::unknown;
  const CellResult& cell = row.of_cell();
  const auto& priors = cell.tallies[ci].verdicts;
  const auto& pairs = row.tally().verdicts;
  if (!(cell.samples[ci] == cell.samples[row.condition]) || priors[2] > 0 || pairs[2] > 0 || priors[1] == 0)
    return UnitInference::unknown;
  const auto with_ci = static_cast<double>(priors[0] * row.result.environments);
  return (static_cast<double>(pairs[0]) - with_ci) / static_cast<double>(priors[1] * row.result.environments);
}

/// The pairs for which no subsidy is enough; nothing where none were looked for.
double hopeless_pairs(const Row& row) {
  const bool is_known =
      records_amounts(row.result) && is_on_environments(row.result.conditions[row.condition]);
  return is_known ? static_cast<double>(row.tally().no_subsidy) : UnitInference::unknown;
}

/// A subsidy that helps this part of the pairs where the condition fails and the least subsidy is known, in
/// parts of the most that an outcome matters to an agent: the upper edge of a bin of the histogram, so that
/// it is at most √2 too much; infinite if none helps so many. Nothing where no subsidies are known.
Column subsidy_column(const std::string& name, double part) {
  return {name, [part](const Row& row) {
            const MarginHistogram& subsidies = row.tally().subsidies;
            const std::uint64_t known = subsidies.total() - subsidies.zeros() + row.tally().no_subsidy;
            if (known == 0) return UnitInference::unknown;
            std::uint64_t helped = 0;
            for (std::size_t bin = 0; bin + 1 < MarginHistogram::bins; ++bin) {
              helped += subsidies.count(bin);
              if (static_cast<double>(helped) >= part * static_cast<double>(known))
                return MarginHistogram::lower_edge(bin + 1);
            }
            return std::numeric_limits<double>::infinity();
          }};
}

Column inferred_column(const std::string& name, double UnitInference::*value) {
  return {name, [value](const Row& row) { return row.inferred().*value; }};
}

}  // namespace

std::vector<Column> common_columns() {
  return {{"cell", [](const Row& row) { return row.cell; }},
          {"types", [](const Row& row) { return types_text(row.ensemble().types); }},
          {"pattern", [](const Row& row) { return row.of_cell().pattern; }},
          {"prior", [](const Row& row) { return row.ensemble().prior; }},
          {"condition", [](const Row& row) { return row.result.conditions[row.condition]; }},
          {"samples", [](const Row& row) { return row.tally().samples(); }},
          {"holds", [](const Row& row) { return row.tally().verdicts[0]; }},
          {"fails", [](const Row& row) { return row.tally().verdicts[1]; }},
          {"undecided", [](const Row& row) { return row.tally().verdicts[2]; }},
          {"share", [](const Row& row) { return row.tally().share(); }},
          {"low", [](const Row& row) { return row.of_cell().low[row.condition]; }},
          {"high", [](const Row& row) { return row.of_cell().high[row.condition]; }},
          scalar_column("certified"),
          {"stop", [](const Row& row) { return to_string(row.ensemble().stop_reason); }}};
}

ShownTable sample_table() {
  ShownTable table{common_columns(),
                   {"types", "pattern", "prior", "condition", "samples", "holds", "undecided", "share", "low",
                    "high", "certified"}};
  using Unit = UnitInference;
  for (Column& own : std::vector<Column>{
           scalar_column("least_margin"),
           {"coalitions", [](const Row& row) { return row.of_cell().coalitions; }},
           {"stages", stages_text},
           inferred_column("simultaneous_low", &Unit::simultaneous_low),
           inferred_column("simultaneous_high", &Unit::simultaneous_high),
           inferred_column("sequence_low", &Unit::sequence_low),
           inferred_column("sequence_high", &Unit::sequence_high),
           {"wilson_low", [](const Row& row) { return wilson_of(row).low; }},
           {"wilson_high", [](const Row& row) { return wilson_of(row).high; }},
           {"words", words_text},
           scalar_column("margin_zero"),
           {"margin_unknown", unknown_margins_of},
           {"tail_kind", tail_kind_text},
           inferred_column("tail_exponent", &Unit::tail_exponent),
           inferred_column("tail_exponent_low", &Unit::tail_exponent_low),
           inferred_column("tail_exponent_high", &Unit::tail_exponent_high),
           inferred_column("tail_constant", &Unit::tail_constant),
           {"tail_size", [](const Row& row) { return row.inferred().tail_size; }},
           {"slopes", slopes_text},
           inferred_column("codimension", &Unit::codimension),
           inferred_column("theory_exponent", &Unit::theory_exponent),
           inferred_column("theory_constant", &Unit::theory_constant),
           inferred_column("constant_at_theory", &Unit::constant_at_theory),
           inferred_column("constant_at_theory_low", &Unit::constant_at_theory_low),
           inferred_column("constant_at_theory_high", &Unit::constant_at_theory_high),
           {"tail_words", tail_words_text},
           {"exact_share",
            [](const Row& row) { return exact_share(row.tally(), row.ensemble().population).to_string(); }},
           {"joint", joint_text},
           {"given_ci_fails", share_given_ci_fails},
           {"no_subsidy", hopeless_pairs},
           subsidy_column("subsidy_half", 0.5),
           subsidy_column("subsidy_nine_tenths", 0.9),
           {"generic_verdict", [](const Row& row) { return row.of_cell().theorem.verdict; }},
           {"generic_reason", [](const Row& row) { return row.of_cell().theorem.reason; }},
           {"proved_share", [](const Row& row) { return row.of_cell().theorem.share(row.condition); }}})
    table.columns.push_back(std::move(own));
  for_each_scalar(Tally{}, [&](std::string_view name, const Scalar&) {
    if (!table.has(name)) table.columns.push_back(scalar_column(name));
  });
  table.essential = {"types", "pattern", "prior", "condition", "share", "low", "high"};
  table.for_programs = 15;  // up to the least margin
  table.groups = {{"limits",
                   {"types", "pattern", "prior", "condition", "share", "low", "high", "simultaneous_low",
                    "simultaneous_high", "sequence_low", "sequence_high", "wilson_low", "wilson_high"}},
                  {"tail",
                   {"types", "pattern", "prior", "condition", "tail_kind", "margin_zero", "tail_exponent",
                    "tail_exponent_low", "tail_exponent_high", "theory_exponent", "codimension",
                    "constant_at_theory", "theory_constant"}},
                  {"theorems",
                   {"types", "pattern", "prior", "condition", "share", "generic_verdict", "proved_share",
                    "generic_reason"}},
                  {"subsidies",
                   {"types", "pattern", "prior", "condition", "share", "given_ci_fails", "fails",
                    "no_subsidy", "subsidy_half", "subsidy_nine_tenths"}}};
  table.none = "nan";
  table.takes_shown = false;
  return table;
}

}  // namespace genericity
