#include "sim/study/environment_decider.h"

namespace genericity {

EnvironmentDecider::EnvironmentDecider(const EnsembleSetup& setup, EvaluatedMargins margins)
    : law_(*setup.ensemble().environment),
      stream_(setup.ensemble().environment_stream()),
      evaluation_(setup.conditions_of_environments(), setup.patterns(), margins),
      ci_(setup.patterns().patterns().size() * PriorBlock::capacity),
      environments_(PriorBlock::capacity, SampledEnvironment(setup.ensemble().space, law_.outcomes())),
      scratch_(law_.scratch_size()) {}

void EnvironmentDecider::decide(std::span<const Prior> priors, std::uint64_t first, std::uint64_t number) {
  for (std::size_t place = 0; place < priors.size(); ++place)
    law_.draw(stream_, first + place, number, environments_[place], scratch_);
  evaluation_.evaluate(priors, std::span(environments_).first(priors.size()), ci_);
}

}  // namespace genericity
