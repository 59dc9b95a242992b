#include "core/certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rounding_bound.h"

namespace genericity {

namespace {

constexpr std::int64_t greatest_fast_transfer = std::int64_t{1} << 40U;

}  // namespace

bool proves_condition_g(const Pattern& pattern, const ConditionGProof& proof) {
  const int agents = pattern.agents();
  const Coalition rest = proof.part.complement(agents);
  if (proof.part.size() == 0 || rest.size() == 0) return false;
  std::vector<mpq_class> cover(static_cast<std::size_t>(agents));
  for (const auto& [coalition, weight] : proof.weights) {
    if (weight < 0 || !pattern.contains(coalition)) return false;
    if (!coalition.contains(proof.part) && !coalition.contains(rest)) return false;
    for (int agent = 0; agent < agents; ++agent) {
      if (coalition.contains(agent)) cover[static_cast<std::size_t>(agent)] += weight;
    }
  }
  return std::all_of(cover.begin(), cover.end(), [](const mpq_class& sum) { return sum == 1; });
}

CertificateChecker::CertificateChecker(const TypeSpace& space, const Pattern& pattern)
    : agents_(space.agents()), profiles_(space.profiles()) {
  for (const Coalition coalition : pattern.coalitions()) {
    members_.push_back({coalition, CoalitionSplit(space, coalition)});
  }
}

const CertificateChecker::Member* CertificateChecker::find(Coalition coalition) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return member.coalition == coalition; });
  return found == members_.end() ? nullptr : &*found;
}

bool CertificateChecker::proves_ci(const IntegerWeights& weights,
                                   const TransferCertificate& certificate) const {
  const auto agents = static_cast<std::size_t>(agents_);
  const std::vector<mpz_class>& psi = certificate.psi;
  if (weights.size() != profiles_ || psi.size() != agents * profiles_) return false;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    mpz_class budget = 0;
    for (std::size_t agent = 0; agent < agents; ++agent) budget += psi[agent * profiles_ + profile];
    if (budget != 0) return false;
  }
  std::vector<mpz_class> joint(profiles_);
  for (const auto& [coalition, split] : members_) {
    std::fill(joint.begin(), joint.end(), 0);
    for (std::size_t agent = 0; agent < agents; ++agent) {
      if (!coalition.contains(static_cast<int>(agent))) continue;
      for (std::size_t profile = 0; profile < profiles_; ++profile) {
        joint[profile] += psi[agent * profiles_ + profile];
      }
    }
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        mpz_class gain = 0;
        for (const std::uint32_t rest : split.outside) {
          gain += weights[truth + rest] * (joint[report + rest] - joint[truth + rest]);
        }
        if (gain >= 0) return false;
      }
    }
  }
  return true;
}

bool CertificateChecker::proves_ci(std::span<const double> weights, std::span<const std::int64_t> psi) const {
  const auto agents = static_cast<std::size_t>(agents_);
  if (weights.size() != profiles_ || psi.size() != agents * profiles_) return false;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    std::int64_t budget = 0;
    for (std::size_t agent = 0; agent < agents; ++agent) {
      const std::int64_t value = psi[agent * profiles_ + profile];
      // Sums over at most 16 agents of such integers, and their differences, are exact in 64 bits and in a
      // double.
      if (value > greatest_fast_transfer || value < -greatest_fast_transfer) return false;
      budget += value;
    }
    if (budget != 0) return false;
  }
  for (const auto& [coalition, split] : members_) {
    const auto terms = static_cast<double>(split.outside.size());
    const double relative = rounding_bound(terms + 1);
    const double absolute = 2 * terms * std::numeric_limits<double>::min();
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        double gain = 0;
        double size = 0;
        for (const std::uint32_t rest : split.outside) {
          const auto change =
              static_cast<double>(joint(psi, coalition, report + rest) - joint(psi, coalition, truth + rest));
          const double product = weights[truth + rest] * change;
          gain += product;
          size += std::abs(product);
        }
        // Written so that a NaN or an infinity is not a proof.
        if (!(gain + (relative * size + absolute) < 0)) return false;
      }
    }
  }
  return true;
}

bool CertificateChecker::influences(const IntegerWeights& weights, const DeviationCertificate& certificate,
                                    std::vector<std::vector<mpz_class>>& influence) const {
  influence.assign(members_.size(), {});
  mpz_class moved;
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    const Member* member = find(entry.coalition);
    if (member == nullptr || entry.weight < 0) return false;
    const CoalitionSplit& split = member->split;
    if (entry.truth >= split.inside.size() || entry.report >= split.inside.size() ||
        entry.truth == entry.report) {
      return false;
    }
    std::vector<mpz_class>& changed = influence[static_cast<std::size_t>(member - members_.data())];
    changed.resize(profiles_);
    for (const std::uint32_t rest : split.outside) {
      const std::size_t from = split.inside[entry.truth] + rest;
      moved = entry.weight * weights[from];
      changed[split.inside[entry.report] + rest] += moved;
      changed[from] -= moved;
    }
  }
  return true;
}

void CertificateChecker::add_up(const std::vector<std::vector<mpz_class>>& influence, int agent,
                                std::vector<mpz_class>& sum) const {
  std::fill(sum.begin(), sum.end(), 0);
  for (std::size_t k = 0; k < members_.size(); ++k) {
    if (influence[k].empty() || !members_[k].coalition.contains(agent)) continue;
    for (std::size_t profile = 0; profile < profiles_; ++profile) sum[profile] += influence[k][profile];
  }
}

bool CertificateChecker::refutes_ci(const IntegerWeights& weights,
                                    const DeviationCertificate& certificate) const {
  if (weights.size() != profiles_) return false;
  std::vector<std::vector<mpz_class>> influence;
  if (!influences(weights, certificate, influence)) return false;
  const auto is_positive = [](const DeviationCertificate::Entry& entry) { return entry.weight > 0; };
  if (std::none_of(certificate.entries.begin(), certificate.entries.end(), is_positive)) return false;
  std::vector<mpz_class> first(profiles_);
  std::vector<mpz_class> sum(profiles_);
  add_up(influence, 0, first);
  for (int agent = 1; agent < agents_; ++agent) {
    add_up(influence, agent, sum);
    if (sum != first) return false;
  }
  return true;
}

bool CertificateChecker::equal_posteriors(const IntegerWeights& weights, Coalition coalition,
                                          std::uint32_t truth, std::uint32_t report) const {
  const Member* member = find(coalition);
  if (member == nullptr) return false;
  const CoalitionSplit& split = member->split;
  if (weights.size() != profiles_ || truth >= split.inside.size() || report >= split.inside.size())
    return false;
  const std::size_t first = split.inside[truth];
  const std::size_t second = split.inside[report];
  // Proportional to each other exactly if proportional to their first entries, which are positive.
  const std::size_t pivot = split.outside.front();
  return std::all_of(split.outside.begin(), split.outside.end(), [&](std::uint32_t rest) {
    return weights[first + rest] * weights[second + pivot] == weights[first + pivot] * weights[second + rest];
  });
}

}  // namespace genericity
