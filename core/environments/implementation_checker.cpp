#include "core/environments/implementation_checker.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rounding_bound.h"

namespace genericity {

namespace {

/// Σ_{i∈S} [u_i(q(reported), true) − u_i(q(true), true)], exact.
double utility_change(const SampledEnvironment& environment, Coalition coalition, std::size_t truth,
                      std::size_t reported) {
  const std::uint32_t before = environment.chosen(truth);
  const std::uint32_t after = environment.chosen(reported);
  if (before == after) return 0;
  return environment.joint_utility(coalition, after, truth) -
         environment.joint_utility(coalition, before, truth);
}

/// Σ_{i∈C} [outside − u_i(q(θ), θ)], exact.
double utility_lacking(const SampledEnvironment& environment, Coalition coalition, std::size_t profile) {
  return coalition.size() * environment.outside() -
         environment.joint_utility(coalition, environment.chosen(profile), profile);
}

}  // namespace

/// Σ_{i∈S} t_i at a profile in floating point, with the size of its terms. The last agent's transfers are
/// minus the others' sum, so that those of a coalition with the last agent are minus the sum of those outside
/// it.
struct ImplementationChecker::Change {
  double sum = 0;
  double size = 0;

  static Change at(std::span<const double> transfers, Coalition coalition, std::size_t agents,
                   std::size_t profiles, std::size_t profile) {
    const bool is_flipped = coalition.contains(static_cast<int>(agents) - 1);
    Change change;
    for (std::size_t agent = 0; agent + 1 < agents; ++agent) {
      if (coalition.contains(static_cast<int>(agent)) == is_flipped) continue;
      const double transfer = transfers[agent * profiles + profile];
      change.sum += is_flipped ? -transfer : transfer;
      change.size += std::abs(transfer);
    }
    return change;
  }
};

std::vector<ImplementationChecker::Member> ImplementationChecker::members_of(
    const TypeSpace& space, std::span<const Coalition> coalitions) {
  std::vector<Member> members;
  members.reserve(coalitions.size());
  for (const Coalition coalition : coalitions)
    members.push_back({coalition, CoalitionSplit(space, coalition)});
  return members;
}

ImplementationChecker::ImplementationChecker(const TypeSpace& space, const Pattern& pattern,
                                             std::optional<Participation> participation)
    : agents_(static_cast<std::size_t>(space.agents())),
      profiles_(space.profiles()),
      deviating_(members_of(space, pattern.coalitions())) {
  if (participation) participating_ = members_of(space, neutral_coalitions(pattern, *participation));
}

const ImplementationChecker::Member* ImplementationChecker::find(const std::vector<Member>& members,
                                                                 Coalition coalition) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& member) { return member.coalition == coalition; });
  return found == members.end() ? nullptr : &*found;
}

bool ImplementationChecker::proves(const IntegerWeights& weights, const SampledEnvironment& environment,
                                   const TransferRule& rule) const {
  if (!satisfies(weights, environment, rule)) return false;
  const Coalition all = Coalition::grand(static_cast<int>(agents_));
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    if (rule.joint(all, profile) != 0) return false;
  }
  return true;
}

