#include "core/environments/sampled_environment.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/errors.h"

namespace genericity {

double SampledEnvironment::rounded(double x) {
  return std::clamp(std::nearbyint(x / unit) * unit, -greatest, greatest);
}

SampledEnvironment::SampledEnvironment(const TypeSpace& space, std::size_t outcomes)
    : agents_(static_cast<std::size_t>(space.agents())),
      profiles_(space.profiles()),
      outcomes_(outcomes),
      utilities_(outcomes * agents_ * profiles_),
      rule_(profiles_) {
  if (outcomes == 0) throw InvalidInput("an environment needs an outcome");
}

std::size_t SampledEnvironment::set(std::span<const double> utilities, double outside) {
  if (utilities.size() != utilities_.size())
    throw InvalidInput("an environment of " + std::to_string(outcomes_) + " outcomes needs " +
                       std::to_string(utilities_.size()) + " utilities, not " +
                       std::to_string(utilities.size()));
  std::transform(utilities.begin(), utilities.end(), utilities_.begin(), rounded);
  outside_ = rounded(outside);
  const Coalition everybody = Coalition::grand(static_cast<int>(agents_));
  std::size_t tied = 0;
  for (std::size_t profile = 0; profile < profiles_; ++profile) {
    double best = joint_utility(everybody, 0, profile);
    rule_[profile] = 0;
    bool is_tie = false;
    for (std::size_t outcome = 1; outcome < outcomes_; ++outcome) {
      const double surplus = joint_utility(everybody, outcome, profile);
      if (surplus == best) is_tie = true;
      if (surplus <= best) continue;
      best = surplus;
      rule_[profile] = static_cast<std::uint32_t>(outcome);
      is_tie = false;
    }
    if (is_tie) ++tied;
  }
  return tied;
}

bool SampledEnvironment::is_constant() const {
  return std::all_of(rule_.begin(), rule_.end(),
                     [&](std::uint32_t outcome) { return outcome == rule_.front(); });
}

double SampledEnvironment::greatest_difference() const {
  double difference = 0;
  for (std::size_t agent = 0; agent < agents_; ++agent) {
    for (std::size_t profile = 0; profile < profiles_; ++profile) {
      double least = utility(0, agent, profile);
      double most = least;
      for (std::size_t outcome = 1; outcome < outcomes_; ++outcome) {
        least = std::min(least, utility(outcome, agent, profile));
        most = std::max(most, utility(outcome, agent, profile));
      }
      difference = std::max(difference, most - least);
    }
  }
  return difference;
}

Environment SampledEnvironment::exact(const TypeSpace& space) const {
  std::vector<std::string> names;
  names.reserve(outcomes_);
  for (std::size_t outcome = 1; outcome <= outcomes_; ++outcome)
    names.push_back("x" + std::to_string(outcome));
  std::vector<mpq_class> utilities;
  utilities.reserve(utilities_.size());
  for (const double utility : utilities_) utilities.emplace_back(mpq_class(utility) - mpq_class(outside_));
  return {space, std::move(names), std::move(utilities), rule_};
}

}  // namespace genericity
