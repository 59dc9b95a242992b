#include "core/conditions/ci.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "core/condition_g.h"
#include "core/conditions/deviation_balance.h"
#include "core/deviations.h"
#include "core/gordan/gordan.h"

namespace genericity {

namespace {

/// Bits of the integers that a floating-point ψ is rounded to: first for the check in doubles, whose sums
/// over 16 agents must stay below 2^40, then, for small margins, for the exact check.
constexpr int fast_bits = 35;
constexpr int exact_bits = 52;
}  // namespace

class CiDecider::Implementation final : public GordanJudge {
 public:
  Implementation(const TypeSpace& space, const Pattern& pattern)
      : space_(space), condition_g_(prove_condition_g(pattern)), checker_(space, pattern) {
    if (condition_g_ && !proves_condition_g(pattern, *condition_g_)) condition_g_.reset();
    // A pattern that fails at every prior needs no system, which may be large.
    if (!condition_g_) linear_ = std::make_unique<Linear>(space, pattern);
  }

  Decision decide(const Prior& prior, std::span<const ClosestPosteriors> closest,
                  const GordanProposal& proposal) {
    take(prior);
    if (condition_g_) return decided_ = {Verdict::fails, true, Stage::condition_g};
    for (std::size_t k = 0; k < closest.size(); ++k) {
      if (closest[k].distance > 0) continue;
      equal_ = {&linear_->system.blocks()[k], closest[k].first, closest[k].second};
      return decided_ = {Verdict::fails, true, Stage::equal_posteriors};
    }
    const Verdict proposed = prove(proposal);
    if (proposed != Verdict::undecided) return decided_ = {proposed, true, Stage::search};
    linear_->fill(prior.approximate());
    return decided_ = linear_->solver.decide({linear_->rows, linear_->scale, linear_->no_forms}, *this);
  }

  MarginBounds margin(const Prior& prior, double accuracy) {
    if (condition_g_) return {0, 0};
    if (!linear_->margin) linear_->margin = std::make_unique<CiMargin>(linear_->system, checker_);
    if (linear_->margin->suits()) return linear_->margin->bounds(prior, accuracy);
    take(prior);
    return rough_margin(prior);
  }

  [[nodiscard]] MarginProof margin_proof() const { return linear_->margin->proof(); }

  [[nodiscard]] std::variant<TransferCertificate, DeviationCertificate> certificate(
      const Prior& prior) const {
    switch (decided_.stage) {
      case Stage::condition_g:
        return condition_g_certificate(space_, prior.exact(), *condition_g_);
      case Stage::equal_posteriors:
        return equal_posteriors_certificate(prior.exact());
      default:
        if (decided_.verdict == Verdict::undecided)
          throw std::logic_error("an undecided verdict has no certificate");
        if (decided_.verdict == Verdict::fails) return deviations_;
        return transfers_in_use_ ? transfers_ : fast_transfers();
    }
  }

  [[nodiscard]] const std::optional<ConditionGProof>& condition_g() const { return condition_g_; }
  [[nodiscard]] const CertificateChecker& checker() const { return checker_; }

  // GordanJudge
  bool accepts_solution(const Eigen::VectorXd& x) override {
    if (!x.allFinite()) return false;
    const double greatest = x.cwiseAbs().maxCoeff();
    // Below this the factors to integers would overflow.
    if (!(greatest > 0x1p-900)) return false;
    const std::size_t unknowns = linear_->system.unknowns();
    if (prior_->doubles_are_exact()) {
      const double factor = std::ldexp(1.0, fast_bits) / greatest;
      for (std::size_t j = 0; j < unknowns; ++j)
        linear_->psi[j] = std::llround(x[static_cast<Eigen::Index>(j)] * factor);
      complete_balance(std::span(linear_->psi), unknowns, space_.profiles());
      transfers_in_use_ = false;
      if (checker_.proves_ci(prior_->approximate(), linear_->psi)) return true;
    }
    const double factor = std::ldexp(1.0, exact_bits) / greatest;
    linear_->integers.resize(unknowns);
    for (std::size_t j = 0; j < unknowns; ++j)
      linear_->integers[j] = std::round(x[static_cast<Eigen::Index>(j)] * factor);
    return accepts_solution(linear_->integers);
  }

  bool accepts_solution(std::span<const mpz_class> x) override {
    const std::size_t unknowns = linear_->system.unknowns();
    transfers_.psi.resize(unknowns + space_.profiles());
    for (std::size_t j = 0; j < unknowns; ++j) transfers_.psi[j] = x[j];
    complete_balance(std::span(transfers_.psi), unknowns, space_.profiles());
    transfers_in_use_ = true;
    return checker_.proves_ci(prior_->exact(), transfers_);
  }

  [[nodiscard]] bool knows_structure() const override { return linear_->balance.applicable(); }

  bool accepts_multipliers(const Eigen::VectorXd& c) override {
    auto certificate = linear_->balance.balance(prior_->approximate(), prior_->exact(), c);
    if (!certificate) return false;
    deviations_ = std::move(*certificate);
    return checker_.refutes_ci(prior_->exact(), deviations_);
  }

  bool accepts_alternative(const Alternative& c) override {
    deviations_.entries.clear();
    for (const auto& [row, weight] : c) {
      const DeviationSystem::Deviation deviation = linear_->system.deviation(row);
      deviations_.entries.push_back({deviation.block->coalition, deviation.truth, deviation.report, weight});
    }
    return checker_.refutes_ci(prior_->exact(), deviations_);
  }

