#include "core/gordan/gordan.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>

#include "core/exact/simplex.h"
#include "core/gordan/fine_alternative.h"
#include "core/gordan/high_precision.h"
#include "core/gordan/interior_point.h"

namespace genericity {

namespace {

/// Least-norm candidates are tried up to this many rows per unknown: beyond it the rows cannot be near
/// independent.
constexpr double least_norm_ratio = 1.25;
/// Gap at which the interior point method in doubles stops. The multipliers of the alternative are then clear
/// of the vanishing ones by many orders, and smaller gaps drown in rounding.
constexpr double gap_tolerance = 1e-10;
/// The same in extended precision (64 bits of mantissa), for what doubles leave open.
constexpr double extended_tolerance = 1e-13;
/// Gap of the run in 100 digits: margins down to about this size are told from zero.
const HighPrecision precise_tolerance("1e-60");
/// Systems up to this many coefficients go to the rational simplex method: at once when they are small, and
/// otherwise when 100 digits were not enough. Integers of extreme priors make it take seconds at 2000
/// coefficients where 100 digits take a tenth of one.
constexpr std::size_t quick_simplex_coefficients = 500;
constexpr std::size_t simplex_coefficients = 2500;
/// Unknowns up to which the run in 100 digits is worth its time (seconds at this size).
constexpr std::size_t precise_unknowns = 160;
/// Unknowns up to which fine_alternative is worth its time (seconds at 300), and the bound on t* from which
/// on it may succeed.
constexpr std::size_t fine_unknowns = 500;
constexpr double fine_bound = 1e-8;
/// Gap of a run that goes on in 100 digits. What rounding to doubles makes of a margin is about 1e-17.
const HighPrecision continued_tolerance("1e-40");
/// Bits of the integers made from a solution in high precision.
constexpr int precise_bits = 260;

/// The interior point method's program of a decision bounds no forms: any box will do.
SparseRows<double> no_forms(std::size_t columns) {
  return {columns, {0}, {}, {}};
}

/// By the rational simplex method.
Decision decide_by_simplex(GordanJudge& judge) {
  // c ≥ 0 with Aᵀc = 0 and Σc = 1; its refutation (y, y_0) has a_r·y ≥ −y_0 > 0 for every row, so x = −y
  // solves A x < 0.
  const SparseRows<mpz_class>& rows = judge.exact_rows();
  RationalMatrix matrix(rows.columns + 1, rows.rows());
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k)
      matrix(rows.column[k], r) += rows.value[k];
    matrix(rows.columns, r) = 1;
  }
  std::vector<mpq_class> right(rows.columns + 1);
  right.back() = 1;
  const FarkasAnswer answer = solve_nonnegative(matrix, right);
  const std::vector<mpq_class>& vector = answer.feasible() ? answer.solution : answer.refutation;
  mpz_class denominator = 1;
  for (const mpq_class& entry : vector) {
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), entry.get_den_mpz_t());
  }
  const auto scaled = [&](const mpq_class& entry) {
    return mpz_class(entry.get_num() * (denominator / entry.get_den()));
  };
  if (answer.feasible()) {
    Alternative alternative;
    for (std::size_t r = 0; r < vector.size(); ++r) {
      if (vector[r] > 0) alternative.emplace_back(r, scaled(vector[r]));
    }
    if (judge.accepts_alternative(alternative)) return {Verdict::fails, true, Stage::exact_simplex};
  } else {
    std::vector<mpz_class> x;
    for (std::size_t j = 0; j < rows.columns; ++j) x.emplace_back(-scaled(vector[j]));
    if (judge.accepts_solution(x)) return {Verdict::holds, true, Stage::exact_simplex};
  }
  return {};
}

