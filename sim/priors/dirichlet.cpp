#include <algorithm>
#include <array>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// p ~ Dirichlet(alpha, …, alpha) on the |Θ| profiles; alpha = 1 is the uniform law on the simplex of priors.
class Dirichlet final : public PriorFamily {
 public:
  Dirichlet(double alpha, std::size_t profiles) : law_(alpha), profiles_(profiles) {}

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "dirichlet"}, {"alpha", law_.alpha()}};
  }

  [[nodiscard]] bool has_density() const override { return true; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    const std::array all = {static_cast<int>(profiles_)};
    law_.draw(generator(), address_of(key, first, count, profiles_), all, weights);
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    NullSetTheory theory = NullSetTheory::of_regular_law(null_set_codimension(space, coalitions));
    theory.exponent *= std::min(1.0, 2 * law_.alpha());
    if (law_.alpha() == 1) theory.constant = uniform_tail_constant(space, coalitions);
    return theory;
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::optional<CellLaw> cell_law() const override {
    // Beyond these the weights of single draws differ so much that a mean of them is not to be trusted.
    if (law_.alpha() < 0.1 || law_.alpha() > 20) return std::nullopt;
    return CellLaw{CellLaw::Kind::gamma, law_.alpha()};
  }

  [[nodiscard]] std::string tail_refusal() const override {
    return gammas_have_form(law_.alpha(), weight_floor) ? "" : gammas_without_form;
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!gammas_have_form(law_.alpha(), weight_floor)) return nullptr;
    return form_of_cells(profiles_, {InputLaw::Kind::log_gamma, law_.alpha()}, 1);
  }

 private:
  GammaWeights law_;
  std::size_t profiles_;
};

}  // namespace

PriorFamilyEntry dirichlet_entry() {
  return {{"dirichlet", "alpha from 0.01 to 1e9 (default 1)",
           "symmetric Dirichlet on the type profiles; alpha = 1 is uniform on the simplex"},
          {"alpha"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const double alpha = spec.real("alpha", 1.0, least_alpha, greatest_alpha, alpha_bounds_reason);
            return std::make_unique<Dirichlet>(alpha, space.profiles());
          }};
}

}  // namespace genericity
