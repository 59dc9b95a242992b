#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace genericity {

/// A coordinate of a cell: "alpha" and 0.5, "pattern" and "{1,2}".
struct CellCoordinate {
  std::string key;
  std::variant<double, std::string> value;
};

enum class Relation : std::uint8_t { equal, not_equal, less, at_most, greater, at_least };

/// One value that a coordinate is compared with.
struct Comparison {
  Relation relation = Relation::equal;
  std::variant<double, std::string> value;

  /// A number and a text are never equal, and neither is less.
  [[nodiscard]] bool holds_for(const std::variant<double, std::string>& coordinate) const;
};

/// "<=10", or "10" and "=10" for equality, as users write it. What reads as a number, such as 0.1 or 1/3, is
/// one. Throws InvalidInput for a sign of size without a number.
Comparison parse_comparison(std::string_view text);

/// What one key of a rule asks: that one of the comparisons holds for the coordinate of that name.
struct ExclusionClause {
  std::string key;
  std::vector<Comparison> any_of;
};

/// A rule of `exclude`: it drops the cells for which all its clauses hold. A cell without a coordinate of a
/// clause's name is not dropped.
struct Exclusion {
  std::vector<ExclusionClause> clauses;

  [[nodiscard]] bool drops(const std::vector<CellCoordinate>& cell) const;
};

}  // namespace genericity