/// Whether the judge accepts x, rounded to integers of precise_bits.
bool accepts_in_high_precision(const InteriorPoint<HighPrecision>::Vector& x, GordanJudge& judge) {
  HighPrecision greatest = 0;
  for (Eigen::Index j = 0; j < x.size(); ++j) greatest = std::max<HighPrecision>(greatest, abs(x[j]));
  std::vector<mpz_class> integers;
  for (Eigen::Index j = 0; j < x.size(); ++j) {
    const HighPrecision rounded = round(ldexp(x[j] / greatest, precise_bits));
    integers.emplace_back(static_cast<boost::multiprecision::cpp_int>(rounded).str());
  }
  return judge.accepts_solution(integers);
}

}  // namespace

struct GordanSolver::Methods {
  InteriorPoint<double> interior;
  // For the few systems that doubles leave open; made when first needed.
  std::unique_ptr<InteriorPoint<long double>> extended;
  std::unique_ptr<InteriorPoint<HighPrecision>> precise;
};

GordanSolver::GordanSolver() : methods_(std::make_unique<Methods>()) {}
GordanSolver::GordanSolver(GordanSolver&& other) noexcept = default;
GordanSolver& GordanSolver::operator=(GordanSolver&& other) noexcept = default;
GordanSolver::~GordanSolver() = default;

void GordanSolver::scale_rows(const GordanSystem& system) {
  scaled_.columns = system.rows.columns;
  scaled_.start = system.rows.start;
  scaled_.column = system.rows.column;
  scaled_.value.resize(system.rows.value.size());
  for (std::size_t r = 0; r < system.rows.rows(); ++r) {
    for (std::uint32_t k = system.rows.start[r]; k < system.rows.start[r + 1]; ++k) {
      scaled_.value[k] = system.rows.value[k] * system.scale[r];
    }
  }
}

Decision GordanSolver::decide(const GordanSystem& system, GordanJudge& judge) {
  const auto rows = static_cast<double>(system.rows.rows());
  if (rows <= least_norm_ratio * static_cast<double>(system.rows.columns) &&
      least_norm_.solve(system.rows, candidate_) && judge.accepts_solution(candidate_)) {
    return {Verdict::holds, true, Stage::least_norm};
  }
  scale_rows(system);
  in_row_space_ = RowSpace::suits(system.rows.rows(), system.rows.columns);
  if (in_row_space_) row_space_.reduce(scaled_);
  const SparseRows<double>& working = in_row_space_ ? row_space_.reduced() : scaled_;
  Decision decision = decide_by_interior_point(methods_->interior, working, no_forms(working.columns),
                                               gap_tolerance, system, judge);
  if (decision.verdict == Verdict::undecided) decision = decide_in_extended_precision(system, judge);
  if (decision.verdict != Verdict::undecided) return decision;

  const std::size_t coefficients = system.rows.rows() * system.rows.columns;
  if (coefficients <= quick_simplex_coefficients) return decide_by_simplex(judge);
  if (system.rows.columns <= fine_unknowns && methods_->extended->upper() < fine_bound &&
      find_support(*methods_->extended, system) && try_fine_alternative(judge)) {
    return {Verdict::fails, true, Stage::high_precision};
  }
  decision = system.rows.columns <= precise_unknowns ? decide_in_high_precision(system, judge)
                                                     : continue_in_high_precision(system, judge);
  if (decision.verdict == Verdict::undecided && coefficients <= simplex_coefficients) {
    decision = decide_by_simplex(judge);
  }
  return decision;
}

template <class Real>
Decision GordanSolver::decide_by_interior_point(InteriorPoint<Real>& method, const SparseRows<Real>& rows,
                                                const SparseRows<Real>& forms, double tolerance,
                                                const GordanSystem& system, GordanJudge& judge) {
  using Vector = typename InteriorPoint<Real>::Vector;
  const auto accept = [&](const Vector& x) {
    candidate_ = x.template cast<double>();
    return judge.accepts_solution(in_row_space_ ? row_space_.expand(candidate_) : candidate_);
  };
  const auto refute = [&](const Vector& c) {
    multipliers_ = c.template cast<double>();
    for (std::size_t r = 0; r < system.scale.size(); ++r) {
      multipliers_[static_cast<Eigen::Index>(r)] *= system.scale[r];
    }
    return judge.accepts_multipliers(multipliers_);
  };
  using Refute = typename InteriorPoint<Real>::Refute;
  const InteriorPointEnd end = method.run({&rows, &forms}, static_cast<Real>(tolerance), accept,
                                          judge.knows_structure() ? Refute(refute) : Refute());
  if (end == InteriorPointEnd::accepted) return {Verdict::holds, true, Stage::interior_point};
  if (end == InteriorPointEnd::refuted) return {Verdict::fails, true, Stage::balance};
  if (try_alternative(method, system, judge)) return {Verdict::fails, true, Stage::alternative};
  return {};
}

