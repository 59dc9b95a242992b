#pragma once

// The LP libraries that a user would pick instead of the kernel, on the kernel's systems: GLPK (dual simplex)
// and CLP (dual simplex), both cold. They decide CI as the feasibility of A x ≤ −1, A = Lemma 1's rows with
// posteriors as coefficients. CLP's columns are bounded by ±10^6: with free ones its dual simplex calls many
// feasible systems infeasible. A library's answer is no proof; where it contradicts a proof of the kernel's,
// the library is wrong.

#include <coin/Clp_C_Interface.h>
#include <glpk.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "core/deviations.h"
#include "tests/perf/clock.h"

namespace genericity::perf {

/// Lemma 1's rows for one prior after another.
class Rows {
 public:
  Rows(const TypeSpace& space, const Pattern& pattern)
      : system_(space, pattern), matrix_(system_.matrix<double>()), scale_(system_.rows()) {}

  const SparseRows<double>& fill(std::span<const double> weights) {
    system_.fill(weights, matrix_);
    system_.posterior_scale(weights, scale_);
    for (std::size_t row = 0; row < matrix_.rows(); ++row) {
      for (std::uint32_t k = matrix_.start[row]; k < matrix_.start[row + 1]; ++k)
        matrix_.value[k] *= scale_[row];
    }
    return matrix_;
  }

 private:
  DeviationSystem system_;
  SparseRows<double> matrix_;
  std::vector<double> scale_;
};

/// What a library says of A x ≤ −1. No proof; `none`: it gave up or ran into its time limit.
enum class Answer : std::uint8_t { holds, fails, none };

/// GLPK's dual simplex, cold.
class Glpk {
 public:
  /// For systems with this sparsity; a call stops after `limit` seconds.
  explicit Glpk(const SparseRows<double>& shape, double limit = 60)
      : problem_(glp_create_prob(), glp_delete_prob),
        row_(shape.value.size() + 1),
        column_(shape.value.size() + 1),
        value_(shape.value.size() + 1) {
    glp_term_out(GLP_OFF);
    glp_init_smcp(&parameters_);
    parameters_.msg_lev = GLP_MSG_OFF;
    parameters_.meth = GLP_DUAL;
    parameters_.tm_lim = static_cast<int>(1000 * limit);
    const int rows = static_cast<int>(shape.rows());
    const int columns = static_cast<int>(shape.columns);
    glp_add_rows(problem_.get(), rows);
    glp_add_cols(problem_.get(), columns);
    for (int row = 1; row <= rows; ++row) glp_set_row_bnds(problem_.get(), row, GLP_UP, 0, -1);
    for (int column = 1; column <= columns; ++column) glp_set_col_bnds(problem_.get(), column, GLP_FR, 0, 0);
    for (std::size_t r = 0; r < shape.rows(); ++r) {
      for (std::uint32_t k = shape.start[r]; k < shape.start[r + 1]; ++k) {
        row_[k + 1] = static_cast<int>(r) + 1;
        column_[k + 1] = static_cast<int>(shape.column[k]) + 1;
      }
    }
  }

  Answer answer(const SparseRows<double>& rows) {
    std::copy(rows.value.begin(), rows.value.end(), value_.begin() + 1);
    glp_load_matrix(problem_.get(), static_cast<int>(rows.value.size()), row_.data(), column_.data(),
                    value_.data());
    glp_std_basis(problem_.get());
    glp_simplex(problem_.get(), &parameters_);
    const int status = glp_get_status(problem_.get());
    if (status == GLP_OPT || status == GLP_FEAS) return Answer::holds;
    return status == GLP_NOFEAS ? Answer::fails : Answer::none;
  }

 private:
  std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem_;
  glp_smcp parameters_{};
  std::vector<int> row_, column_;
  std::vector<double> value_;
};

/// CLP's dual simplex, cold.
class Clp {
 public:
  /// As Glpk.
  explicit Clp(const SparseRows<double>& shape, double limit = 60)
      : model_(Clp_newModel(), Clp_deleteModel),
        start_(shape.columns + 1),
        row_(shape.value.size()),
        place_(shape.value.size()),
        value_(shape.value.size()),
        lower_(shape.columns, -1e6),
        upper_(shape.columns, 1e6),
        row_lower_(shape.rows(), -std::numeric_limits<double>::max()),
        row_upper_(shape.rows(), -1),
        limit_(limit) {
    Clp_setLogLevel(model_.get(), 0);
    for (const std::uint32_t column : shape.column) ++start_[column + 1];
    for (std::size_t column = 0; column < shape.columns; ++column) start_[column + 1] += start_[column];
    std::vector<int> next(start_.begin(), start_.end() - 1);
    for (std::size_t r = 0; r < shape.rows(); ++r) {
      for (std::uint32_t k = shape.start[r]; k < shape.start[r + 1]; ++k) {
        const auto at = static_cast<std::size_t>(next[shape.column[k]]++);
        row_[at] = static_cast<int>(r);
        place_[at] = k;
      }
    }
  }

  Answer answer(const SparseRows<double>& rows) {
    for (std::size_t k = 0; k < value_.size(); ++k) value_[k] = rows.value[place_[k]];
    Clp_loadProblem(model_.get(), static_cast<int>(rows.columns), static_cast<int>(rows.rows()),
                    start_.data(), row_.data(), value_.data(), lower_.data(), upper_.data(), nullptr,
                    row_lower_.data(), row_upper_.data());
    // Seconds of the processor from here on.
    Clp_setMaximumSeconds(model_.get(), limit_);
    Clp_dual(model_.get(), 0);
    const int status = Clp_status(model_.get());
    if (status == 0) return Answer::holds;
    return status == 1 ? Answer::fails : Answer::none;
  }

 private:
  std::unique_ptr<Clp_Simplex, void (*)(Clp_Simplex*)> model_;
  std::vector<int> start_, row_;
  std::vector<std::uint32_t> place_;
  std::vector<double> value_, lower_, upper_, row_lower_, row_upper_;
  double limit_;
};

}  // namespace genericity::perf
