#include "core/environments/implementation_decider.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace genericity {

/// Lets the checker judge the solver's claims, and keeps the proof. A Gordan alternative without weight on −s
/// balances and gains nothing: it shows that no solution is strict, and proves nothing more.
class ImplementationDecider::Judge final : public GordanJudge {
 public:
  Judge(ImplementationDecider& decider, const Prior& prior, const SampledEnvironment& environment)
      : decider_(decider), prior_(prior), environment_(environment) {}

  bool accepts_solution(const Eigen::VectorXd& x) override {
    const Eigen::Index unknowns = x.size() - 1;
    const double s = x[unknowns];
    if (!(s > 0)) return false;
    std::vector<double> transfers(static_cast<std::size_t>(unknowns));
    for (Eigen::Index k = 0; k < unknowns; ++k) transfers[static_cast<std::size_t>(k)] = x[k] / s;
    if (prior_.doubles_are_exact()) {
      if (!decider_.checker_.proves(prior_.approximate(), environment_, transfers)) return false;
      decider_.transfers_ = std::move(transfers);
      return true;
    }
    if (!std::all_of(transfers.begin(), transfers.end(), [](double t) { return std::isfinite(t); }))
      return false;
    return accepts_rule({transfers.begin(), transfers.end()});
  }

  bool accepts_solution(std::span<const mpz_class> x) override {
    if (x.back() <= 0) return false;
    std::vector<mpq_class> transfers;
    transfers.reserve(x.size() - 1);
    for (const mpz_class& value : x.first(x.size() - 1)) {
      transfers.emplace_back(value, x.back());
      transfers.back().canonicalize();
    }
    return accepts_rule(std::move(transfers));
  }

  bool accepts_alternative(const Alternative& c) override {
    std::vector<mpq_class> weights(decider_.rows_.rows());
    for (const auto& [row, weight] : c) weights[row] = weight;
    if (std::any_of(weights.begin(), weights.end(), [](const mpq_class& weight) { return weight < 0; }))
      return false;
    const mpq_class strictness = std::exchange(weights.back(), 0);
    if (strictness == 0) {
      is_tight_ = balances(weights);
      return is_tight_;
    }
    ImplementationCertificate certificate = decider_.constraints_.certificate(weights);
    if (!decider_.checker_.refutes(prior_.exact(), environment_, certificate)) return false;
    decider_.certificate_ = std::move(certificate);
    return true;
  }

  /// Without weight on −s, up to rounding, they would come to no proof: exact programs take over at once.
  bool accepts_multipliers(const Eigen::VectorXd& c) override {
    constexpr double rounding = 1e-9;
    is_tight_ = c[c.size() - 1] <= rounding * c.sum();
    return is_tight_;
  }
  [[nodiscard]] bool knows_structure() const override { return true; }

  const SparseRows<mpz_class>& exact_rows() override {
    if (rows_.value.empty()) rows_ = decider_.exact_rows(prior_.exact(), environment_);
    return rows_;
  }

  /// Whether what was accepted last says, or suggests, only that no solution is strict.
  [[nodiscard]] bool is_tight() const { return is_tight_; }

 private:
  /// Takes transfers of agents 1 to n−1.
  bool accepts_rule(std::vector<mpq_class> transfers) {
    const std::size_t unknowns = transfers.size();
    transfers.resize(unknowns + decider_.constraints_.space().profiles());
    for (std::size_t place = 0; place < unknowns; ++place)
      transfers[unknowns + place % decider_.constraints_.space().profiles()] -= transfers[place];
    TransferRule rule(decider_.constraints_.space(), std::move(transfers));
    if (!decider_.checker_.proves(prior_.exact(), environment_, rule)) return false;
    decider_.transfers_ = std::move(rule);
    return true;
  }

  bool balances(const std::vector<mpq_class>& weights) {
    const SparseRows<mpz_class>& rows = exact_rows();
    std::vector<mpq_class> sums(rows.columns);
    bool is_zero = true;
    for (std::size_t row = 0; row < weights.size(); ++row) {
      if (weights[row] == 0) continue;
      is_zero = false;
      for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k)
        sums[rows.column[k]] += weights[row] * rows.value[k];
    }
    return !is_zero && std::all_of(sums.begin(), sums.end(), [](const mpq_class& sum) { return sum == 0; });
  }

  ImplementationDecider& decider_;
  const Prior& prior_;
  const SampledEnvironment& environment_;
  SparseRows<mpz_class> rows_;
  bool is_tight_ = false;
};

ImplementationDecider::ImplementationDecider(const TypeSpace& space, const Pattern& pattern,
                                             std::optional<Participation> participation)
    : constraints_(space, pattern, participation),
      checker_(space, pattern, participation),
      programs_(constraints_, checker_) {
  // The pattern of entries; fill() writes the numbers in the same order.
  const SparseRows<double> own = constraints_.deviations().matrix<double>();
  rows_.columns = own.columns + 1;
  for (std::size_t row = 0; row < own.rows(); ++row) {
    for (std::uint32_t k = own.start[row]; k < own.start[row + 1]; ++k) rows_.push(own.column[k], 0.0);
    rows_.push(own.columns, 0.0);
    rows_.end_row();
  }
  for (const ImplementationConstraints::Participant& participant : constraints_.participants()) {
    for (const std::uint32_t rest : participant.split->outside)
      constraints_.visit_joint(participant.coalition, participant.profile + rest,
                               [&](int, std::size_t place) { rows_.push(place, 0.0); });
    rows_.push(own.columns, 0.0);
    rows_.end_row();
  }
  rows_.push(own.columns, -1.0);
  rows_.end_row();
  scale_.resize(rows_.rows(), 1.0);
  no_forms_.columns = rows_.columns;
}