Decision GordanSolver::decide_in_extended_precision(const GordanSystem& system, GordanJudge& judge) {
  if (!methods_->extended) methods_->extended = std::make_unique<InteriorPoint<long double>>();
  const auto widened = [](const SparseRows<double>& rows) {
    return SparseRows<long double>{
        rows.columns, rows.start, rows.column, {rows.value.begin(), rows.value.end()}};
  };
  const SparseRows<double>& working = in_row_space_ ? row_space_.reduced() : scaled_;
  return decide_by_interior_point(*methods_->extended, widened(working), widened(no_forms(working.columns)),
                                  extended_tolerance, system, judge);
}

template <class Real>
bool GordanSolver::find_support(const InteriorPoint<Real>& method, const GordanSystem& system) {
  const auto c = method.multipliers();
  const auto s = method.slacks();
  if (!c.allFinite() || !s.allFinite()) return false;
  support_.clear();
  for (Eigen::Index r = 0; r < c.size(); ++r) {
    if (c[r] > s[r]) support_.push_back(static_cast<std::size_t>(r));
  }
  multipliers_.resize(static_cast<Eigen::Index>(support_.size()));
  for (std::size_t j = 0; j < support_.size(); ++j) {
    multipliers_[static_cast<Eigen::Index>(j)] =
        static_cast<double>(c[static_cast<Eigen::Index>(support_[j])]) * system.scale[support_[j]];
  }
  return true;
}

template <class Real>
bool GordanSolver::try_alternative(const InteriorPoint<Real>& method, const GordanSystem& system,
                                   GordanJudge& judge) {
  if (!find_support(method, system)) return false;
  const auto alternative = exact_alternative(judge.exact_rows(), system.rows, support_, multipliers_);
  return alternative && judge.accepts_alternative(*alternative);
}

bool GordanSolver::try_fine_alternative(GordanJudge& judge) {
  const std::span<const double> multipliers(multipliers_.data(), support_.size());
  const auto alternative = fine_alternative(judge.exact_rows(), support_, multipliers);
  return alternative && judge.accepts_alternative(*alternative);
}

Decision GordanSolver::continue_in_high_precision(const GordanSystem& system, GordanJudge& judge) {
  if (system.rows.columns > fine_unknowns || in_row_space_) return {};
  if (!methods_->precise) methods_->precise = std::make_unique<InteriorPoint<HighPrecision>>();
  // The exact rows in the scale of the doubles, which is common to all of them but for each row's own factor.
  const SparseRows<mpz_class>& exact = judge.exact_rows();
  const auto largest = static_cast<std::size_t>(
      std::max_element(system.rows.value.begin(), system.rows.value.end()) - system.rows.value.begin());
  const HighPrecision unit =
      HighPrecision(system.rows.value[largest]) / HighPrecision(exact.value[largest].get_str());
  SparseRows<HighPrecision> rows{exact.columns, exact.start, exact.column, {}};
  for (std::size_t r = 0; r < exact.rows(); ++r) {
    const HighPrecision factor = unit * system.scale[r];
    for (std::uint32_t k = exact.start[r]; k < exact.start[r + 1]; ++k)
      rows.value.push_back(HighPrecision(exact.value[k].get_str()) * factor);
  }
  const SparseRows<HighPrecision> forms{exact.columns, {0}, {}, {}};
  const auto accept = [&](const InteriorPoint<HighPrecision>::Vector& x) {
    return accepts_in_high_precision(x, judge);
  };
  const InteriorPointEnd end =
      methods_->precise->continue_run(*methods_->extended, {&rows, &forms}, continued_tolerance, accept);
  if (end == InteriorPointEnd::accepted) return {Verdict::holds, true, Stage::high_precision};
  if (find_support(*methods_->precise, system) && try_fine_alternative(judge))
    return {Verdict::fails, true, Stage::high_precision};
  return {};
}

