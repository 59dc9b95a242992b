#include "sim/priors/given_priors.h"
#include "sim/priors/mixture.h"
#include "sim/priors/registry.h"

namespace genericity {
namespace {

/// (1−ε)·given + ε·Dirichlet(1), around the given prior (prior i mod their number, for sample i). The mixture
/// is formed in doubles, so the given prior is rounded to doubles first.
class Perturbed final : public Mixture {
 public:
  using Mixture::Mixture;

  /// Those of the given priors, which are a parameter here and no base.
  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters = base().parameters();
    parameters.front().value = "perturbed";
    parameters.push_back({"epsilon", epsilon()});
    return parameters;
  }

  [[nodiscard]] std::string tail_refusal() const override {
    return generative_form() ? "" : "its file holds several priors, which come in turn; give it one of them";
  }
};

}  // namespace

PriorFamilyEntry perturbed_entry() {
  return {{"perturbed", "file, a path; epsilon from 1e-15 to 1",
           "(1-epsilon)·given + epsilon·dirichlet(1), both normalised; sample i is around prior i mod their "
           "number, rounded to doubles"},
          {"file", "epsilon"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& load) -> std::unique_ptr<PriorFamily> {
            const double epsilon =
                spec.real("epsilon", std::nullopt, least_epsilon, 1.0, epsilon_bounds_reason);
            return std::make_unique<Perturbed>(
                make_given_family(load_given_priors(spec, space, rounding_loader(load))), space.profiles(),
                epsilon);
          }};
}

}  // namespace genericity
