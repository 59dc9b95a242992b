#include "core/conditions/ci_margin.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>

#include "core/gordan/high_precision.h"
#include "core/gordan/interior_point.h"

namespace genericity {

namespace {

/// The equations' dense matrix has this order squared: 1 GiB.
constexpr std::size_t greatest_order = 11000;
/// Order up to which the run in 100 digits is worth its time (seconds at this size).
constexpr std::size_t precise_order = 160;
/// Steps by rows lose less to rounding, up to this many rows an unknown.
constexpr std::size_t rows_for_unknown = 2;
/// Gap at which a run stops at the latest; less where the margin is small.
constexpr double margin_gap_tolerance = 1e-10;
/// Part of the accuracy asked for that the solver's gap may use up; rounding takes from the rest.
constexpr double gap_part = 0.1;
/// Bits of the integers that transfers and weights are rounded to: for the check in doubles and the exact
/// ones.
constexpr int margin_fast_bits = 47;
constexpr int margin_exact_bits = 120;
constexpr int margin_precise_bits = 300;

/// round(value · 2^bits).
mpz_class scaled(long double value, int bits) {
  // In two halves: the mantissa may be longer than a double's.
  const long double whole = std::ldexp(value, bits / 2);
  const auto high = static_cast<double>(whole);
  const auto low = static_cast<double>(std::ldexp(whole - high, bits - bits / 2));
  return (mpz_class(std::round(high)) << static_cast<unsigned>(bits - bits / 2)) +
         mpz_class(std::round(std::ldexp(high - std::round(high), bits - bits / 2))) +
         mpz_class(std::round(low));
}

mpz_class scaled(const HighPrecision& value, int bits) {
  return mpz_class(static_cast<boost::multiprecision::cpp_int>(round(ldexp(value, bits))).str());
}

MarginBounds nothing() {
  return {0, std::numeric_limits<double>::infinity()};
}

}  // namespace

class CiMargin::Implementation {
 public:
  Implementation(const DeviationSystem& system, const CertificateChecker& checker)
      : system_(&system), checker_(&checker) {}

  [[nodiscard]] std::size_t order() const { return std::min(system_->rows(), system_->unknowns() + 1); }

  MarginBounds bounds(const Prior& prior, double accuracy) {
    const bool columns_fit = system_->unknowns() < greatest_order;
    const StepEquations careful = system_->rows() <= rows_for_unknown * system_->unknowns() || !columns_fit
                                      ? StepEquations::by_rows
                                      : StepEquations::by_columns;
    plain_.weights.assign(prior.approximate().begin(), prior.approximate().end());
    const MarginBounds first =
        solve(plain_, prior, accuracy, columns_fit ? StepEquations::by_columns : StepEquations::by_rows);
    if (first.agree(accuracy) || order() > precise_order) return first;
    if (!extended_) extended_ = std::make_unique<Run<long double>>();
    extended_->weights.assign(prior.approximate().begin(), prior.approximate().end());
    const MarginBounds second = solve(*extended_, prior, accuracy, careful);
    if (second.agree(accuracy)) return second;
    if (!precise_) precise_ = std::make_unique<Run<HighPrecision>>();
    precise_->weights.clear();
    for (const mpz_class& weight : prior.exact()) precise_->weights.emplace_back(weight.get_str());
    const MarginBounds third = solve(*precise_, prior, accuracy, careful);
    if (third.agree(accuracy)) return third;
    return {std::max({first.lower, second.lower, third.lower}),
            std::min({first.upper, second.upper, third.upper})};
  }

  [[nodiscard]] MarginProof proof() const {
    if (!in_doubles_) return proof_;
    MarginProof made;
    for (const std::int64_t value : psi_) made.transfers.psi.emplace_back(static_cast<long>(value));
    int least = std::numeric_limits<int>::max();
    for (const double cost : costs_) {
      if (cost > 0) least = std::min(least, std::ilogb(cost));
    }
    const int shift = std::numeric_limits<double>::digits - least;
    for (std::size_t r = 0; r < costs_.size(); ++r) {
      if (costs_[r] == 0) continue;
      mpq_class cost(costs_[r]);
      const auto bits = static_cast<mp_bitcnt_t>(std::abs(shift));
      (shift > 0 ? mpq_mul_2exp : mpq_div_2exp)(cost.get_mpq_t(), cost.get_mpq_t(), bits);
      const DeviationSystem::Deviation deviation = system_->deviation(r);
      made.deviations.entries.push_back(
          {deviation.block->coalition, deviation.truth, deviation.report, cost.get_num()});
    }
    return made;
  }

 private:
  /// The program and the method in one precision.
  template <class Real>
  struct Run {
    std::vector<Real> weights;
    std::vector<Real> totals;  // w(θ̄_S), one a row
    SparseRows<Real> rows;     // Lemma 1's own, with posteriors as coefficients
    SparseRows<Real> forms;    // Σ_{i<n} ψ_i(θ), one row a profile: −ψ_n
    InteriorPoint<Real> method;
  };

