#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>

#include "sim/store/stored_column.h"
#include "sim/store/table_tools.h"

namespace genericity {

// How values are stored, and taken back: convert(from, to), by the types of both. All throw StoreError for a
// value that is not of the kind.

/// As it is: numbers, texts, the bits of seeds and digests; a truth as 0 or 1. Readers have made sure that
/// nothing is negative that becomes a count.
template <class From, class To>
void convert(const From& from, To& to) {
  to = static_cast<To>(from);
}
/// A count is signed in files, so that readers may subtract.
void convert(std::uint64_t from, std::int64_t& to);
/// A key is a text of 16 hexadecimal digits, "00000000000000ff", and a type space one like "2x2x3".
void convert(std::uint64_t from, std::string& to);
void convert(const std::string& from, std::uint64_t& to);
void convert(const std::vector<int>& from, std::string& to);
void convert(const std::string& from, std::vector<int>& to);
void convert(StopReason from, std::string& to);
void convert(const std::string& from, StopReason& to);

/// The rows that columns run along: rows(result, visit) visits every row in order, as one argument or more,
/// which can be changed where the result can. Dimensions have blanks between them.
template <class Rows>
struct Axis {
  const char* dimensions;
  Rows rows;
};
template <class Rows>
Axis(const char*, Rows) -> Axis<Rows>;

/// The entries of a list that the result has, with room for those that are put back.
template <class List>
struct ListRows {
  List list;
  void operator()(auto& result, const auto& visit) const {
    for (auto& row : std::invoke(list, result)) visit(row);
  }
  void resize(StudyResult& result, std::size_t size) const {
    if constexpr (!std::is_const_v<std::remove_reference_t<std::invoke_result_t<List, StudyResult&>>>)
      std::invoke(list, result).resize(size);
  }
};
template <class List>
Axis<ListRows<List>> along_list(const char* dimensions, List list) {
  return {dimensions, {list}};
}

/// The entries of a list that every cell has by conditions.
template <class List>
auto along_units(List list) {
  return Axis{"cell condition", [list](auto& result, const auto& visit) {
                for (auto& cell : result.cells) {
                  for (auto& row : std::invoke(list, cell)) visit(row);
                }
              }};
}

/// In place of what a column says of a row: the row's number, or the whole row.
struct RowNumber {};
constexpr std::identity itself{};

/// A column along an axis: what it says of a row, get(row…) or get(result, row…), in any form that `convert`
/// stores as such values. What get(row…) lets change is put back; all else follows from the rest.
template <class Values, class Get>
struct RowColumn {
  VariableInfo info;
  Get get;

  void add(StoredColumn& column, std::size_t number, const StudyResult& result, const auto&... row) const {
    typename Values::value_type& to = std::get<Values>(column.values).emplace_back();
    if constexpr (std::is_same_v<Get, RowNumber>) {
      convert(std::uint64_t{number}, to);
    } else if constexpr (std::is_invocable_v<Get, const StudyResult&, decltype(row)...>) {
      convert(std::invoke(get, result, row...), to);
    } else {
      convert(std::invoke(get, row...), to);
    }
  }
  void take(const StoredColumn& column, std::size_t number, auto&... row) const {
    if constexpr (std::is_invocable_v<Get, decltype(row)...>) {
      using Place = std::invoke_result_t<Get, decltype(row)...>;
      if constexpr (std::is_lvalue_reference_v<Place> && !std::is_const_v<std::remove_reference_t<Place>>)
        if (!column.is_absent) convert(std::get<Values>(column.values)[number], std::invoke(get, row...));
    }
  }
};

/// Makes columns of one type and unit.
template <class Values>
struct ColumnKind {
  const char* units;
  template <class Get>
  RowColumn<Values, Get> operator()(const std::string& name, const char* long_name, Get get) const {
    return {{name, {}, long_name, units, ""}, get};
  }
};
namespace as {
constexpr ColumnKind<Texts> texts{""};
constexpr ColumnKind<Reals> reals{"1"};
constexpr ColumnKind<Integers> counts{"1"};
constexpr ColumnKind<Integers> numbers{""};  ///< that name or place something
constexpr ColumnKind<Unsigned> bits{""};
constexpr ColumnKind<Octets> bytes{""};
}  // namespace as

/// A column that came with version 3.
template <class Column>
Column since_version_3(Column column) {
  column.info.since = 3;
  return column;
}
/// A column that a file may lack.
template <class Column>
Column optional_column(Column column) {
  column.info.is_optional = true;
  return column;
}

/// The block of these columns along one axis. The first is in all files.
template <class Rows, class... Values, class... Get>
ColumnBlock along(const Axis<Rows>& axis, const RowColumn<Values, Get>&... described) {
  ColumnBlock block;
  (block.columns.push_back({described.info, Values{}}), ...);
  for (StoredColumn& column : block.columns) column.info.dimensions = dimensions_of(axis.dimensions);
  block.fill = [rows = axis.rows, described...](const StudyResult& result, std::span<StoredColumn> columns) {
    std::size_t number = 0;
    rows(result, [&](const auto&... row) {
      std::size_t next = 0;
      (described.add(columns[next++], number, result, row...), ...);
      ++number;
    });
  };
  block.put = [rows = axis.rows, described...](std::span<const StoredColumn> columns, StudyResult& result) {
    if constexpr (requires { rows.resize(result, 0); }) rows.resize(result, columns.front().size());
    std::size_t number = 0;
    rows(result, [&](auto&&... row) {
      std::size_t next = 0;
      (described.take(columns[next++], number, row...), ...);
      ++number;
    });
  };
  return block;
}

/// Columns none of which is put back.
inline ColumnBlock derived(ColumnBlock block) {
  block.put = {};
  return block;
}

/// The scale of conditions in other groups than /results.
inline ColumnBlock conditions_again(const char* long_name) {
  return derived(
      along(along_list("condition", &StudyResult::conditions), as::texts("condition", long_name, itself)));
}

}  // namespace genericity