Decision GordanSolver::decide_in_high_precision(const GordanSystem& system, GordanJudge& judge) {
  if (!methods_->precise) methods_->precise = std::make_unique<InteriorPoint<HighPrecision>>();
  const SparseRows<mpz_class>& exact = judge.exact_rows();
  SparseRows<HighPrecision> rows{exact.columns, exact.start, exact.column, {}};
  rows.value.reserve(exact.value.size());
  for (std::size_t r = 0; r < exact.rows(); ++r) {
    // Scale each row by its own greatest coefficient: exact integers may be far beyond the range of the
    // doubles' scale.
    mpz_class greatest = 1;
    for (std::uint32_t k = exact.start[r]; k < exact.start[r + 1]; ++k) {
      if (mpz_cmpabs(exact.value[k].get_mpz_t(), greatest.get_mpz_t()) > 0) greatest = abs(exact.value[k]);
    }
    const HighPrecision divisor(greatest.get_str());
    for (std::uint32_t k = exact.start[r]; k < exact.start[r + 1]; ++k) {
      rows.value.push_back(HighPrecision(exact.value[k].get_str()) / divisor);
    }
  }
  SparseRows<HighPrecision> forms{system.forms.columns, system.forms.start, system.forms.column, {}};
  for (const double value : system.forms.value) forms.value.emplace_back(value);

  const auto accept = [&](const InteriorPoint<HighPrecision>::Vector& x) {
    return accepts_in_high_precision(x, judge);
  };
  const InteriorPointEnd end = methods_->precise->run({&rows, &forms}, precise_tolerance, accept);
  if (end == InteriorPointEnd::accepted) return {Verdict::holds, true, Stage::high_precision};

  support_.clear();
  std::vector<double> kept;
  const auto c = methods_->precise->multipliers();
  const auto s = methods_->precise->slacks();
  for (Eigen::Index r = 0; r < c.size(); ++r) {
    if (c[r] <= s[r]) continue;
    support_.push_back(static_cast<std::size_t>(r));
    kept.push_back(static_cast<double>(c[r]));
  }
  if (kept.empty()) return {};
  multipliers_.resize(static_cast<Eigen::Index>(kept.size()));
  for (std::size_t j = 0; j < kept.size(); ++j) {
    // Back from this run's row scale to the rows themselves, up to one common factor.
    double greatest = 0;
    for (std::uint32_t k = system.rows.start[support_[j]]; k < system.rows.start[support_[j] + 1]; ++k) {
      greatest = std::max(greatest, std::abs(system.rows.value[k]));
    }
    multipliers_[static_cast<Eigen::Index>(j)] = kept[j] / greatest;
  }
  const auto alternative = exact_alternative(exact, system.rows, support_, multipliers_);
  if (alternative && judge.accepts_alternative(*alternative))
    return {Verdict::fails, true, Stage::high_precision};
  return {};
}

double GordanSolver::Margin::known() const {
  // Of rows of size 1, rounded to doubles.
  constexpr double clear_of_rounding = 1e-10;
  constexpr double accuracy = 0.01;
  const bool is_known = lower >= clear_of_rounding && upper <= (1 + accuracy) * lower;
  return is_known ? lower : std::numeric_limits<double>::quiet_NaN();
}

GordanSolver::Margin GordanSolver::margin(const GordanSystem& system) {
  scale_rows(system);
  methods_->interior.run({&scaled_, &system.forms}, gap_tolerance,
                         [](const Eigen::VectorXd&) { return false; });
  return {std::max(0.0, methods_->interior.lower()), std::max(0.0, methods_->interior.upper())};
}

}  // namespace genericity
