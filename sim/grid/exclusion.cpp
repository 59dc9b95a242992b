#include "sim/grid/exclusion.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "core/exact/nearest_double.h"

namespace genericity {

namespace {

/// Longer signs first, as they begin with the shorter ones.
constexpr std::array<std::pair<std::string_view, Relation>, 7> signs{{{"!=", Relation::not_equal},
                                                                      {"<=", Relation::at_most},
                                                                      {">=", Relation::at_least},
                                                                      {"==", Relation::equal},
                                                                      {"<", Relation::less},
                                                                      {">", Relation::greater},
                                                                      {"=", Relation::equal}}};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool compares_size(Relation relation) {
  return relation != Relation::equal && relation != Relation::not_equal;
}

}  // namespace

bool Comparison::holds_for(const std::variant<double, std::string>& coordinate) const {
  if (relation == Relation::equal) return coordinate == value;
  if (relation == Relation::not_equal) return coordinate != value;
  const double* of_cell = std::get_if<double>(&coordinate);
  const double* bound = std::get_if<double>(&value);
  if (of_cell == nullptr || bound == nullptr) return false;
  switch (relation) {
    case Relation::less:
      return *of_cell < *bound;
    case Relation::at_most:
      return *of_cell <= *bound;
    case Relation::greater:
      return *of_cell > *bound;
    case Relation::at_least:
      return *of_cell >= *bound;
    case Relation::equal:
    case Relation::not_equal:
      break;
  }
  return false;
}

Comparison parse_comparison(std::string_view text) {
  Comparison comparison;
  std::string_view rest = trimmed(text);
  const auto sign = std::find_if(signs.begin(), signs.end(),
                                 [&](const auto& known) { return rest.starts_with(known.first); });
  if (sign != signs.end()) {
    comparison.relation = sign->second;
    rest = trimmed(rest.substr(sign->first.size()));
  }
  try {
    comparison.value = nearest_double(parse_rational(rest));
  } catch (const InvalidInput&) {
    if (compares_size(comparison.relation) || rest.empty()) throw;
    comparison.value = std::string(rest);
  }
  return comparison;
}

bool Exclusion::drops(const std::vector<CellCoordinate>& cell) const {
  return std::all_of(clauses.begin(), clauses.end(), [&](const ExclusionClause& clause) {
    return std::any_of(cell.begin(), cell.end(), [&](const CellCoordinate& coordinate) {
      return coordinate.key == clause.key &&
             std::any_of(clause.any_of.begin(), clause.any_of.end(), [&](const Comparison& comparison) {
               return comparison.holds_for(coordinate.value);
             });
    });
  });
}

}  // namespace genericity
