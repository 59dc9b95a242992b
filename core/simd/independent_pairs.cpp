#include "core/simd/independent_pairs.h"

#include <numeric>

#include "core/balance_equations.h"

namespace genericity::simd {

IndependentPairs::IndependentPairs(const TypeSpace& space, std::span<const Coalition> coalitions)
    : profiles_(space.profiles()), first_(static_cast<std::size_t>(space.agents())) {
  for (const BalanceEquation& equation : independent_balance_equations(space, coalitions)) {
    ++first_[equation.agent + 1];
    profile_.push_back(equation.profile);
    places_.push_back(static_cast<std::uint32_t>(equation.agent * profiles_ + equation.profile));
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

AgentProfiles IndependentPairs::pairs() const {
  return {profiles_, places_.size(), first_.data(), profile_.data()};
}

}  // namespace genericity::simd