  const SparseRows<mpz_class>& exact_rows() override {
    if (!exact_rows_filled_) {
      if (exact_rows_.value.empty()) exact_rows_ = linear_->system.matrix<mpz_class>();
      linear_->system.fill(prior_->exact(), exact_rows_);
      exact_rows_filled_ = true;
    }
    return exact_rows_;
  }

 private:
  void take(const Prior& prior) {
    prior_ = &prior;
    exact_rows_filled_ = false;
  }

  MarginBounds rough_margin(const Prior& prior) {
    std::vector<ClosestPosteriors> closest;
    MarginBounds bounds{0, std::numeric_limits<double>::infinity()};
    for (const DeviationSystem::Block& block : linear_->system.blocks()) {
      const ClosestPosteriors pair =
          closest.emplace_back(BeliefSeparation(space_, block.coalition).closest(prior));
      equal_ = {&block, pair.first, pair.second};
      bounds.upper = std::min(
          bounds.upper, checker_.margin_at_most(prior.exact(), equal_posteriors_certificate(prior.exact())));
    }
    if (decide(prior, closest, {}).verdict == Verdict::holds) {
      bounds.lower =
          checker_.margin_at_least(prior.exact(), std::get<TransferCertificate>(certificate(prior)));
    }
    return bounds;
  }

  /// The verdict of a proposal that proves to be right.
  Verdict prove(const GordanProposal& proposal) {
    const std::span<const double> values = proposal.values;
    switch (proposal.side) {
      case GordanProposal::Side::solution:
        linear_->proposed =
            Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
        if (accepts_solution(linear_->proposed)) return Verdict::holds;
        break;
      case GordanProposal::Side::multipliers:
        if (!knows_structure()) break;
        linear_->system.posterior_scale(prior_->approximate(), linear_->scale);
        linear_->proposed.resize(static_cast<Eigen::Index>(values.size()));
        for (std::size_t r = 0; r < values.size(); ++r)
          linear_->proposed[static_cast<Eigen::Index>(r)] = values[r] * linear_->scale[r];
        if (accepts_multipliers(linear_->proposed)) return Verdict::fails;
        break;
      default:
        break;
    }
    return Verdict::undecided;
  }

  [[nodiscard]] TransferCertificate fast_transfers() const {
    TransferCertificate certificate;
    for (const std::int64_t value : linear_->psi) certificate.psi.emplace_back(static_cast<long>(value));
    return certificate;
  }

  /// Where p(·|θ) = p(·|θ'), the misreports θ → θ' and θ' → θ with weights w(θ') and w(θ) cancel each other.
  [[nodiscard]] DeviationCertificate equal_posteriors_certificate(const IntegerWeights& weights) const {
    const auto& [block, first, second] = equal_;
    const auto total = [&, split = &block->split](std::uint32_t type) {
      mpz_class sum = 0;
      for (const std::uint32_t rest : split->outside) sum += weights[split->inside[type] + rest];
      return sum;
    };
    return {
        {{block->coalition, first, second, total(second)}, {block->coalition, second, first, total(first)}}};
  }

  /// Lemma 1's system with the memory to solve it.
  struct Linear {
    Linear(const TypeSpace& space, const Pattern& pattern)
        : system(space, pattern),
          balance(space, system),
          rows(system.matrix<double>()),
          scale(system.rows()),
          psi(system.unknowns() + space.profiles()) {
      no_forms.columns = system.unknowns();
    }
    void fill(std::span<const double> weights) {
      system.fill(weights, rows);
      system.posterior_scale(weights, scale);
    }

    DeviationSystem system;
    DeviationBalance balance;
    SparseRows<double> rows;
    SparseRows<double> no_forms;
    std::vector<double> scale;
    Eigen::VectorXd proposed;
    GordanSolver solver;
    std::unique_ptr<CiMargin> margin;  // made when first asked for
    std::vector<std::int64_t> psi;     // the last solution that was checked in doubles
    std::vector<mpz_class> integers;   // the last one that was checked exactly, without ψ_n
  };

  TypeSpace space_;
  std::optional<ConditionGProof> condition_g_;
  CertificateChecker checker_;
  std::unique_ptr<Linear> linear_;

  const Prior* prior_ = nullptr;  // of the call that is running
  SparseRows<mpz_class> exact_rows_;
  bool exact_rows_filled_ = false;

  Decision decided_;
  DeviationSystem::Deviation equal_;
  TransferCertificate transfers_;
  bool transfers_in_use_ = false;
  DeviationCertificate deviations_;
};

CiDecider::CiDecider(const TypeSpace& space, const Pattern& pattern)
    : implementation_(std::make_unique<Implementation>(space, pattern)) {}
CiDecider::~CiDecider() = default;

const std::optional<ConditionGProof>& CiDecider::condition_g() const {
  return implementation_->condition_g();
}

Decision CiDecider::decide(const Prior& prior, std::span<const ClosestPosteriors> closest,
                           const GordanProposal& proposal) {
  return implementation_->decide(prior, closest, proposal);
}

std::variant<TransferCertificate, DeviationCertificate> CiDecider::certificate(const Prior& prior) const {
  return implementation_->certificate(prior);
}

MarginBounds CiDecider::margin(const Prior& prior, double accuracy) {
  return implementation_->margin(prior, accuracy);
}

MarginProof CiDecider::margin_proof() const {
  return implementation_->margin_proof();
}

const CertificateChecker& CiDecider::checker() const {
  return implementation_->checker();
}

}  // namespace genericity
