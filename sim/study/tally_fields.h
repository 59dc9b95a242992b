#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "sim/study/tally.h"

namespace genericity {

/// Whether a field is a function of the study's text alone, or may change with the program.
enum class FieldUse : std::uint8_t { science, diagnosis };

/// Which tallies of a cell have the field.
enum class FieldScope : std::uint8_t {
  unit,      ///< all
  ci_joint,  ///< that of ci, where cbdp is a condition, too (see joint_places)
  by_prior,  ///< all, in studies that draw several environments for a prior
  amounts,   ///< all, in studies that record the margins of conditions on environments
};

/// A column of a result file that a field fills.
struct FieldColumn {
  std::string_view name;
  /// Its dimensions after those of the scope, separated by blanks: "trace_bin verdict".
  std::string_view dimensions;
  /// What it holds, for the file itself and for the table in results/README.md.
  std::string_view long_name;
};

/// All that is said of a field of a tally, once. How its value is merged, sent, stored and read follows from
/// its type (tally.cpp, tally_numbers.h, store/tally_columns.cpp).
template <class Value, std::size_t Columns>
struct TallyField {
  Value Tally::*member;
  /// In messages: "the verdicts".
  std::string_view phrase;
  FieldUse use;
  FieldScope scope;
  std::array<FieldColumn, Columns> columns;
  /// Files may lack its columns: those that were written before there was the field, which has its default
  /// then. Digests leave it out where it has its default.
  bool is_optional = false;
};

template <class Value, class... Column>
constexpr TallyField<Value, sizeof...(Column)> tally_field(Value Tally::*member, std::string_view phrase,
                                                           FieldUse use, FieldScope scope,
                                                           Column... columns) {
  return {member, phrase, use, scope, {columns...}};
}

/// The same of a field that older files of the same version lack.
template <class Field>
constexpr Field optional_field(Field field) {
  field.is_optional = true;
  return field;
}

/// One record a field. The order is that of digests, which older files hold: new fields come last.
inline constexpr std::tuple tally_fields{
    tally_field(&Tally::verdicts, "the verdicts", FieldUse::science, FieldScope::unit,
                FieldColumn{"count", "verdict", "priors with this verdict"}),
    tally_field(&Tally::certified, "the number of proofs", FieldUse::science, FieldScope::unit,
                FieldColumn{"certified", "",
                            "verdicts with a proof that was checked in exact arithmetic, or in doubles under "
                            "bounds on their rounding"}),
    tally_field(&Tally::margins, "the histogram of margins", FieldUse::science, FieldScope::unit,
                FieldColumn{"margin_zero", "", "margins that are exactly 0"},
                FieldColumn{"margin_count", "margin_bin",
                            "positive margins in this bin; all 0 if the study records no margins"}),
    tally_field(&Tally::least, "the least margin", FieldUse::science, FieldScope::unit,
                FieldColumn{"least_margin", "", "the least margin known; NaN if none"},
                FieldColumn{"least_margin_sample", "",
                            "the sample that had it, the first of equals; meaningless if the margin is NaN"}),
    tally_field(
        &Tally::extremes, "the extreme margins", FieldUse::science, FieldScope::unit,
        FieldColumn{
            "extreme_margin", "extreme",
            "the least positive margins, ascending, equal ones by their samples; NaN where there are fewer"},
        FieldColumn{"extreme_sample", "extreme",
                    "the samples that had them; meaningless where the margin is NaN"}),
    tally_field(
        &Tally::trace, "the trace", FieldUse::science, FieldScope::unit,
        FieldColumn{
            "trace_count", "trace_bin verdict",
            "verdicts on the samples of the bin; sums over the first bins give the share as it came about, "
            "where no samples are left out"}),
    tally_field(
        &Tally::joint, "the table of ci against cbdp", FieldUse::science, FieldScope::ci_joint,
        FieldColumn{"joint", "ci_verdict cbdp_verdict",
                    "priors by both verdicts; present if both conditions are, all 0 while one of the two is "
                    "behind the other"}),
    optional_field(
        tally_field(&Tally::by_prior, "the counts by prior", FieldUse::science, FieldScope::by_prior,
                    FieldColumn{"by_prior", "environment_count verdict",
                                "priors at which so many environments have this verdict; present if several "
                                "are drawn for a prior, "
                                "all 0 for conditions on the prior alone"},
                    FieldColumn{"first_environment", "verdict",
                                "priors with this verdict on their first environment, likewise"})),
    optional_field(tally_field(
        &Tally::subsidies, "the histogram of least subsidies", FieldUse::science, FieldScope::amounts,
        FieldColumn{"subsidy_zero", "", "pairs that need no subsidy"},
        FieldColumn{"subsidy_count", "margin_bin",
                    "pairs by the least subsidy that they need, in parts of the most that an outcome matters "
                    "to an agent, with the edges of the margins' bins"})),
    optional_field(tally_field(&Tally::no_subsidy, "the pairs without a subsidy", FieldUse::science,
                               FieldScope::amounts,
                               FieldColumn{"no_subsidy", "", "pairs for which no subsidy is enough"})),
    tally_field(&Tally::stages, "the stages", FieldUse::diagnosis, FieldScope::unit,
                FieldColumn{"decided_by", "stage", "verdicts that this stage reached"})};

/// Calls `visit(field)` for every field in its order.
template <class Visit>
constexpr void for_each_field(const Visit& visit) {
  std::apply([&visit](const auto&... field) { (visit(field), ...); }, tally_fields);
}

/// The fields of Tally by name, so that one that is added does not compile before it stands here, and in a
/// record.
inline auto fields_of(const Tally& tally) {
  const auto& [verdicts, certified, margins, least, extremes, trace, joint, by_prior, subsidies, no_subsidy,
               stages] = tally;
  return std::tuple{&verdicts, &certified, &margins,   &least,      &extremes, &trace,
                    &joint,    &by_prior,  &subsidies, &no_subsidy, &stages};
}
static_assert(std::tuple_size_v<decltype(fields_of(std::declval<const Tally&>()))> ==
                  std::tuple_size_v<decltype(tally_fields)>,
              "every field of Tally needs its record in tally_fields");

}  // namespace genericity