  template <class Real>
  void fill(Run<Real>& run) const {
    if (run.rows.rows() == 0) {
      run.rows = system_->matrix<Real>();
      run.totals.resize(system_->rows());
      run.forms.columns = system_->unknowns();
      for (std::size_t profile = 0; profile < checker_->profiles(); ++profile) {
        for (std::size_t j = profile; j < system_->unknowns(); j += checker_->profiles())
          run.forms.push(j, Real(1));
        run.forms.end_row();
      }
    }
    system_->fill(run.weights, run.rows);
    system_->totals(run.weights, std::span(run.totals));
    for (std::size_t r = 0; r < run.rows.rows(); ++r) {
      for (std::uint32_t k = run.rows.start[r]; k < run.rows.start[r + 1]; ++k)
        run.rows.value[k] /= run.totals[r];
    }
  }

  template <class Real>
  MarginBounds solve(Run<Real>& run, const Prior& prior, double accuracy, StepEquations equations) {
    fill(run);
    run.method.solve({&run.rows, &run.forms}, {Real(margin_gap_tolerance), Real(gap_part * accuracy)},
                     equations);
    if (!is_usable(run.method)) return nothing();
    if constexpr (std::numeric_limits<Real>::digits <= std::numeric_limits<long double>::digits) {
      if (prior.doubles_are_exact()) {
        const MarginBounds found = fast_bounds(run, prior);
        // Rounding may have spoilt the check alone.
        const bool solved = run.method.upper() <= (1 + accuracy) * run.method.lower();
        if (found.agree(accuracy) || !solved) return found;
      }
      return exact_bounds(run.method, prior, margin_exact_bits);
    } else {
      return exact_bounds(run.method, prior, margin_precise_bits);
    }
  }

  /// Whether rounding has left numbers, within the box up to little.
  template <class Real>
  static bool is_usable(const InteriorPoint<Real>& method) {
    const auto multipliers = method.multipliers();
    bool usable = true;
    for (Eigen::Index j = 0; j < method.x().size(); ++j)
      usable = usable && method.x()[j] < 2 && method.x()[j] > -2;
    for (Eigen::Index r = 0; r < multipliers.size(); ++r)
      usable = usable && multipliers[r] >= 0 && multipliers[r] < 2;
    return usable;
  }

  template <class Real>
  MarginBounds fast_bounds(const Run<Real>& run, const Prior& prior) {
    in_doubles_ = true;
    const std::size_t unknowns = system_->unknowns();
    psi_.resize(checker_->agents() * checker_->profiles());
    views_.resize(psi_.size());
    costs_.resize(system_->rows());
    for (std::size_t j = 0; j < unknowns; ++j)
      psi_[j] = std::llround(std::ldexp(run.method.x()[static_cast<Eigen::Index>(j)], margin_fast_bits));
    complete_balance(std::span(psi_), unknowns, checker_->profiles());
    const auto multipliers = run.method.multipliers();
    for (std::size_t r = 0; r < costs_.size(); ++r)
      costs_[r] = static_cast<double>(multipliers[static_cast<Eigen::Index>(r)] / run.totals[r]);
    return {checker_->margin_at_least(prior.approximate(), psi_),
            checker_->margin_at_most(prior.approximate(), costs_, views_)};
  }

  template <class Real>
  MarginBounds exact_bounds(const InteriorPoint<Real>& method, const Prior& prior, int bits) {
    in_doubles_ = false;
    const IntegerWeights& weights = prior.exact();
    const auto multipliers = method.multipliers();
    std::vector<mpz_class>& psi = proof_.transfers.psi;
    psi.resize(checker_->agents() * checker_->profiles());
    for (std::size_t j = 0; j < system_->unknowns(); ++j)
      psi[j] = scaled(method.x()[static_cast<Eigen::Index>(j)], bits);
    complete_balance(std::span(psi), system_->unknowns(), checker_->profiles());
    // Multipliers belong to rows divided by w(θ̄_S), which may be far apart.
    mpz_class total = 0;
    for (const mpz_class& weight : weights) total += weight;
    std::vector<mpz_class> totals(system_->rows());
    system_->totals(weights, std::span(totals));
    proof_.deviations.entries.clear();
    for (std::size_t r = 0; r < totals.size(); ++r) {
      const mpz_class multiplier = scaled(multipliers[static_cast<Eigen::Index>(r)], bits);
      if (multiplier == 0) continue;
      const DeviationSystem::Deviation deviation = system_->deviation(r);
      proof_.deviations.entries.push_back(
          {deviation.block->coalition, deviation.truth, deviation.report, multiplier * total / totals[r]});
    }
    return {checker_->margin_at_least(weights, proof_.transfers),
            checker_->margin_at_most(weights, proof_.deviations)};
  }

  const DeviationSystem* system_;
  const CertificateChecker* checker_;
  Run<double> plain_;
  // For the priors that doubles leave open; made when first needed.
  std::unique_ptr<Run<long double>> extended_;
  std::unique_ptr<Run<HighPrecision>> precise_;
  std::vector<std::int64_t> psi_;
  std::vector<double> costs_;  // weights on the deviations
  std::vector<double> views_;
  MarginProof proof_;
  bool in_doubles_ = false;  // whether the last proof is psi_ and costs_
};

CiMargin::CiMargin(const DeviationSystem& system, const CertificateChecker& checker)
    : implementation_(std::make_unique<Implementation>(system, checker)) {}
CiMargin::~CiMargin() = default;

bool CiMargin::suits() const {
  return implementation_->order() <= greatest_order;
}

MarginBounds CiMargin::bounds(const Prior& prior, double accuracy) {
  return suits() ? implementation_->bounds(prior, accuracy) : nothing();
}

MarginProof CiMargin::proof() const {
  return implementation_->proof();
}

}  // namespace genericity
