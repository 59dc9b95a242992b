#include <array>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// log w(θ) independent normal with mean 0 and variance sigma²: every log-ratio of two probabilities is
/// normal with variance 2·sigma². Ratios beyond 2^960 are cut (weights_from_logs).
class LogisticNormal final : public PriorFamily {
 public:
  LogisticNormal(double sigma, std::size_t profiles) : sigma_(sigma), profiles_(profiles) {}

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "logistic_normal"}, {"sigma", sigma_}};
  }

  [[nodiscard]] bool has_density() const override { return true; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    const std::array all = {static_cast<int>(profiles_)};
    const VariateAddress address = address_of(key, first, count, profiles_);
    generator().normals(address, sigma_, weights);
    weights_from_logs(generator(), address, all, weights, weight_floor);
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    return NullSetTheory::of_regular_law(null_set_codimension(space, coalitions));
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::optional<CellLaw> cell_law() const override {
    // Beyond it the weights of single draws differ so much that a mean of them is not to be trusted.
    if (sigma_ > 1.5) return std::nullopt;
    return CellLaw{CellLaw::Kind::log_normal, sigma_};
  }

  [[nodiscard]] std::string tail_refusal() const override {
    return normals_have_form(sigma_) ? "" : normals_without_form;
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!normals_have_form(sigma_)) return nullptr;
    return form_of_cells(profiles_, {}, sigma_);
  }

 private:
  double sigma_;
  std::size_t profiles_;
};

}  // namespace

PriorFamilyEntry logistic_normal_entry() {
  return {{"logistic_normal", "sigma from 1e-6 to 100 (default 1)",
           "independent normal logarithms of the weights, standard deviation sigma"},
          {"sigma"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const double sigma = spec.real("sigma", 1.0, least_sigma, greatest_sigma, sigma_bounds_reason);
            return std::make_unique<LogisticNormal>(sigma, space.profiles());
          }};
}

}  // namespace genericity
