#include <algorithm>

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
    for (int i = 0; i < space.agents(); ++i)
      for (int j = i + 1; j < space.agents(); ++j)
        coefficients_ = std::max(coefficients_, types(i) * types(j));
  }

  [[nodiscard]] std::string name() const override { return "pairwise(sigma=" + number_text(sigma_) + ")"; }

  /// The coefficients of one pair of agents.
  [[nodiscard]] std::size_t scratch_size() const override { return coefficients_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const std::size_t profiles = space_.profiles();
    for (std::size_t k = 0; k < count; ++k) {
      Stream stream(key, first + k);
      const auto row = weights.subspan(k * profiles, profiles);
      std::fill(row.begin(), row.end(), 0.0);
      for (int i = 0; i < space_.agents(); ++i) add_main_effect(stream, i, scratch, row);
      for (int i = 0; i < space_.agents(); ++i)
        for (int j = i + 1; j < space_.agents(); ++j) add_interaction(stream, i, j, scratch, row);
      weights_from_logs(stream, row, least_weight);
    }
  }

 private:
  [[nodiscard]] std::size_t types(int agent) const { return static_cast<std::size_t>(space_.size(agent)); }

  void draw_coefficients(Stream& stream, std::span<double> coefficients) const {
    for (double& coefficient : coefficients) coefficient = sigma_ * normal_variate(stream);
  }

  void add_main_effect(Stream& stream, int agent, std::span<double> scratch, std::span<double> row) const {
    const auto effect = scratch.first(types(agent));
    draw_coefficients(stream, effect);
    double* log = row.data();
    // Profiles run as (earlier agents, this agent, later agents); the loops follow that order.
    for (std::size_t before = row.size() / (space_.stride(agent) * effect.size()); before > 0; --before)
      for (const double a : effect) log = add(a, log, space_.stride(agent));
  }

  void add_interaction(Stream& stream, int i, int j, std::span<double> scratch, std::span<double> row) const {
    const auto table = scratch.first(types(i) * types(j));
    draw_coefficients(stream, table);
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
  return {{"pairwise", "sigma from 1e-6 to 100 (default 1)",
           "log-linear with main effects and two-way interactions only, normal coefficients"},
          {"sigma"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const double sigma = spec.real("sigma", 1.0, least_sigma, greatest_sigma, sigma_bounds_reason);
            return std::make_unique<Pairwise>(sigma, space);
          }};
}

}  // namespace genericity
