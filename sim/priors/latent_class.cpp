#include <cmath>

#include "sim/priors/registry.h"
#include "sim/priors/weights.h"

namespace genericity {
namespace {

/// Types independent given a hidden class: p(θ) = Σ_z λ_z Π_i q_{z,i}(θ_i), z = 1 … r, with λ and every
/// q_{z,i} independent Dirichlet(alpha). With r = 1 the types are independent, up to the rounding of the
/// products (the family `independent` is a product exactly).
///
/// For alpha < 1 each q is cut below at 2^-floor(960/n) of its largest weight, so that every p(θ) is a normal
/// double.
class LatentClass final : public PriorFamily {
 public:
  LatentClass(std::size_t classes, double alpha, const TypeSpace& space)
      : class_law_(alpha),
        marginal_law_(alpha, std::ldexp(1.0, -(960 / space.agents()))),
        sizes_(space.sizes().begin(), space.sizes().end()),
        classes_(classes),
        types_(total_types(sizes_)),
        profiles_(space.profiles()) {}

  [[nodiscard]] std::string name() const override {
    return "latent_class(classes=" + std::to_string(classes_) + ",alpha=" + number_text(class_law_.alpha()) +
           ")";
  }

  /// λ, the marginals of one class, and its product.
  [[nodiscard]] std::size_t scratch_size() const override { return classes_ + types_ + profiles_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const auto shares = scratch.first(classes_);
    const auto marginals = scratch.subspan(classes_, types_);
    const auto product = scratch.subspan(classes_ + types_, profiles_);
    for (std::size_t k = 0; k < count; ++k) {
      Stream stream(key, first + k);
      class_law_.draw(stream, shares);
      normalise(shares);
      const auto row = weights.subspan(k * profiles_, profiles_);
      draw_marginals(stream, marginals);
      expand_product(sizes_, marginals, shares[0], row);
      for (std::size_t z = 1; z < classes_; ++z) {
        draw_marginals(stream, marginals);
        expand_product(sizes_, marginals, shares[z], product);
        for (std::size_t profile = 0; profile < profiles_; ++profile) row[profile] += product[profile];
      }
    }
  }

 private:
  static void normalise(std::span<double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    for (double& weight : weights) weight /= total;
  }

  void draw_marginals(Stream& stream, std::span<double> marginals) const {
    std::size_t begin = 0;
    for (const int types : sizes_) {
      const auto marginal = marginals.subspan(begin, static_cast<std::size_t>(types));
      marginal_law_.draw(stream, marginal);
      normalise(marginal);
      begin += marginal.size();
    }
  }

  GammaWeights class_law_;
  GammaWeights marginal_law_;
  std::vector<int> sizes_;
  std::size_t classes_;
  std::size_t types_;
  std::size_t profiles_;
};

}  // namespace

PriorFamilyEntry latent_class_entry() {
  return {{"latent_class", "classes from 1 to 4096; alpha from 0.01 to 1e9 (default 1)",
           "a mixture of `classes` laws with independent types; shares and marginals Dirichlet(alpha)"},
          {"classes", "alpha"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const auto classes =
                spec.integer("classes", 1, 4096, "the number of hidden classes; time grows with it");
            const double alpha = spec.real("alpha", 1.0, least_alpha, greatest_alpha, alpha_bounds_reason);
            return std::make_unique<LatentClass>(static_cast<std::size_t>(classes), alpha, space);
          }};
}

}  // namespace genericity
