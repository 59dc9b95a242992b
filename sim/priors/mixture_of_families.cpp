#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/priors/registry.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// Sample i is a draw of one component's law, which a random number of the stream picks: component k with
/// probability weights[k]. The draw is sample i of a stream of the component's own, the same doubles as the
/// component draws from it by itself, so that exact ties stay.
class MixtureOfFamilies final : public PriorFamily {
 public:
  MixtureOfFamilies(std::vector<std::unique_ptr<PriorFamily>> components, std::vector<double> weights,
                    std::size_t profiles)
      : components_(std::move(components)), weights_(std::move(weights)), profiles_(profiles) {
    double total = 0;
    for (const double weight : weights_) total += weight;
    double sum = 0;
    for (std::size_t k = 0; k < components_.size(); ++k) {
      sum += weights_[k];
      ends_.push_back(sum / total);
      tags_.push_back(hash_text("component " + std::to_string(k + 1)));
    }
  }

  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters{{"family", "mixture"}};
    for (std::size_t k = 0; k < components_.size(); ++k)
      add_component(parameters, k + 1, components_[k]->parameters());
    parameters.push_back({"weights", numbers_text(weights_)});
    return parameters;
  }

  [[nodiscard]] std::size_t scratch_size() const override {
    std::size_t size = 0;
    for (const auto& component : components_) size = std::max(size, component->scratch_size());
    return size;
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    std::array<double, 256> picks{};
    for (std::size_t done = 0; done < count;) {
      const std::size_t samples = std::min(picks.size(), count - done);
      generator().uniforms(address_of(key, first + done, samples, 1), std::span(picks).first(samples));
      // Runs of one component are drawn together.
      for (std::size_t k = 0; k < samples;) {
        const std::size_t component = component_of(picks[k]);
        std::size_t run = 1;
        while (k + run < samples && component_of(picks[k + run]) == component) ++run;
        components_[component]->draw(derive_stream_key(key, tags_[component]), first + done + k, run,
                                     weights.subspan((done + k) * profiles_, run * profiles_), scratch);
        k += run;
      }
      done += samples;
    }
  }

  void use(InstructionSet set) override {
    PriorFamily::use(set);
    for (const auto& component : components_) component->use(set);
  }

  [[nodiscard]] std::string rounded_file() const override {
    for (const auto& component : components_)
      if (std::string file = component->rounded_file(); !file.empty()) return file;
    return {};
  }

  /// What holds of all components: the family lies in the failure set if they all do, and if none does, the
  /// thickest part of it counts. P(margin < ε) is the mean of the components'.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    std::vector<NullSetTheory> theories;
    for (const auto& component : components_)
      theories.push_back(component->null_set_theory(space, coalitions));
    const auto all = [&](auto condition) { return std::all_of(theories.begin(), theories.end(), condition); };
    if (all([](const NullSetTheory& theory) { return theory.codimension == 0; }))
      return NullSetTheory::of_regular_law(0);
    NullSetTheory least;
    if (!all([](const NullSetTheory& theory) { return theory.codimension > 0; })) return least;
    least = theories.front();
    for (const NullSetTheory& theory : theories) {
      least.codimension = std::min(least.codimension, theory.codimension);
      least.exponent = std::min(least.exponent, theory.exponent);
    }
    if (!all([](const NullSetTheory& theory) { return theory.exponent > 0; })) least.exponent = no_theory;
    least.constant = 0;
    for (std::size_t k = 0; k < theories.size(); ++k)
      if (!(theories[k].exponent > least.exponent))
        least.constant += (ends_[k] - (k == 0 ? 0 : ends_[k - 1])) * theories[k].constant;
    if (std::isnan(least.exponent)) least.constant = no_theory;
    return least;
  }

  [[nodiscard]] bool reaches_null_set() const override {
    return std::any_of(components_.begin(), components_.end(),
                       [](const auto& component) { return component->reaches_null_set(); });
  }

  [[nodiscard]] bool is_free_of_ties(const TypeSpace& space) const override {
    return std::all_of(components_.begin(), components_.end(),
                       [&](const auto& component) { return component->is_free_of_ties(space); });
  }

  [[nodiscard]] bool has_density() const override {
    return std::all_of(components_.begin(), components_.end(),
                       [](const auto& component) { return component->has_density(); });
  }

  [[nodiscard]] std::string tail_refusal() const override {
    return "a random choice of laws is no continuous function of independent numbers; estimate each "
           "component";
  }

 private:
  static constexpr double no_theory = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] std::size_t component_of(double pick) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end() - 1, pick);
    return static_cast<std::size_t>(end - ends_.begin());
  }

  std::vector<std::unique_ptr<PriorFamily>> components_;
  std::vector<double> weights_;  ///< as given
  std::vector<double> ends_;     ///< their partial sums, divided by the sum
  std::vector<std::uint64_t> tags_;
  std::size_t profiles_;
};

std::vector<double> read_weights(const PriorSpec& spec, std::size_t components) {
  if (!spec.has("weights")) {
    std::vector<double> equal(components, 1.0 / static_cast<double>(components));
    return equal;
  }
  std::vector<double> weights = spec.numbers("weights", "[0.5, 0.3, 0.2]");
  if (weights.size() != components)
    spec.fail("weights", "has " + std::to_string(weights.size()) + " numbers, but the components are " +
                             std::to_string(components));
  double total = 0;
  for (const double weight : weights) {
    if (!(weight > 0)) spec.fail("weights", "must hold positive numbers, found " + number_text(weight));
    total += weight;
  }
  if (!(std::abs(total - 1) <= 1e-9))
    spec.fail("weights", "must have the sum 1 within 1e-9, found " + number_text(total));
  return weights;
}

std::unique_ptr<PriorFamily> build_mixture(const PriorSpec& spec, const TypeSpace& space,
                                           const PriorLoader& load) {
  std::vector<std::unique_ptr<PriorFamily>> components;
  for (const PriorSpec& component : spec.nested_list("components")) {
    components.push_back(build_prior_family(component, space, load));
    // Which sample has which component is not known without the stream, and the exact prior would not be
    // found.
    if (components.back()->exact_prior(0) != nullptr)
      component.fail("family", "has a prior that doubles do not hold, which a mixture cannot draw");
  }
  std::vector<double> weights = read_weights(spec, components.size());
  return std::make_unique<MixtureOfFamilies>(std::move(components), std::move(weights), space.profiles());
}

}  // namespace

PriorFamilyEntry mixture_entry() {
  return {{"mixture",
           "components, a list of families' tables; weights, a list of their probabilities (default: equal)",
           "a draw of one of the components, picked at random with these probabilities"},
          {"components", "weights"},
          build_mixture,
          {"components", "weights"}};
}

}  // namespace genericity
