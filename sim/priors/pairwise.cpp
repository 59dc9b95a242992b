#include <algorithm>
#include <array>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/pairwise_on_graph.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// A log-linear law with interactions of two agents at most:
///   log w(θ) = Σ_i a_i(θ_i) + Σ_{i<j} b_ij(θ_i, θ_j), every coefficient independent normal, mean 0, variance
///   sigma².
/// Weights beyond 2^960 below the largest are cut (weights_from_logs); such a weight breaks the law.
class Pairwise final : public PriorFamily {
 public:
  Pairwise(double sigma, const TypeSpace& space) : sigma_(sigma), space_(space) {
    for (int i = 0; i < space.agents(); ++i) {
      coefficients_ += types(i);
      for (int j = i + 1; j < space.agents(); ++j) coefficients_ += types(i) * types(j);
    }
  }

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "pairwise"}, {"sigma", sigma_}};
  }

  /// All coefficients.
  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override {
    return samples_at_once(coefficients_) * coefficients_;
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const std::size_t profiles = space_.profiles();
    const std::size_t portion = samples_at_once(coefficients_);
    for (std::size_t done = 0; done < count; done += portion) {
      const std::size_t samples = std::min(portion, count - done);
      const auto coefficients = scratch.first(samples * coefficients_);
      generator().normals(address_of(key, first + done, samples, coefficients_), sigma_, coefficients);
      for (std::size_t k = 0; k < samples; ++k)
        add_effects(coefficients.subspan(k * coefficients_, coefficients_),
                    weights.subspan((done + k) * profiles, profiles));
    }
    const std::array all = {static_cast<int>(profiles)};
    weights_from_logs(generator(), address_of(key, first, count, profiles), all, weights, weight_floor);
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    return NullSetTheory::of_regular_law(null_set_codimension_of_pairwise(space, coalitions));
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::string tail_refusal() const override {
    return normals_have_form(sigma_) ? "" : normals_without_form;
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    if (!normals_have_form(sigma_)) return nullptr;
    return std::make_unique<Form>(*this);
  }

 private:
  class Form final : public GenerativeForm {
   public:
    explicit Form(const Pairwise& family)
        : GenerativeForm(std::vector<InputLaw>(family.coefficients_)),
          family_(&family),
          coefficients_(family.coefficients_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      for (std::size_t k = 0; k < coefficients_.size(); ++k) coefficients_[k] = family_->sigma_ * inputs[k];
      family_->add_effects(coefficients_, weights);
      exponentiate_group(weights, weight_floor);
    }

   private:
    const Pairwise* family_;
    std::vector<double> coefficients_;
  };

  [[nodiscard]] std::size_t types(int agent) const { return static_cast<std::size_t>(space_.size(agent)); }

  /// The logarithms of one sample's weights from its coefficients: main effects by agent, then interactions
  /// by pair.
  void add_effects(std::span<const double> coefficients, std::span<double> row) const {
    std::fill(row.begin(), row.end(), 0.0);
    std::size_t begin = 0;
    for (int i = 0; i < space_.agents(); ++i) {
      add_main_effect(i, coefficients.subspan(begin, types(i)), row);
      begin += types(i);
    }
    for (int i = 0; i < space_.agents(); ++i) {
      for (int j = i + 1; j < space_.agents(); ++j) {
        add_interaction(i, j, coefficients.subspan(begin, types(i) * types(j)), row);
        begin += types(i) * types(j);
      }
    }
  }

  void add_main_effect(int agent, std::span<const double> effect, std::span<double> row) const {
    double* log = row.data();
    // Profiles run as (earlier agents, this agent, later agents); the loops follow that order.
    for (std::size_t before = row.size() / (space_.stride(agent) * effect.size()); before > 0; --before)
      for (const double a : effect) log = add(a, log, space_.stride(agent));
  }

  void add_interaction(int i, int j, std::span<const double> table, std::span<double> row) const {
    double* log = row.data();
    const std::size_t between = space_.stride(i) / (space_.stride(j) * types(j));
    for (std::size_t before = row.size() / (space_.stride(i) * types(i)); before > 0; --before)
      for (std::size_t type_i = 0; type_i < types(i); ++type_i)
        for (std::size_t middle = 0; middle < between; ++middle)
          for (std::size_t type_j = 0; type_j < types(j); ++type_j)
            log = add(table[type_i * types(j) + type_j], log, space_.stride(j));
  }

  /// Adds to `count` places from `log` on and returns the next one.
  static double* add(double coefficient, double* log, std::size_t count) {
    for (std::size_t place = 0; place < count; ++place) log[place] += coefficient;
    return log + count;
  }

  double sigma_;
  TypeSpace space_;
  std::size_t coefficients_ = 0;
};

}  // namespace

PriorFamilyEntry pairwise_entry() {
  return {
      {"pairwise",
       "sigma from 1e-6 to 100 (default 1); optionally graph, such as \"1-2,2-3\", with at most 6 maximal "
       "cliques",
       "log-linear with main effects and two-way interactions only, normal coefficients; with a graph only "
       "along its edges, exactly so, its cliques' weights rounded"},
      {"sigma", "graph"},
      [](const PriorSpec& spec, const TypeSpace& space,
         const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
        const double sigma = spec.real("sigma", 1.0, least_sigma, greatest_sigma, sigma_bounds_reason);
        if (spec.has("graph")) return make_pairwise_on_graph(spec, sigma, space);
        return std::make_unique<Pairwise>(sigma, space);
      }};
}

}  // namespace genericity
