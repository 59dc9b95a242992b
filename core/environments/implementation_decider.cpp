#include "core/environments/implementation_decider.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

/// Σ_{i∈S} [u_i(q(reported), true) − u_i(q(true), true)].
double gain_at(const SampledEnvironment& environment, Coalition coalition, std::size_t truth,
               std::size_t reported) {
  return environment.joint_utility(coalition, environment.chosen(reported), truth) -
         environment.joint_utility(coalition, environment.chosen(truth), truth);
}

/// Σ_{i∈C} [outside − u_i(q(θ), θ)].
double lack_at(const SampledEnvironment& environment, Coalition coalition, std::size_t profile) {
  return coalition.size() * environment.outside() -
         environment.joint_utility(coalition, environment.chosen(profile), profile);
}

/// A multiple of the utilities' unit as an integer.
mpz_class in_units(double utility) {
  const double units = utility / SampledEnvironment::unit;
  return mpz_class{units};
}

}  // namespace

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
    ImplementationCertificate certificate = decider_.certificate_of(weights);
    if (!decider_.checker_.refutes(prior_.exact(), environment_, certificate)) return false;
    decider_.certificate_ = std::move(certificate);
    return true;
  }

  const SparseRows<mpz_class>& exact_rows() override {
    if (rows_.value.empty()) rows_ = decider_.exact_rows(prior_.exact(), environment_);
    return rows_;
  }

  /// Whether what was accepted last shows only that no solution is strict.
  [[nodiscard]] bool is_tight() const { return is_tight_; }

 private:
  /// Takes transfers of agents 1 to n−1.
  bool accepts_rule(std::vector<mpq_class> transfers) {
    const std::size_t unknowns = transfers.size();
    transfers.resize(unknowns + decider_.space_.profiles());
    for (std::size_t place = 0; place < unknowns; ++place)
      transfers[unknowns + place % decider_.space_.profiles()] -= transfers[place];
    TransferRule rule(decider_.space_, std::move(transfers));
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

template <class Visit>
void ImplementationDecider::visit_joint(Coalition coalition, std::size_t profile, const Visit& visit) const {
  const int last = space_.agents() - 1;
  const bool is_flipped = coalition.contains(last);
  for (int agent = 0; agent < last; ++agent) {
    if (coalition.contains(agent) != is_flipped)
      visit(is_flipped ? -1 : 1, static_cast<std::size_t>(agent) * space_.profiles() + profile);
  }
}

ImplementationDecider::ImplementationDecider(const TypeSpace& space, const Pattern& pattern,
                                             std::optional<Participation> participation)
    : space_(space), deviations_(space, pattern), checker_(space, pattern, participation) {
  const std::vector<Coalition> coalitions =
      participation ? neutral_coalitions(pattern, *participation) : std::vector<Coalition>{};
  participant_splits_.reserve(coalitions.size());
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit& split = participant_splits_.emplace_back(space, coalition);
    for (std::uint32_t type = 0; type < split.inside.size(); ++type)
      participants_.push_back({coalition, type, split.inside[type], &split});
  }
  // The pattern of entries; fill() writes the numbers in the same order.
  const SparseRows<double> own = deviations_.matrix<double>();
  rows_.columns = own.columns + 1;
  for (std::size_t row = 0; row < own.rows(); ++row) {
    for (std::uint32_t k = own.start[row]; k < own.start[row + 1]; ++k) rows_.push(own.column[k], 0.0);
    rows_.push(own.columns, 0.0);
    rows_.end_row();
  }
  for (const Participant& participant : participants_) {
    for (const std::uint32_t rest : participant.split->outside)
      visit_joint(participant.coalition, participant.profile + rest,
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
  SparseRows<double> own = deviations_.matrix<double>();
  deviations_.fill(weights, own);
  deviations_.posterior_scale(weights, std::span(scale_).first(own.rows()));
  std::size_t row = 0;
  for (const DeviationSystem::Block& block : deviations_.blocks()) {
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
  for (const auto& [coalition, type, profile, split] : participants_) {
    double lacking = 0;
    double total = 0;
    std::size_t k = rows_.start[row];
    for (const std::uint32_t rest : split->outside) {
      const double weight = weights[profile + rest];
      visit_joint(coalition, profile + rest,
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
  // As in rows_, times one factor: the integers' and 2^32.
  const mpz_class one = in_units(1);
  SparseRows<mpz_class> own = deviations_.matrix<mpz_class>();
  deviations_.fill(weights, own);
  SparseRows<mpz_class> rows;
  rows.columns = own.columns + 1;
  std::size_t row = 0;
  for (const DeviationSystem::Block& block : deviations_.blocks()) {
    for (const std::uint32_t truth : block.split.inside) {
      for (const std::uint32_t report : block.split.inside) {
        if (truth == report) continue;
        mpz_class gain = 0;
        for (const std::uint32_t rest : block.split.outside)
          gain += weights[truth + rest] *
                  in_units(gain_at(environment, block.coalition, truth + rest, report + rest));
        for (std::uint32_t k = own.start[row]; k < own.start[row + 1]; ++k)
          rows.push(own.column[k], mpz_class(own.value[k] * one));
        rows.push(own.columns, std::move(gain));
        rows.end_row();
        ++row;
      }
    }
  }
  for (const auto& [coalition, type, profile, split] : participants_) {
    mpz_class lacking = 0;
    for (const std::uint32_t rest : split->outside) {
      const mpz_class& weight = weights[profile + rest];
      visit_joint(coalition, profile + rest,
                  [&](int sign, std::size_t place) { rows.push(place, mpz_class(-sign * weight * one)); });
      lacking += weight * in_units(lack_at(environment, coalition, profile + rest));
    }
    rows.push(own.columns, std::move(lacking));
    rows.end_row();
  }
  rows.push(own.columns, -one);
  rows.end_row();
  return rows;
}

ImplementationCertificate ImplementationDecider::certificate_of(std::span<const mpq_class> weights) const {
  mpz_class denominator = 1;
  for (const mpq_class& weight : weights)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weight.get_den_mpz_t());
  ImplementationCertificate certificate;
  for (std::size_t row = 0; row < deviations_.rows() + participants_.size(); ++row) {
    if (weights[row] == 0) continue;
    const mpz_class weight = weights[row].get_num() * (denominator / weights[row].get_den());
    if (row < deviations_.rows()) {
      const DeviationSystem::Deviation deviation = deviations_.deviation(row);
      certificate.deviations.entries.push_back(
          {deviation.block->coalition, deviation.truth, deviation.report, weight});
    } else {
      const Participant& participant = participants_[row - deviations_.rows()];
      certificate.participants.push_back({participant.coalition, participant.type, weight});
    }
  }
  return certificate;
}

Decision ImplementationDecider::decide(const Prior& prior, const SampledEnvironment& environment) {
  std::vector<double> none(deviations_.unknowns());
  const bool needs_none = prior.doubles_are_exact()
                              ? checker_.proves(prior.approximate(), environment, none)
                              : checker_.proves(prior.exact(), environment, TransferRule(space_));
  if (needs_none) {
    transfers_ = std::move(none);
    return {Verdict::holds, true, Stage::definition};
  }
  fill(prior.approximate(), environment);
  Judge judge(*this, prior, environment);
  const Decision decision = solver_.decide({rows_, scale_, no_forms_}, judge);
  const bool is_open = decision.verdict == Verdict::undecided || judge.is_tight();
  return is_open ? decide_by_simplex(prior, environment) : decision;
}

Decision ImplementationDecider::decide_by_simplex(const Prior& prior, const SampledEnvironment& environment) {
  const SparseRows<mpz_class> rows = exact_rows(prior.exact(), environment);
  const std::size_t constraints = rows.rows() - 1;
  if (constraints * rows.columns > simplex_limit) return {};
  // {c ≥ 0 : Aᵀc = 0, g·c = 1} is the proof that there are no transfers; its refutation gives them.
  RationalMatrix matrix(rows.columns, constraints);
  for (std::size_t row = 0; row < constraints; ++row) {
    for (std::uint32_t k = rows.start[row]; k < rows.start[row + 1]; ++k)
      matrix(rows.column[k], row) += rows.value[k];
  }
  std::vector<mpq_class> right(rows.columns);
  right.back() = 1;
  const FarkasAnswer answer = solve_nonnegative(matrix, right);
  if (answer.feasible()) {
    ImplementationCertificate certificate = certificate_of(answer.solution);
    if (!checker_.refutes(prior.exact(), environment, certificate)) return {};
    certificate_ = std::move(certificate);
    return {Verdict::fails, true, Stage::exact_simplex};
  }
  // A x + g x0 ≥ 0 with x0 < 0: t = x / x0.
  const std::size_t unknowns = rows.columns - 1;
  std::vector<mpq_class> transfers(answer.refutation.begin(), answer.refutation.end() - 1);
  transfers.resize(unknowns + space_.profiles());
  for (std::size_t place = 0; place < unknowns; ++place) {
    transfers[place] /= answer.refutation.back();
    transfers[unknowns + place % space_.profiles()] -= transfers[place];
  }
  TransferRule rule(space_, std::move(transfers));
  if (!checker_.proves(prior.exact(), environment, rule)) return {};
  transfers_ = std::move(rule);
  return {Verdict::holds, true, Stage::exact_simplex};
}

TransferRule ImplementationDecider::transfers() const {
  if (const auto* rule = std::get_if<TransferRule>(&transfers_)) return *rule;
  const auto& doubles = std::get<std::vector<double>>(transfers_);
  std::vector<mpq_class> values(doubles.begin(), doubles.end());
  values.resize(doubles.size() + space_.profiles());
  for (std::size_t place = 0; place < doubles.size(); ++place)
    values[doubles.size() + place % space_.profiles()] -= values[place];
  return {space_, std::move(values)};
}

}  // namespace genericity
