#include "sim/store/tally_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "sim/store/describe_columns.h"
#include "sim/store/table_tools.h"

namespace genericity {

namespace {

/// The columns of one field, and the lengths that their dimensions have in this file.
struct FieldColumns {
  std::span<StoredColumn> columns;
  std::size_t trace_bins;
  std::size_t stages;
  std::size_t environment_counts;

  [[nodiscard]] Integers& integers(std::size_t column) const {
    return std::get<Integers>(columns[column].values);
  }
  [[nodiscard]] Reals& reals(std::size_t column) const { return std::get<Reals>(columns[column].values); }
  void add_count(std::size_t column, std::uint64_t count) const {
    convert(count, integers(column).emplace_back());
  }
};

/// The same for reading: the next value of each column is taken from its front.
struct FieldSource {
  std::span<const StoredColumn> columns;
  std::size_t trace_bins;
  std::size_t stages;
  std::size_t environment_counts;
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
  to.add_count(0, count);
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
  to.add_count(0, margins.zeros());
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) {
    to.add_count(1, margins.count(bin));
  }
}

void add(const FieldColumns& to, const LeastMargin& least) {
  to.reals(0).push_back(std::isinf(least.margin) ? no_number : least.margin);
  to.add_count(1, least.sample);
}

void add(const FieldColumns& to, const ExtremeMargins& extremes) {
  for (const ExtremeMargin& entry : extremes.kept()) {
    to.reals(0).push_back(entry.margin);
    to.add_count(1, entry.sample);
  }
  const std::size_t missing = ExtremeMargins::capacity - extremes.kept().size();
  to.reals(0).insert(to.reals(0).end(), missing, no_number);
  to.integers(1).insert(to.integers(1).end(), missing, 0);
}

void add(const FieldColumns& to, const SampleTrace& trace) {
  for (const SampleTrace::Verdicts& bin : trace.bins()) add(to, bin);
  to.integers(0).resize(to.integers(0).size() + (to.trace_bins - trace.bins().size()) * verdict_count);
}

void add(const FieldColumns& to, const CountsByPrior& by_prior) {
  for (const CountsByPrior::Verdicts& counts : by_prior.priors()) add(to, counts);
  to.integers(0).resize(to.integers(0).size() +
                        (to.environment_counts - by_prior.priors().size()) * verdict_count);
  for (const std::uint64_t count : by_prior.first()) to.add_count(1, count);
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
    // Two environments of one prior may have one margin (see check_extremes).
    require_of_result(!ended && !(entry < last), "the extreme margins are not ascending");
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

void take(FieldSource& from, CountsByPrior& by_prior) {
  std::vector<CountsByPrior::Verdicts> priors(from.environment_counts);
  for (CountsByPrior::Verdicts& counts : priors) take(from, counts);
  CountsByPrior::Verdicts first{};
  for (std::uint64_t& count : first) count = from.integer(1);
  const bool is_empty = std::all_of(priors.begin(), priors.end(), [](const CountsByPrior::Verdicts& counts) {
    return counts == CountsByPrior::Verdicts{};
  });
  if (!is_empty) by_prior.set(std::move(priors), first);
}

/// Visits the tallies that have a field of this scope.
template <class Result, class Visit>
void for_each_tally(Result& result, FieldScope scope, const Visit& visit) {
  const std::optional<JointPlaces> places = joint_places(result.conditions);
  require_of_result(places || scope != FieldScope::ci_joint,
                    "it has a table of ci against cbdp, but not both of them");
  for (auto& cell : result.cells) {
    for (std::size_t c = 0; c < cell.tallies.size(); ++c) {
      if (scope != FieldScope::ci_joint || c == places->ci) visit(cell.tallies[c]);
    }
  }
}

template <class Field>
ColumnBlock block_of(const Field& field) {
  using Value = std::remove_cvref_t<decltype(Tally{}.*field.member)>;
  ColumnBlock block;
  for (std::size_t c = 0; c < field.columns.size(); ++c) {
    const FieldColumn& column = field.columns[c];
    VariableInfo info{std::string(column.name), {}, std::string(column.long_name), "1", ""};
    info.dimensions = dimensions_of((field.scope == FieldScope::ci_joint ? "cell " : "cell condition ") +
                                    std::string(column.dimensions));
    // Whether those of other scopes are there is looked up in the file (ResultLayout).
    info.is_optional = field.is_optional && field.scope == FieldScope::unit;
    block.columns.push_back({info, Integers{}});
    if (is_real(static_cast<const Value*>(nullptr), c)) block.columns.back().values = Reals{};
  }
  block.fill = [field](const StudyResult& result, std::span<StoredColumn> columns) {
    const FieldColumns to{columns, trace_bins(result), result.stages.size(), result.environments + 1};
    for_each_tally(result, field.scope, [&](const Tally& tally) { add(to, tally.*field.member); });
  };
  block.put = [field](std::span<const StoredColumn> columns, StudyResult& result) {
    // Of the trace: its bins are what is left when the other dimensions are taken out.
    const std::size_t others = result.cells.size() * result.conditions.size() * verdict_count;
    FieldSource from{columns, columns.front().size() / std::max<std::size_t>(others, 1), result.stages.size(),
                     result.environments + 1, std::vector<std::size_t>(columns.size())};
    for_each_tally(result, field.scope, [&](Tally& tally) { take(from, tally.*field.member); });
  };
  return block;
}

}  // namespace

std::vector<ColumnBlock> tally_columns(FieldUse use, const TallyScopes& scopes) {
  const auto is_there = [&](FieldScope scope) {
    switch (scope) {
      case FieldScope::unit:
        return true;
      case FieldScope::ci_joint:
        return scopes.ci_joint;
      case FieldScope::by_prior:
        return scopes.by_prior;
      case FieldScope::amounts:
        return scopes.amounts;
    }
    return false;
  };
  std::vector<ColumnBlock> blocks;
  for_each_field([&](const auto& field) {
    if (field.use == use && is_there(field.scope)) blocks.push_back(block_of(field));
  });
  return blocks;
}

std::size_t trace_bins(const StudyResult& result) {
  std::size_t most = 1;
  for (const CellResult& cell : result.cells) {
    for (const Tally& tally : cell.tallies) most = std::max(most, tally.trace.bins().size());
  }
  return most;
}

}  // namespace genericity
