#include "core/conditions/prior_box.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "core/condition_g.h"
#include "core/errors.h"

namespace genericity {

PriorBox::PriorBox(TypeSpace space, std::span<const mpq_class> weights, std::span<const mpq_class> rounding)
    : space_(std::move(space)) {
  if (weights.size() != space_.profiles() || rounding.size() != weights.size())
    throw InvalidInput("a box of priors on " + space_.to_string() + " needs " +
                       std::to_string(space_.profiles()) + " weights, each with its rounding");
  std::vector<mpq_class> bounds;
  for (std::size_t k = 0; k < weights.size(); ++k) bounds.emplace_back(weights[k] - rounding[k]);
  for (std::size_t k = 0; k < weights.size(); ++k) bounds.emplace_back(weights[k] + rounding[k]);
  low_ = integer_weights(bounds);
  approximate_ = nearest_doubles(low_);
  const auto middle = low_.begin() + static_cast<std::ptrdiff_t>(weights.size());
  high_.assign(std::make_move_iterator(middle), std::make_move_iterator(low_.end()));
  low_.erase(middle, low_.end());
}

namespace {

/// The slices of the joint types a and b of a coalition.
struct Slices {
  const CoalitionSplit* split;
  std::size_t first;
  std::size_t second;
};

/// Whether doubles show that no λ of pairs_keep_verdict() exists.
bool clearly_apart(const PriorBox& box, const Slices& slices) {
  const std::span<const double> low = box.approximate_low();
  const std::span<const double> high = box.approximate_high();
  double at_least = 0;
  double at_most = std::numeric_limits<double>::infinity();
  for (const std::uint32_t rest : slices.split->outside) {
    const std::size_t a = slices.first + rest;
    const std::size_t b = slices.second + rest;
    // The least one stands for all that doubles do not reach.
    if (low[a] <= least_nearest_double || low[b] <= least_nearest_double) return false;
    at_least = std::max(at_least, low[b] / high[a]);
    at_most = std::min(at_most, high[b] / low[a]);
  }
  // Two roundings of 2^-52 and one of 2^-53 on either side.
  return at_least > at_most * (1 + 0x1p-48);
}

bool may_be_equal(const PriorBox& box, const Slices& slices) {
  mpq_class at_least = 0;
  mpq_class at_most;
  for (const std::uint32_t rest : slices.split->outside) {
    const std::size_t a = slices.first + rest;
    const std::size_t b = slices.second + rest;
    mpq_class least(box.low()[b], box.high()[a]);
    mpq_class most(box.high()[b], box.low()[a]);
    least.canonicalize();
    most.canonicalize();
    at_least = std::max(at_least, least);
    if (at_most == 0 || most < at_most) at_most = most;
  }
  return at_least <= at_most;
}

bool is_exact(const PriorBox& box, const CoalitionSplit& split, std::size_t inside) {
  return std::all_of(split.outside.begin(), split.outside.end(), [&](std::uint32_t rest) {
    return box.low()[inside + rest] == box.high()[inside + rest];
  });
}

}  // namespace

bool pairs_keep_verdict(Verdict verdict, const PriorBox& box, std::span<const Coalition> coalitions) {
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit split(box.space(), coalition);
    for (std::size_t a = 0; a < split.inside.size(); ++a) {
      for (std::size_t b = a + 1; b < split.inside.size(); ++b) {
        const Slices slices{&split, split.inside[a], split.inside[b]};
        if (clearly_apart(box, slices) || !may_be_equal(box, slices)) continue;
        if (verdict == Verdict::holds) return false;
        if (is_exact(box, split, slices.first) && is_exact(box, split, slices.second)) return true;
      }
    }
  }
  return verdict == Verdict::holds;
}

bool proves_ci_throughout(const PriorBox& box, const Pattern& pattern,
                          const TransferCertificate& certificate) {
  const auto agents = static_cast<std::size_t>(box.space().agents());
  const std::size_t profiles = box.space().profiles();
  if (pattern.agents() != box.space().agents() || certificate.psi.size() != agents * profiles) return false;
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    mpz_class budget = 0;
    for (std::size_t agent = 0; agent < agents; ++agent)
      budget += certificate.psi[agent * profiles + profile];
    if (budget != 0) return false;
  }
  std::vector<mpz_class> joint(profiles);
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(box.space(), coalition);
    std::fill(joint.begin(), joint.end(), 0);
    for (std::size_t agent = 0; agent < agents; ++agent) {
      if (!coalition.contains(static_cast<int>(agent))) continue;
      for (std::size_t profile = 0; profile < profiles; ++profile)
        joint[profile] += certificate.psi[agent * profiles + profile];
    }
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        mpz_class gain = 0;
        for (const std::uint32_t rest : split.outside) {
          const mpz_class change = joint[report + rest] - joint[truth + rest];
          gain += change * (change > 0 ? box.high() : box.low())[truth + rest];
        }
        if (gain >= 0) return false;
      }
    }
  }
  return true;
}

bool ci_fails_throughout(const PriorBox& box, const Pattern& pattern,
                         const DeviationCertificate& certificate) {
  if (const auto proof = prove_condition_g(pattern)) return proves_condition_g(pattern, *proof);
  // The influences ν_S are made of the weights of the true types alone.
  const bool rests_on_exact = std::all_of(
      certificate.entries.begin(), certificate.entries.end(), [&](const DeviationCertificate::Entry& entry) {
        const CoalitionSplit split(box.space(), entry.coalition);
        return entry.truth < split.inside.size() && is_exact(box, split, split.inside[entry.truth]);
      });
  if (rests_on_exact) return CertificateChecker(box.space(), pattern).refutes_ci(box.low(), certificate);
  return has_certificates_throughout(box, pattern, certificate);
}

}  // namespace genericity
