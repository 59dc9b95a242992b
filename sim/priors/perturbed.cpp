#include "sim/priors/given_priors.h"
#include "sim/priors/mixture.h"
#include "sim/priors/registry.h"

namespace genericity {

/// (1−ε)·given + ε·Dirichlet(1), around the given prior (prior i mod their number, for sample i). The mixture
/// is formed in doubles, so the given prior is rounded to doubles first.
PriorFamilyEntry perturbed_entry() {
  return {{"perturbed", "file, a path; epsilon from 1e-15 to 1",
           "(1-epsilon)·given + epsilon·dirichlet(1), both normalised; sample i is around prior i mod their "
           "number, rounded to doubles"},
          {"file", "epsilon"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& load) -> std::unique_ptr<PriorFamily> {
            const double epsilon =
                spec.real("epsilon", std::nullopt, least_epsilon, 1.0, epsilon_bounds_reason);
            GivenPriors given = load_given_priors(spec, space, rounding_loader(load));
            std::string label = "perturbed(" + given.text();
            return std::make_unique<Mixture>(make_given_family(std::move(given)), space.profiles(),
                                             std::move(label), epsilon);
          }};
}

}  // namespace genericity
