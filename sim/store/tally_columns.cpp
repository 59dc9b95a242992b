#include "sim/store/tally_columns.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <sstream>
#include <string_view>

#include "sim/store/table_tools.h"

namespace genericity {

namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

/// The columns of one field, and the lengths that their dimensions have in this file.
struct FieldColumns {
  std::span<TallyColumn> columns;
  std::size_t trace_bins;
  std::size_t stages;

  [[nodiscard]] Integers& integers(std::size_t column) const {
    return std::get<Integers>(columns[column].values);
  }
  [[nodiscard]] Reals& reals(std::size_t column) const { return std::get<Reals>(columns[column].values); }
};

/// The same for reading: the next value of each column is taken from its front.
struct FieldSource {
  std::span<const TallyColumn> columns;
  std::size_t trace_bins;
  std::size_t stages;
  std::vector<std::size_t> places;

  std::uint64_t integer(std::size_t column) {
    return static_cast<std::uint64_t>(std::get<Integers>(columns[column].values)[places[column]++]);
  }
  double real(std::size_t column) { return std::get<Reals>(columns[column].values)[places[column]++]; }
};

// Of each type that a field may have: which of its columns hold real numbers, how its value is added to them,
// and how it is taken from them.

template <class Value>
constexpr bool is_real(const Value* /*type*/, std::size_t /*column*/) {
  return false;
}
constexpr bool is_real(const LeastMargin* /*type*/, std::size_t column) {
  return column == 0;
}
constexpr bool is_real(const ExtremeMargins* /*type*/, std::size_t column) {
  return column == 0;
}

void add(const FieldColumns& to, std::uint64_t count) {
  to.integers(0).push_back(stored_count(count));
}

template <class T, std::size_t size>
void add(const FieldColumns& to, const std::array<T, size>& values) {
  for (const T& value : values) add(to, value);
}

void add(const FieldColumns& to, const std::vector<std::uint64_t>& by_stage) {
  for (std::size_t stage = 0; stage < to.stages; ++stage) {
    add(to, stage < by_stage.size() ? by_stage[stage] : 0);
  }
}

void add(const FieldColumns& to, const MarginHistogram& margins) {
  to.integers(0).push_back(stored_count(margins.zeros()));
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) {
    to.integers(1).push_back(stored_count(margins.count(bin)));
  }
}

void add(const FieldColumns& to, const LeastMargin& least) {
  to.reals(0).push_back(std::isinf(least.margin) ? no_number : least.margin);
  to.integers(1).push_back(stored_count(least.sample));
}

void add(const FieldColumns& to, const ExtremeMargins& extremes) {
  for (const ExtremeMargin& entry : extremes.kept()) {
    to.reals(0).push_back(entry.margin);
    to.integers(1).push_back(stored_count(entry.sample));
  }
  const std::size_t missing = ExtremeMargins::capacity - extremes.kept().size();
  to.reals(0).insert(to.reals(0).end(), missing, no_number);
  to.integers(1).insert(to.integers(1).end(), missing, 0);
}

void add(const FieldColumns& to, const SampleTrace& trace) {
  for (const SampleTrace::Verdicts& bin : trace.bins()) add(to, bin);
  to.integers(0).resize(to.integers(0).size() + (to.trace_bins - trace.bins().size()) * verdict_count);
}

void take(FieldSource& from, std::uint64_t& count) {
  count = from.integer(0);
}

template <class T, std::size_t size>
void take(FieldSource& from, std::array<T, size>& values) {
  for (T& value : values) take(from, value);
}

void take(FieldSource& from, std::vector<std::uint64_t>& by_stage) {
  by_stage.resize(from.stages);
  for (std::uint64_t& count : by_stage) take(from, count);
}

void take(FieldSource& from, MarginHistogram& margins) {
  const std::uint64_t zeros = from.integer(0);
  std::array<std::uint64_t, MarginHistogram::bins> counts{};
  for (std::uint64_t& count : counts) count = from.integer(1);
  margins.set(zeros, counts);
}

void take(FieldSource& from, LeastMargin& least) {
  const double margin = from.real(0);
  if (!std::isnan(margin)) least.margin = margin;
  least.sample = from.integer(1);
}