bool ImplementationChecker::satisfies(const IntegerWeights& weights, const SampledEnvironment& environment,
                                      const TransferRule& rule) const {
  if (!suits(weights, environment)) return false;
  if (rule.profiles() != profiles_ || static_cast<std::size_t>(rule.agents()) != agents_) return false;
  // Integers are faster than fractions: transfers times their denominators' least common multiple, and
  // utilities in their unit.
  mpz_class denominator{1 / SampledEnvironment::unit};
  for (const mpq_class& value : rule.values())
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
  const auto times_denominator = [&](const mpq_class& value) {
    return mpz_class(value.get_num() * (denominator / value.get_den()));
  };
  std::vector<mpz_class> transfers;
  transfers.reserve(rule.values().size());
  for (const mpq_class& value : rule.values()) transfers.push_back(times_denominator(value));
  std::vector<mpz_class> joint(profiles_);
  const auto add_up = [&](Coalition coalition) {
    for (std::size_t profile = 0; profile < profiles_; ++profile) {
      joint[profile] = 0;
      for (std::size_t agent = 0; agent < agents_; ++agent) {
        if (coalition.contains(static_cast<int>(agent)))
          joint[profile] += transfers[agent * profiles_ + profile];
      }
    }
  };
  for (const auto& [coalition, split] : deviating_) {
    add_up(coalition);
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        mpz_class paid = 0;
        mpq_class gain = 0;
        for (const std::uint32_t rest : split.outside) {
          paid += weights[truth + rest] * (joint[report + rest] - joint[truth + rest]);
          gain += weights[truth + rest] *
                  mpq_class(utility_change(environment, coalition, truth + rest, report + rest));
        }
        if (paid + times_denominator(gain) > 0) return false;
      }
    }
  }
  for (const auto& [coalition, split] : participating_) {
    add_up(coalition);
    for (const std::uint32_t type : split.inside) {
      mpz_class paid = 0;
      mpq_class lacking = 0;
      for (const std::uint32_t rest : split.outside) {
        paid += weights[type + rest] * joint[type + rest];
        lacking += weights[type + rest] * mpq_class(utility_lacking(environment, coalition, type + rest));
      }
      if (paid < times_denominator(lacking)) return false;
    }
  }
  return true;
}

bool ImplementationChecker::proves(std::span<const double> weights, const SampledEnvironment& environment,
                                   std::span<const double> transfers) const {
  if (weights.size() != profiles_ || environment.profiles() != profiles_ || environment.agents() != agents_)
    return false;
  if (transfers.size() != (agents_ - 1) * profiles_) return false;
  // A term is a weight times a sum of at most 2(n − 1) transfers and one utility.
  const auto is_at_most_zero = [&](double sum, double size, std::size_t terms, bool is_zero) {
    if (is_zero) return true;
    const auto count = static_cast<double>(terms);
    const double relative = rounding_bound(count + 2 * static_cast<double>(agents_) + 1);
    const double absolute = 2 * count * std::numeric_limits<double>::min();
    // Written so that a NaN or an infinity is not a proof.
    return sum + (relative * size + absolute) <= 0;
  };
  for (const auto& [coalition, split] : deviating_) {
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        double gain = 0;
        double size = 0;
        bool is_zero = true;
        for (const std::uint32_t rest : split.outside) {
          const std::size_t from = truth + rest;
          const std::size_t to = report + rest;
          const Change before = Change::at(transfers, coalition, agents_, profiles_, from);
          const Change after = Change::at(transfers, coalition, agents_, profiles_, to);
          const double utility = utility_change(environment, coalition, from, to);
          gain += weights[from] * (after.sum - before.sum + utility);
          size += weights[from] * (after.size + before.size + std::abs(utility));
          is_zero = is_zero && after.size == 0 && before.size == 0 && utility == 0;
        }
        if (!is_at_most_zero(gain, size, split.outside.size(), is_zero)) return false;
      }
    }
  }
  for (const auto& [coalition, split] : participating_) {
    for (const std::uint32_t type : split.inside) {
      double lacking = 0;
      double size = 0;
      bool is_zero = true;
      for (const std::uint32_t rest : split.outside) {
        const Change paid = Change::at(transfers, coalition, agents_, profiles_, type + rest);
        const double utility = utility_lacking(environment, coalition, type + rest);
        lacking += weights[type + rest] * (utility - paid.sum);
        size += weights[type + rest] * (std::abs(utility) + paid.size);
        is_zero = is_zero && paid.size == 0 && utility == 0;
      }
      if (!is_at_most_zero(lacking, size, split.outside.size(), is_zero)) return false;
    }
  }
  return true;
}

