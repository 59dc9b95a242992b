#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace genericity {

/// The rank over the rationals of rows of small whole numbers, row by row; exact.
class SmallRank {
 public:
  explicit SmallRank(std::size_t columns) : pivots_(columns) {}

  /// Adds a row of that many numbers; whether the rank went up. Where numbers would exceed 2^31 on the way,
  /// which elimination of sparse rows of −1, 0 and 1 is far from, that is taken for granted: rank() is then
  /// an upper bound.
  bool add(std::vector<std::int64_t> row);
  [[nodiscard]] std::size_t rank() const { return rank_; }

 private:
  std::vector<std::vector<std::int64_t>> pivots_;  // by their first column; empty where there is none
  std::size_t rank_ = 0;
};

}  // namespace genericity
