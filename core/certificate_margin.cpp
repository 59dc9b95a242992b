#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/certificate.h"
#include "core/rounding_bound.h"

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

constexpr std::int64_t greatest_scaled_transfer = std::int64_t{1} << 48U;

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

double CertificateChecker::margin_at_least(std::span<const double> weights,
                                           std::span<const std::int64_t> psi) const {
  if (weights.size() != profiles_ || psi.size() != agents() * profiles_) return 0;
  std::int64_t greatest = 0;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    std::int64_t budget = 0;
    for (std::size_t agent = 0; agent < agents(); ++agent) {
      const std::int64_t value = psi[agent * profiles_ + profile];
      // Sums over at most 16 agents of such integers, and their differences, are exact in a double.
      if (value > greatest_scaled_transfer || value < -greatest_scaled_transfer) return 0;
      greatest = std::max(greatest, std::abs(value));
      budget += value;
    }
    if (budget != 0) return 0;
  }
  if (greatest == 0) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [coalition, split] : members_) {
    const auto terms = static_cast<double>(split.outside.size());
    const double relative = rounding_bound(terms + 1);
    const double absolute = 2 * terms * std::numeric_limits<double>::min();
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        double cost = 0;
        double size = 0;
        double total = 0;
        for (const std::uint32_t rest : split.outside) {
          const double weight = weights[truth + rest];
          const auto change =
              static_cast<double>(joint(psi, coalition, truth + rest) - joint(psi, coalition, report + rest));
          const double product = weight * change;
          cost += product;
          size += std::abs(product);
          total += weight;
        }
        const double proved = (cost - (relative * size + absolute)) / (total * (1 + relative));
        // Written so that a NaN is not a proof; an infinity of both ends here, too.
        if (!(proved > 0) || !std::isfinite(total)) return 0;
        least = std::min(least, proved);
      }
    }
  }
  // Three more roundings.
  return least / static_cast<double>(greatest) * (1 - rounding_bound(3));
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

double CertificateChecker::margin_at_most(std::span<const double> weights, std::span<const double> costs,
                                          std::span<double> views) const {
  constexpr double nothing = std::numeric_limits<double>::infinity();
  if (weights.size() != profiles_ || views.size() != agents() * profiles_) return nothing;
  std::fill(views.begin(), views.end(), 0.0);
  double sum_of_weights = 0;    // Σ c w(θ̄_S)
  double size = 0;              // of all products that went into the views
  double products = 0;          // how many there were
  double most_in_one_view = 0;  // at most, of one agent and profile
  std::size_t deviation = 0;
  for (const auto& [coalition, split] : members_) {
    const auto types = static_cast<double>(split.inside.size());
    most_in_one_view += 2 * (types - 1);
    products += types * (types - 1) * static_cast<double>(split.outside.size());
    double moved_here = 0;
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        if (deviation >= costs.size()) return nothing;
        const double cost = costs[deviation++];
        if (!(cost >= 0)) return nothing;
        if (cost == 0) continue;
        for (const std::uint32_t rest : split.outside) {
          const double moved = cost * weights[truth + rest];
          moved_here += moved;
          for (std::size_t agent = 0; agent < agents(); ++agent) {
            if (!coalition.contains(static_cast<int>(agent))) continue;
            views[agent * profiles_ + report + rest] += moved;
            views[agent * profiles_ + truth + rest] -= moved;
          }
        }
      }
    }
    sum_of_weights += moved_here;
    size += 2 * static_cast<double>(coalition.size()) * moved_here;
  }
  if (deviation != costs.size()) return nothing;
  double disagreement = 0;
  std::array<double, TypeSpace::max_agents> at_profile{};
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    for (std::size_t agent = 0; agent < agents(); ++agent)
      at_profile[agent] = views[agent * profiles_ + profile];
    std::nth_element(at_profile.begin(), at_profile.begin() + agents_ / 2, at_profile.begin() + agents_);
    const double median = at_profile[agents() / 2];
    for (std::size_t agent = 0; agent < agents(); ++agent)
      disagreement += std::abs(at_profile[agent] - median);
  }
  // The median is a number like any other, so only the views themselves are uncertain: each by γ of what went
  // into it, all of them together by γ of `size`. Sums of positive numbers have small relative errors.
  const double sums = rounding_bound(products + static_cast<double>(views.size()) + 4);
  const double underflow =
      2 * products * static_cast<double>(agents_ + 1) * std::numeric_limits<double>::min();
  const double numerator =
      disagreement * (1 + sums) + rounding_bound(most_in_one_view + 1) * size * (1 + sums) + underflow;
  const double denominator = sum_of_weights * (1 - sums) - underflow;
  if (!(denominator > 0) || !std::isfinite(numerator)) return nothing;
  return numerator / denominator * (1 + rounding_bound(3));
}

}  // namespace genericity
