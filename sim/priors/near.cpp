#include "core/conditions/belief_null_set.h"
#include "sim/priors/given_priors.h"
#include "sim/priors/mixture.h"
#include "sim/priors/registry.h"

namespace genericity {
namespace {

/// (1−ε)·base + ε·Dirichlet(1): how a condition behaves beside a law on which it fails (see mixture.h). A
/// given prior as the base is rounded to doubles, as the mixture is formed in them.
class Near final : public Mixture {
 public:
  using Mixture::Mixture;

  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters{{"family", "near"}};
    add_base(parameters, base().parameters());
    parameters.push_back({"epsilon", epsilon()});
    return parameters;
  }

  /// A law with a bounded density, which is positive around the base's priors.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    if (!base().reaches_null_set()) return {};
    return NullSetTheory::of_regular_law(null_set_codimension(space, coalitions));
  }

  [[nodiscard]] std::string tail_refusal() const override {
    if (generative_form()) return {};
    return "its base is not continuous, or has parameters that are refused by themselves";
  }
};

}  // namespace

PriorFamilyEntry near_entry() {
  return {{"near", "base, another family's table; epsilon from 1e-15 to 1",
           "(1-epsilon)·base + epsilon·dirichlet(1), both normalised"},
          {"base", "epsilon"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& load) -> std::unique_ptr<PriorFamily> {
            const double epsilon =
                spec.real("epsilon", std::nullopt, least_epsilon, 1.0, epsilon_bounds_reason);
            auto base = build_prior_family(spec.nested("base"), space, rounding_loader(load));
            return std::make_unique<Near>(std::move(base), space.profiles(), epsilon);
          }};
}

}  // namespace genericity
