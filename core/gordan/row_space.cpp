#include "core/gordan/row_space.h"

namespace genericity {

void RowSpace::reduce(const SparseRows<double>& rows) {
  rows_ = &rows;
  const std::size_t count = rows.rows();
  if (reduced_.rows() != count) {
    reduced_ = {count, {0}, {}, {}};
    for (std::size_t r = 0; r < count; ++r) {
      for (std::size_t c = 0; c < count; ++c) reduced_.push(c, 0.0);
      reduced_.end_row();
    }
  }
  dense_row_.setZero(static_cast<Eigen::Index>(rows.columns));
  for (std::size_t r = 0; r < count; ++r) {
    for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k)
      dense_row_[rows.column[k]] = rows.value[k];
    for (std::size_t c = 0; c <= r; ++c) {
      const double entry = rows.dot(c, dense_row_);
      reduced_.value[r * count + c] = entry;
      reduced_.value[c * count + r] = entry;
    }
    for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k) dense_row_[rows.column[k]] = 0;
  }
}

const Eigen::VectorXd& RowSpace::expand(const Eigen::VectorXd& z) {
  x_.setZero(static_cast<Eigen::Index>(rows_->columns));
  for (std::size_t r = 0; r < rows_->rows(); ++r) {
    for (std::uint32_t k = rows_->start[r]; k < rows_->start[r + 1]; ++k)
      x_[rows_->column[k]] += z[static_cast<Eigen::Index>(r)] * rows_->value[k];
  }
  return x_;
}

}  // namespace genericity
