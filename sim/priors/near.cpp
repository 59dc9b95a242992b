#include "sim/priors/given_priors.h"
#include "sim/priors/mixture.h"
#include "sim/priors/registry.h"

namespace genericity {

/// (1−ε)·base + ε·Dirichlet(1): how a condition behaves beside a law on which it fails (see mixture.h). A
/// given prior as the base is rounded to doubles, as the mixture is formed in them.
PriorFamilyEntry near_entry() {
  return {{"near", "base, another family's table; epsilon from 1e-15 to 1",
           "(1-epsilon)·base + epsilon·dirichlet(1), both normalised"},
          {"base", "epsilon"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& load) -> std::unique_ptr<PriorFamily> {
            const double epsilon =
                spec.real("epsilon", std::nullopt, least_epsilon, 1.0, epsilon_bounds_reason);
            auto base = build_prior_family(spec.nested("base"), space, rounding_loader(load));
            std::string label = "near(base=" + base->name();
            return std::make_unique<Mixture>(std::move(base), space.profiles(), std::move(label), epsilon);
          }};
}

}  // namespace genericity
