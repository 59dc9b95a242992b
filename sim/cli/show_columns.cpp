#include "sim/cli/show_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include "sim/cli/row_filter.h"
#include "sim/cli/table.h"
#include "sim/statistics/inferred.h"
#include "sim/statistics/interval.h"
#include "sim/statistics/share_words.h"
#include "sim/statistics/tail_exponent.h"
#include "sim/store/parameter_columns.h"
#include "sim/study/tally_scalars.h"

namespace genericity {

namespace {

using Kind = Column::Kind;

ShareCounts counts_of(const Row& row) {
  const auto& verdicts = row.tally().verdicts;
  return {verdicts[0], verdicts[1], verdicts[2]};
}

Interval wilson_of(const Row& row) {
  std::vector<std::string> reasons;
  return inferred_or(Interval{UnitInference::unknown, UnitInference::unknown}, "", reasons,
                     [&] { return wilson(counts_of(row), row.result.stop.confidence); });
}

/// The column of a number that stands by itself in the tallies (see tally_scalars.h).
Column scalar_column(std::string_view name, Kind kind) {
  const auto text = [name](const Row& row) {
    std::string found;
    for_each_scalar(row.tally(), [&](std::string_view column, const Scalar& value) {
      if (column != name) return;
      const auto* count = std::get_if<std::uint64_t>(&value);
      const auto* number = std::get_if<double>(&value);
      found = count != nullptr ? std::to_string(*count)
                               : exact_text(number != nullptr ? *number : UnitInference::unknown);
    });
    return found;
  };
  return {std::string(name), kind, text};
}

/// Of those numbers the columns that the list does not have yet.
void add_other_scalars(std::vector<Column>& columns) {
  for_each_scalar(Tally{}, [&](std::string_view name, const Scalar& value) {
    const auto is_it = [&](const Column& column) { return column.name == name; };
    if (std::any_of(columns.begin(), columns.end(), is_it)) return;
    columns.push_back(
        scalar_column(name, std::holds_alternative<double>(value) ? Kind::number : Kind::integer));
  });
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

std::string words_text(const Row& row) {
  const Interval limits{row.of_cell().low[row.condition], row.of_cell().high[row.condition]};
  return share_in_words(counts_of(row), limits, row.result.stop.confidence);
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

/// The parameters of the result's families, which files hold as columns of the same names.
void add_parameters(const StudyResult& result, std::vector<Column>& columns) {
  for (const ParameterColumn& column : make_parameter_columns(result)) {
    const bool is_number = std::holds_alternative<std::vector<double>>(column.values);
    const auto text = [column](const Row& row) {
      const auto* numbers = std::get_if<std::vector<double>>(&column.values);
      return numbers != nullptr ? exact_text((*numbers)[row.cell])
                                : std::get<std::vector<std::string>>(column.values)[row.cell];
    };
    columns.push_back({column.info.name, is_number ? Kind::number : Kind::text, text});
  }
}

Column inferred_column(const std::string& name, double UnitInference::*value) {
  return {name, Kind::number, [value](const Row& row) { return exact_text(row.inferred().*value); }};
}

const std::map<std::string, std::string>& groups() {
  static const std::map<std::string, std::string> groups{
      {"limits",
       "types,pattern,prior,condition,share,low,high,simultaneous_low,simultaneous_high,sequence_low,"
       "sequence_high,"
       "wilson_low,wilson_high"},
      {"tail",
       "types,pattern,prior,condition,tail_kind,margin_zero,tail_exponent,tail_exponent_low,tail_exponent_"
       "high,theory_"
       "exponent,"
       "codimension,constant_at_theory,theory_constant"}};
  return groups;
}

}  // namespace

std::vector<Column> all_columns(const StudyResult& result) {
  const auto whole = [](auto value) { return std::to_string(value); };
  std::vector<Column> list{
      {"cell", Kind::integer, [=](const Row& row) { return whole(row.cell); }},
      {"types", Kind::text, [](const Row& row) { return types_text(row.ensemble().types); }},
      {"pattern", Kind::text, [](const Row& row) { return row.of_cell().pattern; }},
      {"prior", Kind::text, [](const Row& row) { return row.ensemble().prior; }},
      {"condition", Kind::text, [](const Row& row) { return row.result.conditions[row.condition]; }},
      {"samples", Kind::integer, [=](const Row& row) { return whole(row.tally().samples()); }},
      {"holds", Kind::integer, [=](const Row& row) { return whole(row.tally().verdicts[0]); }},
      {"fails", Kind::integer, [=](const Row& row) { return whole(row.tally().verdicts[1]); }},
      {"undecided", Kind::integer, [=](const Row& row) { return whole(row.tally().verdicts[2]); }},
      {"share", Kind::number, [](const Row& row) { return exact_text(row.tally().share()); }},
      {"low", Kind::number, [](const Row& row) { return exact_text(row.of_cell().low[row.condition]); }},
      {"high", Kind::number, [](const Row& row) { return exact_text(row.of_cell().high[row.condition]); }},
      scalar_column("certified", Kind::integer),
      {"stop", Kind::text, [](const Row& row) { return to_string(row.ensemble().stop_reason); }},
      scalar_column("least_margin", Kind::number),
      {"coalitions", Kind::text, [](const Row& row) { return row.of_cell().coalitions; }},
      {"stages", Kind::text, stages_text},
      inferred_column("simultaneous_low", &UnitInference::simultaneous_low),
      inferred_column("simultaneous_high", &UnitInference::simultaneous_high),
      inferred_column("sequence_low", &UnitInference::sequence_low),
      inferred_column("sequence_high", &UnitInference::sequence_high),
      {"wilson_low", Kind::number, [](const Row& row) { return exact_text(wilson_of(row).low); }},
      {"wilson_high", Kind::number, [](const Row& row) { return exact_text(wilson_of(row).high); }},
      {"words", Kind::text, words_text},
      scalar_column("margin_zero", Kind::integer),
      {"margin_unknown", Kind::integer, [=](const Row& row) { return whole(unknown_margins_of(row)); }},
      {"tail_kind", Kind::text, tail_kind_text},
      inferred_column("tail_exponent", &UnitInference::tail_exponent),
      inferred_column("tail_exponent_low", &UnitInference::tail_exponent_low),
      inferred_column("tail_exponent_high", &UnitInference::tail_exponent_high),
      inferred_column("tail_constant", &UnitInference::tail_constant),
      {"tail_size", Kind::integer, [=](const Row& row) { return whole(row.inferred().tail_size); }},
      {"slopes", Kind::text, slopes_text},
      inferred_column("codimension", &UnitInference::codimension),
      inferred_column("theory_exponent", &UnitInference::theory_exponent),
      inferred_column("theory_constant", &UnitInference::theory_constant),
      inferred_column("constant_at_theory", &UnitInference::constant_at_theory),
      inferred_column("constant_at_theory_low", &UnitInference::constant_at_theory_low),
      inferred_column("constant_at_theory_high", &UnitInference::constant_at_theory_high),
      {"tail_words", Kind::text, tail_words_text},
      {"joint", Kind::text, joint_text}};
  add_other_scalars(list);
  add_parameters(result, list);
  return list;
}

const Column& column_named(const std::string& name, const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) {
    if (column.name == name) return column;
    names.push_back(column.name);
  }
  for (const auto& [group, members] : groups()) names.push_back(group);
  fail_for_unknown_column(name, names);
}

std::vector<Column> columns_named(const std::string& list, const std::vector<Column>& columns) {
  std::vector<Column> chosen;
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    const auto group = groups().find(name);
    if (group == groups().end()) {
      chosen.push_back(column_named(name, columns));
    } else {
      for (Column& column : columns_named(group->second, columns)) chosen.push_back(std::move(column));
    }
  }
  return chosen;
}

}  // namespace genericity