void ImplementationDecider::fill(std::span<const double> weights, const SampledEnvironment& environment) {
  SparseRows<double> own = constraints_.deviations().matrix<double>();
  constraints_.deviations().fill(weights, own);
  constraints_.deviations().posterior_scale(weights, std::span(scale_).first(own.rows()));
  std::size_t row = 0;
  for (const DeviationSystem::Block& block : constraints_.deviations().blocks()) {
    for (const std::uint32_t truth : block.split.inside) {
      for (const std::uint32_t report : block.split.inside) {
        if (truth == report) continue;
        double gain = 0;
        for (const std::uint32_t rest : block.split.outside)
          gain += weights[truth + rest] * gain_at(environment, block.coalition, truth + rest, report + rest);
        std::copy(own.value.begin() + own.start[row], own.value.begin() + own.start[row + 1],
                  rows_.value.begin() + rows_.start[row]);
        rows_.value[rows_.start[row + 1] - 1] = gain;
        ++row;
      }
    }
  }
  for (const auto& [coalition, type, profile, split] : constraints_.participants()) {
    double lacking = 0;
    double total = 0;
    std::size_t k = rows_.start[row];
    for (const std::uint32_t rest : split->outside) {
      const double weight = weights[profile + rest];
      constraints_.visit_joint(coalition, profile + rest,
                               [&](int sign, std::size_t) { rows_.value[k++] = -sign * weight; });
      lacking += weight * lack_at(environment, coalition, profile + rest);
      total += weight;
    }
    rows_.value[k] = lacking;
    scale_[row++] = 1 / total;
  }
}

SparseRows<mpz_class> ImplementationDecider::exact_rows(const IntegerWeights& weights,
                                                        const SampledEnvironment& environment) const {
  // As in rows_, whose weights add up to 1, times one factor up to rounding.
  const ImplementationConstraints::Exact exact = constraints_.exact(weights, environment);
  SparseRows<mpz_class> rows;
  rows.columns = constraints_.unknowns() + 1;
  for (std::size_t row = 0; row < exact.rows.rows(); ++row) {
    for (std::uint32_t k = exact.rows.start[row]; k < exact.rows.start[row + 1]; ++k) {
      if (exact.rows.column[k] < constraints_.unknowns())
        rows.push(exact.rows.column[k], exact.rows.value[k]);
    }
    rows.push(constraints_.unknowns(), exact.lacks[row]);
    rows.end_row();
  }
  mpz_class total = 0;
  for (const mpz_class& weight : weights) total += weight;
  rows.push(constraints_.unknowns(), mpz_class(-total * mpz_class{1 / SampledEnvironment::unit}));
  rows.end_row();
  return rows;
}

Decision ImplementationDecider::decide(const Prior& prior, const SampledEnvironment& environment) {
  std::vector<double> none(constraints_.deviations().unknowns());
  const bool needs_none = prior.doubles_are_exact() ? checker_.proves(prior.approximate(), environment, none)
                                                    : checker_.proves(prior.exact(), environment,
                                                                      TransferRule(constraints_.space()));
  if (needs_none) {
    transfers_ = std::move(none);
    return {Verdict::holds, true, Stage::definition};
  }
  fill(prior.approximate(), environment);
  Judge judge(*this, prior, environment);
  const Decision decision = solver_.decide({rows_, scale_, no_forms_}, judge);
  const bool is_open = decision.verdict == Verdict::undecided || judge.is_tight();
  return is_open ? decide_by_programs(prior, environment) : decision;
}

Decision ImplementationDecider::decide_by_programs(const Prior& prior,
                                                   const SampledEnvironment& environment) {
  auto found = programs_.decide(prior.exact(), environment);
  if (auto* rule = std::get_if<TransferRule>(&found)) {
    transfers_ = std::move(*rule);
    return {Verdict::holds, true, Stage::exact_simplex};
  }
  if (auto* certificate = std::get_if<ImplementationCertificate>(&found)) {
    certificate_ = std::move(*certificate);
    return {Verdict::fails, true, Stage::exact_simplex};
  }
  return {};
}

TransferRule ImplementationDecider::transfers() const {
  if (const auto* rule = std::get_if<TransferRule>(&transfers_)) return *rule;
  const auto& doubles = std::get<std::vector<double>>(transfers_);
  std::vector<mpq_class> values(doubles.begin(), doubles.end());
  values.resize(doubles.size() + constraints_.space().profiles());
  for (std::size_t place = 0; place < doubles.size(); ++place)
    values[doubles.size() + place % constraints_.space().profiles()] -= values[place];
  return {constraints_.space(), std::move(values)};
}

}  // namespace genericity
