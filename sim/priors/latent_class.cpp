#include <algorithm>
#include <array>
#include <cmath>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

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
        least_marginal_(std::ldexp(1.0, -(960 / space.agents()))),
        marginal_law_(alpha, least_marginal_),
        sizes_(space.sizes().begin(), space.sizes().end()),
        classes_(classes),
        types_(total_types(sizes_)),
        profiles_(space.profiles()),
        portion_(samples_at_once(classes_ + classes_ * (types_ + 1))),
        class_portion_(std::min(classes_, samples_at_once(types_ + 1))) {
    // Each class starts at a block of its own, so an odd number of types leaves a number over.
    groups_ = sizes_;
    if (types_ % 2 != 0) groups_.push_back(1);
    stride_ = types_ + types_ % 2;
  }

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "latent_class"},
            {"classes", static_cast<double>(classes_), true},
            {"alpha", class_law_.alpha()}};
  }

  /// λ, the marginals of some classes, and the product of one.
  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override {
    return portion_ * (classes_ + class_portion_ * stride_) + profiles_;
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const auto product = scratch.first(profiles_);
    const auto shares = scratch.subspan(profiles_, portion_ * classes_);
    const auto marginals = scratch.subspan(profiles_ + shares.size());
    for (std::size_t done = 0; done < count; done += portion_) {
      const std::size_t samples = std::min(portion_, count - done);
      const auto rows = weights.subspan(done * profiles_, samples * profiles_);
      draw_shares(key, first + done, samples, shares.first(samples * classes_));
      for (std::size_t z = 0; z < classes_; z += class_portion_) {
        const std::size_t classes = std::min(class_portion_, classes_ - z);
        draw_marginals(key, first + done, samples, z, classes, marginals);
        for (std::size_t k = 0; k < samples; ++k)
          add_classes(z, shares.subspan(k * classes_ + z, classes),
                      marginals.subspan(k * classes * stride_, classes * stride_), product,
                      rows.subspan(k * profiles_, profiles_));
      }
    }
  }

  /// There is no exponent: the law of the margin has logarithms.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    NullSetTheory theory;
    theory.codimension = static_cast<double>(null_set_codimension_of_classes(space, coalitions, classes_));
    return theory;
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::string tail_refusal() const override {
    return gammas_have_form(class_law_.alpha(), least_marginal_) ? "" : gammas_without_form;
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!gammas_have_form(class_law_.alpha(), least_marginal_)) return nullptr;
    return std::make_unique<Form>(*this);
  }

 private:
  /// Inputs: the logarithms of λ's gamma variates, then those of q, by class, agent and type.
  class Form final : public GenerativeForm {
   public:
    explicit Form(const LatentClass& family)
        : GenerativeForm(gamma_laws(family.classes_ * (1 + family.types_), family.class_law_.alpha())),
          family_(&family),
          shares_(family.classes_),
          marginals_(family.classes_ * family.stride_),
          product_(family.profiles_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      std::copy_n(inputs.begin(), shares_.size(), shares_.begin());
      exponentiate_group(shares_, weight_floor);
      normalise(shares_);
      auto next = inputs.begin() + static_cast<std::ptrdiff_t>(shares_.size());
      for (std::size_t z = 0; z < shares_.size(); ++z) {
        std::size_t begin = z * family_->stride_;
        for (const int size : family_->sizes_) {
          const auto marginal = std::span(marginals_).subspan(begin, static_cast<std::size_t>(size));
          std::copy_n(next, size, marginal.begin());
          next += size;
          begin += marginal.size();
          exponentiate_group(marginal, family_->least_marginal_);
          normalise(marginal);
        }
      }
      family_->add_classes(0, shares_, marginals_, product_, weights);
    }

   private:
    const LatentClass* family_;
    std::vector<double> shares_;
    std::vector<double> marginals_;
    std::vector<double> product_;
  };

  static void normalise(std::span<double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    for (double& weight : weights) weight /= total;
  }

  /// λ of some samples, one after the other.
  void draw_shares(StreamKey key, std::uint64_t first, std::size_t samples, std::span<double> shares) const {
    const std::array all = {static_cast<int>(classes_)};
    class_law_.draw(generator(), address_of(key, first, samples, classes_), all, shares);
    for (std::size_t k = 0; k < samples; ++k) normalise(shares.subspan(k * classes_, classes_));
  }

  /// The marginals of classes z … z+classes−1 of some samples: by sample, class and agent.
  void draw_marginals(StreamKey key, std::uint64_t first, std::size_t samples, std::size_t z,
                      std::size_t classes, std::span<double> marginals) const {
    VariateAddress address = address_of(key, first, samples, classes * stride_);
    address.first_pair = static_cast<std::uint32_t>((classes_ + 1) / 2 + z * (stride_ / 2));
    const auto drawn = marginals.first(samples * classes * stride_);
    marginal_law_.draw(generator(), address, groups_, drawn);
    for (std::size_t begin = 0; begin < drawn.size();) {
      for (const int size : groups_) {
        normalise(drawn.subspan(begin, static_cast<std::size_t>(size)));
        begin += static_cast<std::size_t>(size);
      }
    }
  }

  /// Adds classes z, z+1, … to one sample's weights; class 0 sets them.
  void add_classes(std::size_t z, std::span<const double> shares, std::span<const double> marginals,
                   std::span<double> product, std::span<double> row) const {
    for (std::size_t k = 0; k < shares.size(); ++k) {
      const auto of_class = marginals.subspan(k * stride_, types_);
      if (z + k == 0) {
        expand_product(sizes_, of_class, shares[k], row);
        continue;
      }
      expand_product(sizes_, of_class, shares[k], product);
      for (std::size_t profile = 0; profile < profiles_; ++profile) row[profile] += product[profile];
    }
  }

  GammaWeights class_law_;
  double least_marginal_;
  GammaWeights marginal_law_;
  std::vector<int> sizes_;
  std::size_t classes_;
  std::size_t types_;
  std::size_t profiles_;
  std::size_t portion_;        ///< samples at a time
  std::size_t class_portion_;  ///< classes at a time
  std::size_t stride_;         ///< numbers that a class takes
  std::vector<int> groups_;    ///< which of them belong to which agent
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
