#include <algorithm>
#include <cmath>

#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// p(θ) = Π_i p_i(θ_i), the marginals independent Dirichlet(alpha): the family in which every posterior of a
/// coalition equals every other one, exactly.
///
/// Exactness: each marginal weight is rounded to b = floor(53/n) significant bits, so that the product of n
/// of them is a double without rounding and w is a product law as a table of exact numbers, not only up to
/// rounding. The price: a marginal weight has a relative error of at most 2^-b (n = 2: 2^-26, n = 4: 2^-13, n
/// = 16: 2^-3), so the law of the marginals is discrete at that scale. For alpha < 1 a marginal weight is at
/// least 2^-floor(960/n) of the largest (the rest as in weights_from_logs), so that no product leaves the
/// range of doubles.
class Independent final : public PriorFamily {
 public:
  Independent(double alpha, const TypeSpace& space)
      : least_(std::ldexp(1.0, -(960 / space.agents()))),
        law_(alpha, least_),
        sizes_(space.sizes().begin(), space.sizes().end()),
        types_(total_types(sizes_)),
        profiles_(space.profiles()),
        bits_(53 / space.agents()) {}

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "independent"}, {"alpha", law_.alpha()}};
  }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override { return samples_at_once(types_) * types_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const std::size_t portion = samples_at_once(types_);
    for (std::size_t done = 0; done < count; done += portion) {
      const std::size_t samples = std::min(portion, count - done);
      const auto marginals = scratch.first(samples * types_);
      law_.draw(generator(), address_of(key, first + done, samples, types_), sizes_, marginals);
      for (double& weight : marginals) weight = round_to_bits(weight, bits_);
      for (std::size_t k = 0; k < samples; ++k)
        expand_product(sizes_, marginals.subspan(k * types_, types_), 1.0,
                       weights.subspan((done + k) * profiles_, profiles_));
    }
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& /*space*/,
                                              std::span<const Coalition> /*coalitions*/) const override {
    return NullSetTheory::of_regular_law(0);
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  /// It has a form for the sake of mixtures, but no tail.
  [[nodiscard]] std::string tail_refusal() const override {
    return "all posteriors are equal, so that the margin is exactly 0 in every draw";
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!gammas_have_form(law_.alpha(), least_)) return nullptr;
    return std::make_unique<Form>(*this);
  }

 private:
  /// Inputs: the logarithms of the marginal weights before they are rounded, agent by agent.
  class Form final : public GenerativeForm {
   public:
    explicit Form(const Independent& family)
        : GenerativeForm(gamma_laws(family.types_, family.law_.alpha())),
          family_(&family),
          marginals_(family.types_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      std::copy(inputs.begin(), inputs.end(), marginals_.begin());
      std::size_t begin = 0;
      for (const int size : family_->sizes_) {
        const auto marginal = std::span(marginals_).subspan(begin, static_cast<std::size_t>(size));
        if (family_->law_.alpha() < 1) {
          exponentiate_group(marginal, family_->least_);
        } else {
          for (double& weight : marginal) weight = std::exp(weight);
        }
        begin += marginal.size();
      }
      for (double& weight : marginals_) weight = round_to_bits(weight, family_->bits_);
      expand_product(family_->sizes_, marginals_, 1.0, weights);
    }

   private:
    const Independent* family_;
    std::vector<double> marginals_;
  };

  double least_;
  GammaWeights law_;
  std::vector<int> sizes_;
  std::size_t types_;
  std::size_t profiles_;
  int bits_;
};

}  // namespace

PriorFamilyEntry independent_entry() {
  return {{"independent", "alpha from 0.01 to 1e9 (default 1)",
           "independent types, each agent's marginal Dirichlet(alpha); exactly a product"},
          {"alpha"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const double alpha = spec.real("alpha", 1.0, least_alpha, greatest_alpha, alpha_bounds_reason);
            return std::make_unique<Independent>(alpha, space);
          }};
}

}  // namespace genericity
