#include <array>

#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// p ~ Dirichlet(alpha, …, alpha) on the |Θ| profiles; alpha = 1 is the uniform law on the simplex of priors.
class Dirichlet final : public PriorFamily {
 public:
  Dirichlet(double alpha, std::size_t profiles) : law_(alpha), profiles_(profiles) {}

  [[nodiscard]] std::string name() const override {
    return "dirichlet(alpha=" + number_text(law_.alpha()) + ")";
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    const std::array all = {static_cast<int>(profiles_)};
    law_.draw(generator(), address_of(key, first, count, profiles_), all, weights);
  }

  [[nodiscard]] std::unique_ptr<PrimaryForm> primary_form() const override {
    if (!gammas_have_form(law_.alpha(), least_weight)) return nullptr;
    return form_of_cells(profiles_, {PrimaryLaw::Kind::log_gamma, law_.alpha()}, 1);
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
