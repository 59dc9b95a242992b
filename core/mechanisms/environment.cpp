#include "core/mechanisms/environment.h"

#include <algorithm>
#include <utility>

#include "core/errors.h"

namespace genericity {

Environment::Environment(TypeSpace space, std::vector<std::string> outcomes, std::vector<mpq_class> utilities,
                         std::vector<std::uint32_t> rule)
    : space_(std::move(space)),
      outcomes_(std::move(outcomes)),
      utilities_(std::move(utilities)),
      rule_(std::move(rule)) {
  require_shape();
  if (rule_.size() != space_.profiles()) {
    throw InvalidInput("an allocation rule on " + space_.to_string() + " needs " +
                       std::to_string(space_.profiles()) + " outcomes, not " + std::to_string(rule_.size()));
  }
  for (std::size_t profile = 0; profile < rule_.size(); ++profile) {
    if (rule_[profile] >= outcomes_.size()) {
      throw InvalidInput("the allocation rule at " + profile_text(space_, profile) + " names outcome " +
                         std::to_string(rule_[profile] + 1) + " of " + std::to_string(outcomes_.size()));
    }
  }
}

Environment::Environment(TypeSpace space, std::vector<std::string> outcomes, std::vector<mpq_class> utilities)
    : space_(std::move(space)), outcomes_(std::move(outcomes)), utilities_(std::move(utilities)) {
  require_shape();
  for (std::size_t profile = 0; profile < space_.profiles(); ++profile) rule_.push_back(best(profile));
}

void Environment::require_shape() const {
  if (outcomes_.empty()) throw InvalidInput("an environment needs at least one outcome");
  for (std::size_t a = 0; a < outcomes_.size(); ++a) {
    if (std::find(outcomes_.begin(), outcomes_.begin() + static_cast<std::ptrdiff_t>(a), outcomes_[a]) !=
        outcomes_.begin() + static_cast<std::ptrdiff_t>(a)) {
      throw InvalidInput("two outcomes are named \"" + outcomes_[a] + "\"");
    }
  }
  const std::size_t wanted = outcomes_.size() * agents() * space_.profiles();
  if (utilities_.size() != wanted) {
    throw InvalidInput("an environment of " + std::to_string(outcomes_.size()) + " outcomes on " +
                       space_.to_string() + " needs " + std::to_string(wanted) + " utilities, not " +
                       std::to_string(utilities_.size()));
  }
}

mpq_class Environment::joint_utility(Coalition coalition, std::uint32_t outcome, std::size_t profile) const {
  mpq_class sum = 0;
  for (int agent = 0; agent < space_.agents(); ++agent) {
    if (coalition.contains(agent)) sum += utility(outcome, agent, profile);
  }
  return sum;
}

std::uint32_t Environment::best(std::size_t profile) const {
  const Coalition everyone = Coalition::grand(space_.agents());
  std::uint32_t best = 0;
  mpq_class best_welfare = joint_utility(everyone, 0, profile);
  for (std::uint32_t outcome = 1; outcome < outcomes_.size(); ++outcome) {
    const mpq_class welfare = joint_utility(everyone, outcome, profile);
    if (welfare > best_welfare) {
      best = outcome;
      best_welfare = welfare;
    }
  }
  return best;
}

std::optional<Inefficiency> Environment::inefficiency() const {
  const Coalition everyone = Coalition::grand(space_.agents());
  for (std::size_t profile = 0; profile < space_.profiles(); ++profile) {
    const std::uint32_t better = best(profile);
    mpq_class loss =
        joint_utility(everyone, better, profile) - joint_utility(everyone, rule_[profile], profile);
    if (loss > 0) return Inefficiency{profile, rule_[profile], better, std::move(loss)};
  }
  return std::nullopt;
}

std::string profile_text(const TypeSpace& space, std::size_t profile) {
  std::string text;
  for (int agent = 0; agent < space.agents(); ++agent) {
    text += (text.empty() ? "(" : ",") + std::to_string(space.type_of(profile, agent) + 1);
  }
  return text + ")";
}

std::string describe(const Environment& environment, const Inefficiency& fault) {
  return "the allocation rule is not efficient at " + profile_text(environment.space(), fault.profile) +
         ": " + environment.outcomes()[fault.better] + " gives " + fault.loss.get_str() +
         " more in total than " + environment.outcomes()[fault.chosen];
}

}  // namespace genericity
