#include <algorithm>
#include <cmath>
#include <utility>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/factor_prior.h"
#include "sim/priors/given_marginals.h"
#include "sim/priors/mixture.h"
#include "sim/priors/registry.h"

namespace genericity {
namespace {

/// Nothing random: every sample is the prior of the one-factor normal law.
class Factor final : public PriorFamily {
 public:
  Factor(PriorParameters parameters, FactorPrior prior)
      : parameters_(std::move(parameters)), prior_(std::move(prior)) {}

  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters = parameters_;
    parameters.push_back({"noise", 0.0});
    return parameters;
  }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::uint64_t size() const override { return 1; }

  void draw(StreamKey /*key*/, std::uint64_t /*first*/, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    const std::vector<double>& prior = prior_.weights();
    for (std::size_t k = 0; k < count; ++k)
      std::copy(prior.begin(), prior.end(), weights.subspan(k * prior.size(), prior.size()).begin());
  }

  [[nodiscard]] const InformationStructure* exact_prior(std::uint64_t /*sample*/) const override {
    return prior_.exact() ? &*prior_.exact() : nullptr;
  }

  /// Of one prior there is nothing to say but that it fails.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& /*space*/,
                                              std::span<const Coalition> coalitions) const override {
    const bool fails = std::any_of(coalitions.begin(), coalitions.end(),
                                   [this](Coalition coalition) { return prior_.hides_types_of(coalition); });
    return fails ? NullSetTheory::of_regular_law(0) : NullSetTheory{};
  }

  [[nodiscard]] bool reaches_null_set() const override { return prior_.is_independent(); }

  /// It has a form for the sake of noise, but no tail.
  [[nodiscard]] std::string tail_refusal() const override {
    return "without noise it is one prior and has no tail";
  }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    return form_of_one_prior(prior_.weights());
  }

 private:
  PriorParameters parameters_;
  FactorPrior prior_;
};

/// (1−ε)·factor + ε·Dirichlet(1), formed in doubles.
class NoisyFactor final : public Mixture {
 public:
  using Mixture::Mixture;

  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters = base().parameters();
    parameters.back().value = epsilon();
    return parameters;
  }

  /// A law with a bounded density, which is positive around the base's prior.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    if (!base().reaches_null_set()) return {};
    return NullSetTheory::of_regular_law(null_set_codimension(space, coalitions));
  }
};

std::vector<double> read_loadings(const PriorSpec& spec, const TypeSpace& space,
                                  PriorParameters& parameters) {
  const auto agents = static_cast<std::size_t>(space.agents());
  if (spec.has("rho") == spec.has("loadings"))
    spec.fail(spec.has("rho") ? "loadings" : "rho",
              spec.has("rho")
                  ? "cannot stand beside rho, which gives every agent the loading sqrt(rho)"
                  : "is missing; give rho, a common correlation, or loadings, one number an agent");
  if (spec.has("rho")) {
    const double rho = spec.real("rho", std::nullopt, 0, 0.9998,
                                 "a correlation; nearer to 1 the integrals would take too long");
    parameters.push_back({"rho", rho});
    std::vector<double> equal(agents, std::sqrt(rho));
    return equal;
  }
  std::vector<double> loadings = spec.numbers("loadings", "[0.5, 0.25, -0.3]");
  if (loadings.size() != agents)
    spec.fail("loadings", "has " + std::to_string(loadings.size()) + " numbers, but the agents are " +
                              std::to_string(agents));
  for (double& loading : loadings) {
    if (!(std::abs(loading) <= greatest_loading))
      spec.fail("loadings",
                "must hold numbers from -0.9999 to 0.9999 (correlations with the common factor; "
                "nearer to 1 the integrals would take too long), found " +
                    number_text(loading));
    loading += 0.0;  // -0 is 0
  }
  parameters.push_back({"loadings", numbers_text(loadings)});
  return loadings;
}

std::unique_ptr<PriorFamily> build_factor(const PriorSpec& spec, const TypeSpace& space,
                                          const PriorLoader& /*load*/) {
  PriorParameters parameters{{"family", "factor"}};
  const std::vector<double> loadings = read_loadings(spec, space, parameters);
  std::vector<std::vector<double>> marginals;
  if (spec.has("marginals")) {
    marginals = read_marginals(spec, space);
    parameters.push_back({"marginals", number_lists_text(marginals)});
  } else {
    for (const int types : space.sizes())
      marginals.emplace_back(static_cast<std::size_t>(types), 1.0 / types);
  }
  const double noise = spec.real("noise", 0.0, 0, 1, "the share of the noise");
  if (noise > 0 && noise < least_epsilon)
    spec.fail("noise",
              "must be 0 or at least 1e-15, below which it is lost in the rounding of doubles; found " +
                  number_text(noise));
  if (noise == 1) spec.fail("noise", "must be below 1; the noise alone is the family dirichlet");
  FactorPrior prior(space, loadings, marginals);
  if (!prior.is_positive())
    spec.fail("family",
              "factor has a type profile of less than 2^-960 probability with these parameters; take "
              "weaker correlations or other marginals");
  auto family = std::make_unique<Factor>(std::move(parameters), std::move(prior));
  if (noise == 0) return family;
  return std::make_unique<NoisyFactor>(std::move(family), space.profiles(), noise);
}

}  // namespace

PriorFamilyEntry factor_entry() {
  return {
      {"factor",
       "rho from 0 to 0.9998, or loadings, a list of a number from -0.9999 to 0.9999 for each agent; "
       "marginals, "
       "a list of probabilities for each agent (default: equal ones); noise from 1e-15, below 1, or 0 "
       "(default "
       "0)",
       "types are bins of normal signals with one common factor, signal i's correlation with which is its "
       "loading, sqrt(rho) for all: (1-noise)·this prior + noise·dirichlet(1)"},
      {"rho", "loadings", "marginals", "noise"},
      build_factor,
      {"loadings", "marginals"}};
}

}  // namespace genericity
