#include "core/gordan/interior_point.h"

#include <Eigen/Cholesky>
#include <algorithm>

#include "core/gordan/high_precision.h"

namespace genericity {

namespace {

constexpr int most_iterations = 200;
/// Fraction of the way to the boundary that a step may go.
constexpr double step_fraction = 0.995;
/// Steps shorter than this on both sides mean that rounding has taken over.
constexpr double least_step = 1e-6;
/// Part of the tolerance below which the complementarity Σ s z says that no more steps can help.
constexpr double least_complementarity = 1e-3;

/// When to try for multipliers that balance exactly: not before this iteration, and only while the upper
/// bound is at most this multiple of minus the lower one, with more patience later. A try costs about one
/// iteration.
constexpr int earliest_refutation = 2;
constexpr int late_refutation = 6;
constexpr double early_ratio = 1.6;
constexpr double late_ratio = 3;
constexpr int last_refutation = 8;
constexpr double last_ratio = 10;
/// Upper bound from which on multipliers and slacks have parted: rows with less multiplier than slack are
/// taken as vanishing.
constexpr double parted_bound = 1e-4;
/// Against the directions that no row sees, relative to the greatest diagonal entry.
constexpr double balance_regularisation = 1e-13;
/// Multipliers that would shrink below this part of themselves are not inside the cone of solutions.
constexpr double least_balance_factor = 0.05;

/// The constraints besides the rows come in pairs ±; place of the first of the pair's side.
enum Side : int { plus = 0, minus = 1 };

}  // namespace

template <class Real>
void InteriorPoint<Real>::multiply(const Vector& y, Vector& out) const {
  const auto rows = static_cast<Eigen::Index>(row_count_);
  const auto forms = static_cast<Eigen::Index>(form_count_);
  const Real& t = y[d_];
  for (Eigen::Index r = 0; r < rows; ++r) out[r] = program_.rows->dot(static_cast<std::size_t>(r), y) + t;
  out.segment(rows, d_) = y.head(d_);
  out.segment(rows + d_, d_) = -y.head(d_);
  const Eigen::Index first = rows + 2 * d_;
  for (Eigen::Index k = 0; k < forms; ++k) {
    const Real value = program_.forms->dot(static_cast<std::size_t>(k), y);
    out[first + k] = value;
    out[first + forms + k] = -value;
  }
}

template <class Real>
void InteriorPoint<Real>::multiply_transposed(const Vector& z, Vector& out) const {
  const auto rows = static_cast<Eigen::Index>(row_count_);
  const auto forms = static_cast<Eigen::Index>(form_count_);
  out.head(d_) = z.segment(rows, d_) - z.segment(rows + d_, d_);
  out[d_] = z.head(rows).sum();
  const auto add = [&](const SparseRows<Real>& matrix, std::size_t row, const Real& factor) {
    for (std::uint32_t k = matrix.start[row]; k < matrix.start[row + 1]; ++k) {
      out[matrix.column[k]] += factor * matrix.value[k];
    }
  };
  for (Eigen::Index r = 0; r < rows; ++r) add(*program_.rows, static_cast<std::size_t>(r), z[r]);
  const Eigen::Index first = rows + 2 * d_;
  for (Eigen::Index k = 0; k < forms; ++k) {
    add(*program_.forms, static_cast<std::size_t>(k), z[first + k] - z[first + forms + k]);
  }
}

template <class Real>
void InteriorPoint<Real>::allocate(const MarginProgram<Real>& program) {
  program_ = program;
  row_count_ = program.rows->rows();
  form_count_ = program.forms->rows();
  d_ = static_cast<Eigen::Index>(program.rows->columns);
  const auto rows = static_cast<Eigen::Index>(row_count_);
  constraints_ = rows + 2 * d_ + 2 * static_cast<Eigen::Index>(form_count_);
  for (Vector* v : {&slack_, &dual_, &weight_, &target_, &dslack_, &ddual_, &scratch_, &dual_scratch_}) {
    v->resize(constraints_);
  }
  for (Vector* v : {&y_, &dy_, &residual_}) v->resize(d_ + 1);
  x_.resize(d_);
  if (equations_ == StepEquations::by_columns) normal_.resize(d_ + 1, d_ + 1);
  lower_ = -1;
  upper_ = std::numeric_limits<Real>::max();
  iterations_ = 0;
}

template <class Real>
void InteriorPoint<Real>::start(const MarginProgram<Real>& program) {
  allocate(program);
  const auto rows = static_cast<Eigen::Index>(row_count_);
  // Primal: x = 0, t = −1 leaves every slack at 1. Dual: equal weights on the rows, and box multipliers that
  // cancel Aᵀc.
  y_.setZero();
  y_[d_] = -1;
  slack_.setOnes();
  const Real share = Real(1) / Real(static_cast<double>(row_count_));
  dual_.setConstant(share);
  dual_.tail(constraints_ - rows).setZero();
  multiply_transposed(dual_, residual_);
  for (Eigen::Index j = 0; j < d_; ++j) {
    const Real pull = residual_[j];
    dual_[rows + j] = share + (pull < 0 ? Real(-pull) : Real(0));
    dual_[rows + d_ + j] = share + (pull > 0 ? pull : Real(0));
  }
  dual_.tail(2 * static_cast<Eigen::Index>(form_count_)).setConstant(share);
}

template <class Real>
void InteriorPoint<Real>::start_near() {
  const auto rows = static_cast<Eigen::Index>(row_count_);
  // Slacks 1 − B y of the box and −a_r·x − t of the rows. Lower t until every row has room.
  const auto fill_slacks = [&] {
    multiply(y_, slack_);
    slack_ = -slack_;
    slack_.tail(constraints_ - rows).array() += 1;
  };
  fill_slacks();
  const Real least = slack_.head(rows).minCoeff();
  const Real room = slack_.head(rows).cwiseAbs().maxCoeff() * Real(std::numeric_limits<double>::epsilon());
  if (least < room) {
    y_[d_] -= room - least;
    fill_slacks();
  }
  // Multipliers scaled to satisfy the equation of t; the box takes up the others.
  multiply_transposed(dual_, residual_);
  dual_ /= residual_[d_];
  residual_ /= residual_[d_];
  for (Eigen::Index j = 0; j < d_; ++j) {
    if (residual_[j] < 0) {
      dual_[rows + j] -= residual_[j];
    } else {
      dual_[rows + d_ + j] += residual_[j];
    }
  }
}

template <class Real>
bool InteriorPoint<Real>::factorise() {
  weight_ = dual_.cwiseQuotient(slack_);
  return equations_ == StepEquations::by_columns ? factorise_columns()
                                                 : row_equations_.factorise(program_, weight_);
}

template <class Real>
bool InteriorPoint<Real>::factorise_columns() {
  const auto rows = static_cast<Eigen::Index>(row_count_);
  const auto forms = static_cast<Eigen::Index>(form_count_);
  normal_.template triangularView<Eigen::Lower>().setZero();
  const auto add_outer = [&](const SparseRows<Real>& matrix, std::size_t row, const Real& factor) {
    for (std::uint32_t p = matrix.start[row]; p < matrix.start[row + 1]; ++p) {
      const Real scaled = factor * matrix.value[p];
      for (std::uint32_t q = matrix.start[row]; q < matrix.start[row + 1]; ++q) {
        if (matrix.column[q] >= matrix.column[p]) {
          normal_(matrix.column[q], matrix.column[p]) += scaled * matrix.value[q];
        }
      }
    }
  };
  for (Eigen::Index r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    add_outer(*program_.rows, row, weight_[r]);
    for (std::uint32_t k = program_.rows->start[row]; k < program_.rows->start[row + 1]; ++k) {
      normal_(d_, program_.rows->column[k]) += weight_[r] * program_.rows->value[k];
    }
    normal_(d_, d_) += weight_[r];
  }
  const Eigen::Index first = rows + 2 * d_;
  for (Eigen::Index k = 0; k < forms; ++k) {
    add_outer(*program_.forms, static_cast<std::size_t>(k), weight_[first + k] + weight_[first + forms + k]);
  }
  for (Eigen::Index j = 0; j < d_; ++j) normal_(j, j) += weight_[rows + j] + weight_[rows + d_ + j];
  // Directions that no row sees are held by the box alone, whose weights vanish at the end: keep the pivots
  // above rounding.
  Real greatest = 0;
  for (Eigen::Index j = 0; j <= d_; ++j) greatest = std::max<Real>(greatest, normal_(j, j));
  const Real floor = greatest * std::numeric_limits<Real>::epsilon() * Real(4);
  for (Eigen::Index j = 0; j <= d_; ++j) normal_(j, j) += floor;
  const Eigen::LLT<Eigen::Ref<decltype(normal_)>> cholesky(normal_);
  return cholesky.info() == Eigen::Success;
}

template <class Real>
void InteriorPoint<Real>::solve_step() {
  // B dy + ds = 0, Bᵀ(z + dz) = e_t, s dz + z ds = target − s z, eliminated to (Bᵀ W B) dy = e_t − Bᵀ(target
  // / s).
  scratch_ = target_.cwiseQuotient(slack_);
  multiply_transposed(scratch_, dy_);
  dy_ = -dy_;
  dy_[d_] += 1;
  if (equations_ == StepEquations::by_columns) {
    normal_.template triangularView<Eigen::Lower>().solveInPlace(dy_);
    normal_.template triangularView<Eigen::Lower>().adjoint().solveInPlace(dy_);
    multiply(dy_, dslack_);
    ddual_ = scratch_ - dual_ + weight_.cwiseProduct(dslack_);
  } else {
    const Vector& row_step = row_equations_.solve(dy_);
    multiply(dy_, dslack_);
    ddual_ = scratch_ - dual_ + weight_.cwiseProduct(dslack_);
    // Made from the step in x the products would carry its rounding times weights that grow without bound.
    const auto rows = static_cast<Eigen::Index>(row_count_);
    ddual_.head(rows) = scratch_.head(rows) - dual_.head(rows) + row_step;
  }
  dslack_ = -dslack_;
}

template <class Real>
Real InteriorPoint<Real>::step_length(const Vector& value, const Vector& change) const {
  Real length = 1;
  for (Eigen::Index k = 0; k < constraints_; ++k) {
    if (change[k] < 0) length = std::min<Real>(length, Real(step_fraction) * value[k] / -change[k]);
  }
  return length;
}

template <class Real>
bool InteriorPoint<Real>::looks_infeasible() const {
  // Towards t* = 0 the two bounds shrink together; towards t* > 0 the lower one changes its sign.
  if (iterations_ < earliest_refutation || lower_ >= 0) return false;
  double ratio = early_ratio;
  if (iterations_ >= late_refutation) ratio = late_ratio;
  if (iterations_ >= last_refutation) ratio = last_ratio;
  return upper_ < Real(ratio) * -lower_;
}

template <class Real>
bool InteriorPoint<Real>::balance_multipliers() {
  // Least squares in relative changes: c − D² A y with (Aᵀ D² A) y = Aᵀ c, D = diag(c).
  const auto rows = static_cast<Eigen::Index>(row_count_);
  balanced_ = dual_.head(rows);
  if (upper_ < Real(parted_bound)) {
    for (Eigen::Index r = 0; r < rows; ++r) {
      if (dual_[r] < slack_[r]) balanced_[r] = 0;
    }
  }
  normal_.template triangularView<Eigen::Lower>().setZero();
  residual_.setZero();
  const SparseRows<Real>& a = *program_.rows;
  for (Eigen::Index r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    if (balanced_[r] == 0) continue;
    const Real square = balanced_[r] * balanced_[r];
    for (std::uint32_t p = a.start[row]; p < a.start[row + 1]; ++p) {
      residual_[a.column[p]] += balanced_[r] * a.value[p];
      const Real scaled = square * a.value[p];
      for (std::uint32_t q = a.start[row]; q < a.start[row + 1]; ++q) {
        if (a.column[q] >= a.column[p]) normal_(a.column[q], a.column[p]) += scaled * a.value[q];
      }
    }
  }
  Real greatest = 0;
  for (Eigen::Index j = 0; j < d_; ++j) greatest = std::max<Real>(greatest, normal_(j, j));
  for (Eigen::Index j = 0; j <= d_; ++j) normal_(j, j) += greatest * Real(balance_regularisation);
  const Eigen::LLT<Eigen::Ref<decltype(normal_)>> cholesky(normal_);
  if (cholesky.info() != Eigen::Success) return false;
  cholesky.solveInPlace(residual_);
  for (Eigen::Index r = 0; r < rows; ++r) {
    if (balanced_[r] == 0) continue;
    const Real factor = 1 - balanced_[r] * a.dot(static_cast<std::size_t>(r), residual_);
    if (!(factor > Real(least_balance_factor))) return false;
    balanced_[r] *= factor;
  }
  return true;
}

template <class Real>
InteriorPointEnd InteriorPoint<Real>::run(const MarginProgram<Real>& program, Real tolerance,
                                          const Accept& accept, const Refute& refute) {
  equations_ = StepEquations::by_columns;
  start(program);
  return iterate({tolerance}, accept, refute);
}

template <class Real>
InteriorPointEnd InteriorPoint<Real>::solve(const MarginProgram<Real>& program,
                                            const Closeness<Real>& closeness, StepEquations equations) {
  equations_ = equations;
  start(program);
  return iterate(closeness, [](const Vector&) { return false; }, {});
}

template <class Real>
template <class Coarse>
InteriorPointEnd InteriorPoint<Real>::continue_run(const InteriorPoint<Coarse>& run,
                                                   const MarginProgram<Real>& program, Real tolerance,
                                                   const Accept& accept) {
  equations_ = StepEquations::by_columns;
  allocate(program);
  y_ = run.point().template cast<Real>();
  dual_ = run.dual_point().template cast<Real>();
  start_near();
  return iterate({tolerance}, accept, {});
}

template <class Real>
InteriorPointEnd InteriorPoint<Real>::iterate(const Closeness<Real>& closeness, const Accept& accept,
                                              const Refute& refute) {
  const auto rows = static_cast<Eigen::Index>(row_count_);
  const Real count = Real(static_cast<double>(constraints_));
  Real tried = 0;
  const auto tolerance = [&] {
    // Before the first bound there is none to be relative to.
    if (upper_ > 1 || closeness.relative > 1) return closeness.gap;
    return std::min<Real>(closeness.gap, closeness.relative * upper_);
  };
  for (; iterations_ < most_iterations; ++iterations_) {
    const Real mu = slack_.dot(dual_) / count;
    // By now only the rounding of the dual's equations can hold the gap up.
    if (mu * count < tolerance() * Real(least_complementarity)) return InteriorPointEnd::stalled;
    if (!factorise()) return InteriorPointEnd::stalled;

    target_.setZero();
    solve_step();
    const Real primal_affine = step_length(slack_, dslack_);
    const Real dual_affine = step_length(dual_, ddual_);
    const Real mu_affine = (slack_ + primal_affine * dslack_).dot(dual_ + dual_affine * ddual_) / count;
    const Real ratio = mu_affine / mu;
    const Real centring = ratio * ratio * ratio;
    target_ = -dslack_.cwiseProduct(ddual_);
    target_.array() += centring * mu;
    solve_step();
    const Real primal = step_length(slack_, dslack_);
    const Real dual = step_length(dual_, ddual_);
    y_ += primal * dy_;
    slack_ += primal * dslack_;
    dual_ += dual * ddual_;

    x_ = y_.head(d_);
    // Rounding may have ended in an infinity or in no number at all; comparisons below would not see it.
    if (!(x_.squaredNorm() <= std::numeric_limits<Real>::max())) return InteriorPointEnd::stalled;
    lower_ = std::numeric_limits<Real>::max();
    for (Eigen::Index r = 0; r < rows; ++r) {
      lower_ = std::min<Real>(lower_, -program_.rows->dot(static_cast<std::size_t>(r), x_));
    }
    // What rounding left over of the dual's equations Bᵀz = e_t is charged to the box, whose |x_j| ≤ 1, so
    // that the bound stays one.
    multiply_transposed(dual_, residual_);
    const Real bound =
        (dual_.tail(constraints_ - rows).sum() + residual_.head(d_).cwiseAbs().sum()) / residual_[d_];
    if (!(bound <= std::numeric_limits<Real>::max())) return InteriorPointEnd::stalled;
    upper_ = std::min<Real>(upper_, bound);
    // A refused x is worth another try only when it has become clearly better.
    if (lower_ > 2 * tried) {
      tried = lower_;
      if (accept(x_)) return InteriorPointEnd::accepted;
    }
    if (refute && looks_infeasible() && balance_multipliers() && refute(balanced_)) {
      return InteriorPointEnd::refuted;
    }
    if (upper_ - lower_ < tolerance()) return InteriorPointEnd::converged;
    if (primal < Real(least_step) && dual < Real(least_step)) return InteriorPointEnd::stalled;
  }
  return InteriorPointEnd::stalled;
}

template class InteriorPoint<double>;
template class InteriorPoint<long double>;
template class InteriorPoint<HighPrecision>;
template InteriorPointEnd InteriorPoint<HighPrecision>::continue_run(const InteriorPoint<long double>&,
                                                                     const MarginProgram<HighPrecision>&,
                                                                     HighPrecision, const Accept&);

}  // namespace genericity
