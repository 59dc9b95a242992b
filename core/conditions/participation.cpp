#include "core/conditions/participation.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "core/conditions/integer_judge.h"

namespace genericity {

namespace {

/// Calls visit(place, sign, weight place, divisor place) for every term of the row of deviation θ̄_S → θ̂_S in
/// the unknowns g = w ψ: sign · w(weight place) / w(divisor place) · g(place).
template <class Visit>
void visit_row(const TypeSpace& space, Coalition coalition, const CoalitionSplit& split, std::uint32_t truth,
               std::uint32_t report, const Visit& visit) {
  const int last = space.agents() - 1;
  const bool flipped = coalition.contains(last);
  const Coalition carriers = flipped ? coalition.complement(space.agents()) : coalition;
  const int sign = flipped ? -1 : 1;
  for (int agent = 0; agent < last; ++agent) {
    if (!carriers.contains(agent)) continue;
    const std::size_t base = static_cast<std::size_t>(agent) * space.profiles();
    for (const std::uint32_t rest : split.outside) {
      const std::size_t from = split.inside[truth] + rest;
      const std::size_t to = split.inside[report] + rest;
      visit(base + to, sign, from, to);
      visit(base + from, -sign, from, from);
    }
  }
}

}  // namespace

/// Checks the solver's claims with the exact checks of the condition itself.
class ParticipationDecider::Judge final : public GordanJudge {
 public:
  Judge(ParticipationDecider& decider, const Prior& prior) : decider_(decider), prior_(prior) {}

  bool accepts_solution(const Eigen::VectorXd& x) override {
    const std::vector<mpz_class> integers = rounded_solution(x);
    return !integers.empty() && accepts_solution(integers);
  }

  bool accepts_solution(std::span<const mpz_class> x) override {
    NeutralTransferCertificate certificate{decider_.transfers_of(prior_.exact(), x)};
    if (!proves_participation(decider_.space_, decider_.pattern_, decider_.participation_, prior_.exact(),
                              certificate)) {
      return false;
    }
    decider_.transfers_ = std::move(certificate);
    return true;
  }

  bool accepts_alternative(const Alternative& c) override {
    NeutralDeviationCertificate certificate = decider_.deviations_of(prior_.exact(), c);
    if (!refutes_participation(decider_.space_, decider_.pattern_, decider_.participation_, prior_.exact(),
                               certificate)) {
      return false;
    }
    decider_.deviations_ = std::move(certificate);
    return true;
  }

  const SparseRows<mpz_class>& exact_rows() override {
    if (rows_.value.empty()) rows_ = decider_.exact_rows(prior_.exact());
    return rows_;
  }

 private:
  ParticipationDecider& decider_;
  const Prior& prior_;
  SparseRows<mpz_class> rows_;
};

ParticipationDecider::ParticipationDecider(const TypeSpace& space, const Pattern& pattern,
                                           Participation participation)
    : space_(space),
      pattern_(pattern),
      participation_(participation),
      neutral_(space, neutral_coalitions(pattern, participation)) {
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit& split = splits_.emplace_back(space, coalition);
    const auto types = static_cast<std::uint32_t>(split.inside.size());
    for (std::uint32_t truth = 0; truth < types; ++truth) {
      for (std::uint32_t report = 0; report < types; ++report) {
        if (truth != report) deviation_rows_.push_back({coalition, truth, report});
      }
    }
  }
  no_forms_.columns = neutral_.dimension();
}

void ParticipationDecider::fill(const Prior& prior) {
  const std::span<const double> w = prior.approximate();
  const std::size_t profiles = space_.profiles();
  const std::vector<std::size_t>& free = neutral_.free_places();
  rows_ = {};
  rows_.columns = neutral_.dimension();
  scale_.clear();
  std::vector<double> dense(rows_.columns);
  std::size_t row = 0;
  std::size_t place = 0;
  for (const Coalition coalition : pattern_.coalitions()) {
    const CoalitionSplit& split = splits_[place++];
    for (const std::size_t end = row + split.inside.size() * (split.inside.size() - 1); row < end; ++row) {
      const auto& [ignored, truth, report] = deviation_rows_[row];
      std::fill(dense.begin(), dense.end(), 0.0);
      visit_row(space_, coalition, split, truth, report,
                [&](std::size_t at, int sign, std::size_t weight, std::size_t divisor) {
                  const double ratio = sign * w[weight] / w[divisor];
                  for (const auto& [k, factor] : neutral_.form(at)) dense[k] += ratio * factor.get_d();
                });
      double total = 0;
      for (const std::uint32_t rest : split.outside) total += w[split.inside[truth] + rest];
      for (std::size_t k = 0; k < dense.size(); ++k) {
        // From g to ψ at the free places.
        if (dense[k] != 0) rows_.push(k, dense[k] * w[free[k] % profiles]);
      }
      rows_.end_row();
      scale_.push_back(1 / total);
    }
  }
}

SparseRows<mpz_class> ParticipationDecider::exact_rows(const IntegerWeights& weights) const {
  const std::size_t profiles = space_.profiles();
  const std::vector<std::size_t>& free = neutral_.free_places();
  // One common multiple of all divisors, so that every row is the double row times one factor.
  mpz_class common = 1;
  for (const mpz_class& weight : weights) mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), weight.get_mpz_t());
  common *= neutral_.denominator();
  SparseRows<mpz_class> rows;
  rows.columns = neutral_.dimension();
  std::vector<mpq_class> dense(rows.columns);
  for (const auto& [coalition, truth, report] : deviation_rows_) {
    std::fill(dense.begin(), dense.end(), 0);
    visit_row(space_, coalition, CoalitionSplit(space_, coalition), truth, report,
              [&](std::size_t at, int sign, std::size_t weight, std::size_t divisor) {
                const mpz_class scaled = sign * weights[weight] * (common / weights[divisor]);
                for (const auto& [k, factor] : neutral_.form(at)) dense[k] += factor * scaled;
              });
    for (std::size_t k = 0; k < dense.size(); ++k) {
      if (dense[k] != 0) rows.push(k, mpz_class(dense[k].get_num() * weights[free[k] % profiles]));
    }
    rows.end_row();
  }
  return rows;
}