void take(FieldSource& from, ExtremeMargins& extremes) {
  bool ended = false;
  ExtremeMargin last;
  for (std::size_t k = 0; k < ExtremeMargins::capacity; ++k) {
    const ExtremeMargin entry{from.real(0), from.integer(1)};
    if (std::isnan(entry.margin)) {
      ended = true;
      continue;
    }
    require_of_result(entry.margin > 0, "an extreme margin is not positive");
    require_of_result(!ended && last < entry, "the extreme margins are not ascending");
    extremes.add(entry.margin, entry.sample);
    last = entry;
  }
}

void take(FieldSource& from, SampleTrace& trace) {
  for (std::size_t bin = 0; bin < from.trace_bins; ++bin) {
    SampleTrace::Verdicts counts{};
    take(from, counts);
    if (counts != SampleTrace::Verdicts{}) trace.add(bin, counts);
  }
}

/// Visits every field that a file has columns for, as visit(field, number of its first column).
template <class Visit>
void for_each_stored_field(bool has_joint, const Visit& visit) {
  std::size_t first = 0;
  for_each_field([&](const auto& field) {
    if (field.scope == FieldScope::ci_joint && !has_joint) return;
    visit(field, first);
    first += field.columns.size();
  });
}

/// Visits the tallies that have a field of this scope.
template <class Cells, class Visit>
void for_each_tally(Cells& cells, FieldScope scope, const std::optional<JointPlaces>& places,
                    const Visit& visit) {
  for (auto& cell : cells) {
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      if (scope == FieldScope::unit || c == places->ci) visit(cell.tallies[c]);
    }
  }
}

VariableInfo variable_of(const FieldColumn& column, FieldScope scope) {
  VariableInfo info{std::string(column.name), {"cell"}, std::string(column.long_name), "1", ""};
  if (scope == FieldScope::unit) info.dimensions.emplace_back("condition");
  std::istringstream dimensions{std::string(column.dimensions)};
  for (std::string dimension; dimensions >> dimension;) info.dimensions.push_back(dimension);
  return info;
}

}  // namespace

std::int64_t stored_count(std::uint64_t count) {
  require_of_result(count <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
                    "a count is beyond 2^63");
  return static_cast<std::int64_t>(count);
}

std::string type_text(const TallyColumn& column) {
  return std::holds_alternative<Reals>(column.values) ? "float64" : "int64";
}

std::vector<TallyColumn> empty_tally_columns(bool has_joint) {
  std::vector<TallyColumn> columns;
  for_each_stored_field(has_joint, [&](const auto& field, std::size_t) {
    using Value = std::remove_cvref_t<decltype(Tally{}.*field.member)>;
    for (std::size_t c = 0; c < field.columns.size(); ++c) {
      TallyColumn& column = columns.emplace_back();
      column.info = variable_of(field.columns[c], field.scope);
      column.use = field.use;
      column.scope = field.scope;
      if (is_real(static_cast<const Value*>(nullptr), c)) column.values = Reals{};
    }
  });
  return columns;
}

std::vector<TallyColumn> make_tally_columns(const StudyResult& result, std::size_t trace_bins) {
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  std::vector<TallyColumn> columns = empty_tally_columns(places.has_value());
  for_each_stored_field(places.has_value(), [&](const auto& field, std::size_t first) {
    const FieldColumns to{std::span(columns).subspan(first, field.columns.size()), trace_bins,
                          result.stages.size()};
    for_each_tally(result.cells, field.scope, places,
                   [&](const Tally& tally) { add(to, tally.*field.member); });
  });
  return columns;
}

void rebuild_tallies(const std::vector<TallyColumn>& columns, std::size_t trace_bins, StudyResult& result) {
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  const bool has_joint = columns.size() == empty_tally_columns(true).size();
  require_of_result(places.has_value() || !has_joint,
                    "it has a table of ci against cbdp, but not both of them");
  for_each_stored_field(has_joint, [&](const auto& field, std::size_t first) {
    FieldSource from{std::span(columns).subspan(first, field.columns.size()), trace_bins,
                     result.stages.size(), std::vector<std::size_t>(field.columns.size())};
    for_each_tally(result.cells, field.scope, places, [&](Tally& tally) { take(from, tally.*field.member); });
  });
}

}  // namespace genericity
