#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace genericity {

/// A linear program in floating point: minimise Σ cost·x subject to bounds on the columns x and on sparse
/// rows of them. Solved by CLP's simplex method; an answer is a proposal, which whoever asks checks exactly.
class FloatProgram {
 public:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  struct Entry {
    std::size_t column;
    double value;
  };

  /// Adds a column with low ≤ x ≤ high and returns its number.
  std::size_t add_column(double low, double high, double cost);
  /// Adds low ≤ Σ entries ≤ high.
  void add_row(std::span<const Entry> entries, double low, double high);
  void set_cost(std::size_t column, double cost) { cost_[column] = cost; }
  void set_bounds(std::size_t column, double low, double high) {
    low_[column] = low;
    high_[column] = high;
  }
  [[nodiscard]] std::size_t columns() const { return cost_.size(); }

  /// A vertex that is best, one number a column; nothing if CLP finds none.
  [[nodiscard]] std::optional<std::vector<double>> minimise() const;

  /// What makes a best vertex: as many rows that are met with equality as columns that are not held at a
  /// bound (or, if they have none, at 0).
  struct Basis {
    std::vector<std::size_t> columns;
    std::vector<std::size_t> rows;
  };
  /// Nothing if CLP finds none.
  [[nodiscard]] std::optional<Basis> best_basis() const;

 private:
  struct Solved;
  [[nodiscard]] Solved solved() const;

  std::vector<double> low_, high_, cost_;
  std::vector<double> row_low_, row_high_;
  std::vector<int> row_start_{0}, row_column_;
  std::vector<double> row_value_;
};

}  // namespace genericity