std::vector<mpq_class> ParticipationDecider::transfers_of(const IntegerWeights& weights,
                                                          std::span<const mpz_class> free) const {
  const std::size_t profiles = space_.profiles();
  const std::size_t unknowns = static_cast<std::size_t>(space_.agents() - 1) * profiles;
  std::vector<mpz_class> scaled;
  for (std::size_t k = 0; k < free.size(); ++k)
    scaled.emplace_back(free[k] * weights[neutral_.free_places()[k] % profiles]);
  std::vector<mpq_class> psi(unknowns + profiles);
  for (std::size_t at = 0; at < unknowns; ++at) {
    for (const auto& [k, factor] : neutral_.form(at)) psi[at] += factor * scaled[k];
    psi[at] /= weights[at % profiles];
    psi[unknowns + at % profiles] -= psi[at];
  }
  return psi;
}

NeutralDeviationCertificate ParticipationDecider::deviations_of(const IntegerWeights& weights,
                                                                const Alternative& c) const {
  NeutralDeviationCertificate certificate;
  std::vector<mpq_class> influence(static_cast<std::size_t>(space_.agents() - 1) * space_.profiles());
  for (const auto& [row, weight] : c) {
    if (weight == 0) continue;
    const auto& [coalition, truth, report] = deviation_rows_[row];
    certificate.deviations.entries.push_back({coalition, truth, report, weight});
    visit_row(space_, coalition, CoalitionSplit(space_, coalition), truth, report,
              [&, &amount = weight](std::size_t at, int sign, std::size_t from, std::size_t divisor) {
                mpq_class ratio(weights[from], weights[divisor]);
                ratio.canonicalize();
                influence[at] += sign * amount * ratio;
              });
  }
  // Aᵀc + Σ a · equations = 0 in the unknowns g.
  const std::vector<mpq_class> multipliers = neutral_.multipliers(influence);
  for (std::size_t k = 0; k < multipliers.size(); ++k) {
    if (multipliers[k] == 0) continue;
    const auto& [coalition, type] = neutral_.equations()[k];
    certificate.neutral.push_back({coalition, type, -multipliers[k]});
  }
  return certificate;
}

Decision ParticipationDecider::decide(const Prior& prior) {
  Judge judge(*this, prior);
  fill(prior);
  // Without a free unknown only ψ = 0 is neutral, and it deters nothing: every deviation alone refutes.
  if (neutral_.dimension() == 0) {
    if (judge.accepts_alternative({{0, 1}})) return {Verdict::fails, true, Stage::definition};
    return {};
  }
  const Decision decision = solver_.decide({rows_, scale_, no_forms_}, judge);
  return decision.verdict == Verdict::undecided ? decide_by_weaker(prior) : decision;
}

Decision ParticipationDecider::decide_by_weaker(const Prior& prior) {
  const auto refutes = [&](NeutralDeviationCertificate certificate) {
    if (!refutes_participation(space_, pattern_, participation_, prior.exact(), certificate)) return false;
    deviations_ = std::move(certificate);
    return true;
  };
  if (!alone_) alone_ = std::make_unique<CiDecider>(space_, pattern_);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern_.coalitions())
    closest.push_back(BeliefSeparation(space_, coalition).closest(prior));
  if (alone_->decide(prior, closest).verdict == Verdict::fails &&
      refutes({std::get<DeviationCertificate>(alone_->certificate(prior)), {}})) {
    return {Verdict::fails, true, Stage::inherited};
  }
  if (participation_ == Participation::individual) return {};
  if (!individual_)
    individual_ = std::make_unique<ParticipationDecider>(space_, pattern_, Participation::individual);
  if (individual_->decide(prior).verdict == Verdict::fails && refutes(individual_->deviations()))
    return {Verdict::fails, true, Stage::inherited};
  return {};
}

GordanSolver::Margin ParticipationDecider::margin(const Prior& prior) {
  if (neutral_.dimension() == 0) return {0, 0};
  fill(prior);
  const std::span<const double> w = prior.approximate();
  const std::size_t profiles = space_.profiles();
  const std::vector<std::size_t>& free = neutral_.free_places();
  const std::size_t unknowns = static_cast<std::size_t>(space_.agents() - 1) * profiles;
  // ψ at the places that are not free, and the last agent's, are bounded too.
  SparseRows<double> forms;
  forms.columns = neutral_.dimension();
  std::vector<double> dense(forms.columns);
  const auto close = [&](std::size_t profile) {
    for (std::size_t k = 0; k < dense.size(); ++k) {
      if (dense[k] != 0) forms.push(k, dense[k] * w[free[k] % profiles] / w[profile]);
    }
    forms.end_row();
    std::fill(dense.begin(), dense.end(), 0.0);
  };
  const auto add = [&](std::size_t at) {
    for (const auto& [k, factor] : neutral_.form(at)) dense[k] += factor.get_d();
  };
  for (std::size_t at = 0; at < unknowns; ++at) {
    if (std::binary_search(free.begin(), free.end(), at)) continue;
    add(at);
    close(at % profiles);
  }
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    for (std::size_t at = profile; at < unknowns; at += profiles) add(at);
    close(profile);
  }
  return solver_.margin({rows_, scale_, forms});
}

}  // namespace genericity
