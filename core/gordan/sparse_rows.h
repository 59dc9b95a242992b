#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace genericity {

/// A sparse matrix by rows: row r has the entries start[r] … start[r+1]−1 of `column` and `value`.
template <class Value>
struct SparseRows {
  std::size_t columns = 0;
  std::vector<std::uint32_t> start{0};
  std::vector<std::uint32_t> column;
  std::vector<Value> value;

  [[nodiscard]] std::size_t rows() const { return start.size() - 1; }

  /// Appends one entry to the row that is being written; end_row() closes it.
  void push(std::size_t at, Value entry) {
    column.push_back(static_cast<std::uint32_t>(at));
    value.push_back(std::move(entry));
  }
  void end_row() { start.push_back(static_cast<std::uint32_t>(column.size())); }

  /// a_r · x.
  template <class Vector>
  [[nodiscard]] Value dot(std::size_t row, const Vector& x) const {
    Value sum(0);
    for (std::uint32_t k = start[row]; k < start[row + 1]; ++k) sum += value[k] * x[column[k]];
    return sum;
  }
};

}  // namespace genericity