std::optional<ImplementationChecker::WeightedSum> ImplementationChecker::sum(
    const IntegerWeights& weights, const SampledEnvironment& environment,
    const ImplementationCertificate& certificate) const {
  if (!suits(weights, environment)) return std::nullopt;
  WeightedSum made{std::vector<mpz_class>(agents_ * profiles_), 0};
  auto& [coefficients, excess] = made;
  const auto add = [&](Coalition coalition, std::size_t profile, const mpz_class& amount) {
    for (std::size_t agent = 0; agent < agents_; ++agent) {
      if (coalition.contains(static_cast<int>(agent))) coefficients[agent * profiles_ + profile] += amount;
    }
  };
  for (const auto& [coalition, truth, report, weight] : certificate.deviations.entries) {
    const Member* const member = find(deviating_, coalition);
    if (member == nullptr || weight < 0 || truth == report) return std::nullopt;
    const std::vector<std::uint32_t>& inside = member->split.inside;
    if (truth >= inside.size() || report >= inside.size()) return std::nullopt;
    for (const std::uint32_t rest : member->split.outside) {
      const std::size_t from = inside[truth] + rest;
      const std::size_t to = inside[report] + rest;
      const mpz_class amount = weight * weights[from];
      add(coalition, to, amount);
      add(coalition, from, -amount);
      excess += amount * mpq_class(utility_change(environment, coalition, from, to));
    }
  }
  for (const auto& [coalition, type, weight] : certificate.participants) {
    const Member* const member = find(participating_, coalition);
    if (member == nullptr || weight < 0 || type >= member->split.inside.size()) return std::nullopt;
    for (const std::uint32_t rest : member->split.outside) {
      const std::size_t profile = member->split.inside[type] + rest;
      const mpz_class amount = weight * weights[profile];
      add(coalition, profile, -amount);
      excess += amount * mpq_class(utility_lacking(environment, coalition, profile));
    }
  }
  return made;
}

std::optional<ImplementationChecker::WeightedSum> ImplementationChecker::balanced_sum(
    const IntegerWeights& weights, const SampledEnvironment& environment,
    const ImplementationCertificate& certificate) const {
  auto made = sum(weights, environment, certificate);
  for (std::size_t place = profiles_; made && place < made->coefficients.size(); ++place) {
    if (made->coefficients[place] != made->coefficients[place % profiles_]) made.reset();
  }
  return made;
}

mpz_class ImplementationChecker::negative_part(const WeightedSum& sum) const {
  mpz_class part = 0;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    if (sum.coefficients[profile] < 0) part -= sum.coefficients[profile];
  }
  return part;
}

bool ImplementationChecker::refutes(const IntegerWeights& weights, const SampledEnvironment& environment,
                                    const ImplementationCertificate& certificate) const {
  const auto found = balanced_sum(weights, environment, certificate);
  return found && found->excess > 0;
}

std::optional<mpq_class> ImplementationChecker::transfers_at_least(
    const IntegerWeights& weights, const SampledEnvironment& environment,
    const ImplementationCertificate& certificate) const {
  const auto found = sum(weights, environment, certificate);
  if (!found) return std::nullopt;
  if (found->excess <= 0) return 0;
  mpz_class distance = 0;
  std::vector<mpz_class> column(agents_);
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    for (std::size_t agent = 0; agent < agents_; ++agent)
      column[agent] = found->coefficients[agent * profiles_ + profile];
    std::sort(column.begin(), column.end());
    for (const mpz_class& coefficient : column) distance += abs(coefficient - column[agents_ / 2]);
  }
  if (distance == 0) return std::nullopt;
  return found->excess / distance;
}

std::optional<mpq_class> ImplementationChecker::subsidy(const IntegerWeights& weights,
                                                        const SampledEnvironment& environment,
                                                        const TransferRule& rule) const {
  if (!satisfies(weights, environment, rule)) return std::nullopt;
  const Coalition all = Coalition::grand(static_cast<int>(agents_));
  mpq_class greatest = 0;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    const mpq_class paid_in = rule.joint(all, profile);
    if (paid_in < 0) return std::nullopt;
    greatest = std::max(greatest, paid_in);
  }
  return greatest;
}

std::optional<mpq_class> ImplementationChecker::subsidy_at_least(
    const IntegerWeights& weights, const SampledEnvironment& environment,
    const ImplementationCertificate& certificate) const {
  const auto found = balanced_sum(weights, environment, certificate);
  if (!found) return std::nullopt;
  if (found->excess <= 0) return 0;
  const mpz_class part = negative_part(*found);
  if (part == 0) return std::nullopt;
  return found->excess / part;
}

bool ImplementationChecker::rules_out_subsidies(const IntegerWeights& weights,
                                                const SampledEnvironment& environment,
                                                const ImplementationCertificate& certificate) const {
  const auto found = balanced_sum(weights, environment, certificate);
  return found && found->excess > 0 && negative_part(*found) == 0;
}

}  // namespace genericity
