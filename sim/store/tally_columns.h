#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "sim/store/variable_info.h"
#include "sim/study/result.h"
#include "sim/study/tally_fields.h"

namespace genericity {

/// A column that a field of the tallies fills (see tally_fields.h), in row-major order.
struct TallyColumn {
  VariableInfo info;
  FieldUse use = FieldUse::science;
  FieldScope scope = FieldScope::unit;
  std::variant<std::vector<std::int64_t>, std::vector<double>> values;
};

/// The columns of all fields in their order, without values. Those of the joint table are left out unless
/// `has_joint`.
std::vector<TallyColumn> empty_tally_columns(bool has_joint);

/// The columns that hold the result's tallies, with `trace_bins` bins in each trace. Throws StoreError for a
/// count that no signed number of 64 bits holds.
std::vector<TallyColumn> make_tally_columns(const StudyResult& result, std::size_t trace_bins);

/// Puts into the cells of the result the tallies that these columns hold. Conditions and stages must stand
/// there. Throws StoreError if the columns contradict themselves.
void rebuild_tallies(const std::vector<TallyColumn>& columns, std::size_t trace_bins, StudyResult& result);

/// A count as files hold it: signed, so that readers may subtract. Throws StoreError for one that is too
/// large.
std::int64_t stored_count(std::uint64_t count);

/// The type of a column in the words of results/README.md.
std::string type_text(const TallyColumn& column);

}  // namespace genericity
