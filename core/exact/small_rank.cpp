#include "core/exact/small_rank.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace genericity {

namespace {

using Row = std::vector<std::int64_t>;

constexpr std::int64_t greatest_entry = std::int64_t{1} << 31U;
/// Entries up to this size are left as they are.
constexpr std::int64_t small_entry = 1000;

bool exceeds(const Row& row, std::int64_t size) {
  return std::any_of(row.begin(), row.end(), [size](std::int64_t entry) { return std::abs(entry) > size; });
}

/// Takes a multiple of the pivot row from a multiple of the row, so that the column vanishes; both are whole.
/// False where entries grow too large.
bool eliminate(const Row& pivot, std::size_t column, Row& row) {
  const std::int64_t common = std::gcd(pivot[column], row[column]);
  const std::int64_t of_row = pivot[column] / common;
  const std::int64_t of_pivot = row[column] / common;
  // Factors and entries are at most 2^31.
  for (std::size_t j = column; j < row.size(); ++j) row[j] = of_row * row[j] - of_pivot * pivot[j];
  if (!exceeds(row, small_entry)) return true;
  std::int64_t divisor = 0;
  for (const std::int64_t entry : row) divisor = std::gcd(divisor, entry);
  for (std::int64_t& entry : row) entry /= divisor;
  return !exceeds(row, greatest_entry);
}

}  // namespace

bool SmallRank::add(Row row) {
  if (exceeds(row, greatest_entry)) return ++rank_ > 0;
  for (std::size_t column = 0; column < row.size(); ++column) {
    if (row[column] == 0) continue;
    if (pivots_[column].empty()) {
      pivots_[column] = std::move(row);
      return ++rank_ > 0;
    }
    if (!eliminate(pivots_[column], column, row)) return ++rank_ > 0;
  }
  return false;
}

}  // namespace genericity
