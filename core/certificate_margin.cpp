#include <algorithm>
#include <cmath>
#include <limits>

#include "core/certificate.h"

namespace genericity {

namespace {

/// The greatest double that is at most value ≥ 0: get_d rounds towards zero.
double rounded_down(const mpq_class& value) {
  return value.get_d();
}

double rounded_up(const mpq_class& value) {
  const double below = value.get_d();
  return mpq_class(below) == value ? below : std::nextafter(below, std::numeric_limits<double>::infinity());
}

}  // namespace

double CertificateChecker::margin_at_least(const IntegerWeights& weights,
                                           const TransferCertificate& certificate) const {
  // From here on sizes fit, the budget balances and every deviation costs.
  if (!proves_ci(weights, certificate)) return 0;
  mpz_class greatest = 0;
  for (const mpz_class& transfer : certificate.psi) greatest = std::max<mpz_class>(greatest, abs(transfer));
  mpq_class least;
  bool any = false;
  std::vector<mpz_class> joint(profiles_);
  for (const auto& [coalition, split] : members_) {
    std::fill(joint.begin(), joint.end(), 0);
    for (int agent = 0; agent < agents_; ++agent) {
      if (!coalition.contains(agent)) continue;
      const std::size_t first = static_cast<std::size_t>(agent) * profiles_;
      for (std::size_t profile = 0; profile < profiles_; ++profile)
        joint[profile] += certificate.psi[first + profile];
    }
    for (const std::uint32_t truth : split.inside) {
      mpz_class total = 0;
      mpz_class honest = 0;
      for (const std::uint32_t rest : split.outside) {
        total += weights[truth + rest];
        honest += weights[truth + rest] * joint[truth + rest];
      }
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        mpz_class cost = honest;
        for (const std::uint32_t rest : split.outside) cost -= weights[truth + rest] * joint[report + rest];
        mpq_class margin(cost, total * greatest);
        margin.canonicalize();
        if (!any || margin < least) least = margin;
        any = true;
      }
    }
  }
  return rounded_down(least);
}

double CertificateChecker::margin_at_most(const IntegerWeights& weights,
                                          const DeviationCertificate& certificate) const {
  constexpr double nothing = std::numeric_limits<double>::infinity();
  if (weights.size() != profiles_) return nothing;
  std::vector<std::vector<mpz_class>> influence;
  if (!influences(weights, certificate, influence)) return nothing;
  mpz_class sum_of_weights = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    const CoalitionSplit& split = find(entry.coalition)->split;
    mpz_class total = 0;
    for (const std::uint32_t rest : split.outside) total += weights[split.inside[entry.truth] + rest];
    sum_of_weights += entry.weight * total;
  }
  if (sum_of_weights == 0) return nothing;
  const auto agents = static_cast<std::size_t>(agents_);
  std::vector<std::vector<mpz_class>> views(agents, std::vector<mpz_class>(profiles_));
  for (int agent = 0; agent < agents_; ++agent)
    add_up(influence, agent, views[static_cast<std::size_t>(agent)]);
  mpz_class disagreement = 0;
  std::vector<mpz_class> at_profile(agents);
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    for (std::size_t agent = 0; agent < agents; ++agent) at_profile[agent] = views[agent][profile];
    std::sort(at_profile.begin(), at_profile.end());
    const mpz_class& median = at_profile[agents / 2];
    for (const mpz_class& view : at_profile) disagreement += abs(view - median);
  }
  mpq_class bound(disagreement, sum_of_weights);
  bound.canonicalize();
  return rounded_up(bound);
}

}  // namespace genericity
