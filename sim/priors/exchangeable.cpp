#include <algorithm>
#include <cmath>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// p is unchanged when agents swap their types: profiles that are permutations of one another have the same
/// weight.
///
/// Each class of such profiles (a multiset of n types) has one weight, an independent exponential: relative
/// to their sum the weights of the classes are uniform on the simplex of classes, each class counted once
/// whatever its size. The weight is copied, never recomputed: the ties are exact.
class Exchangeable final : public PriorFamily {
 public:
  explicit Exchangeable(const TypeSpace& space) : class_of_(space.profiles()), types_(space.size(0)) {
    std::vector<int> types(static_cast<std::size_t>(space.agents()));
    for (std::size_t profile = 0; profile < class_of_.size(); ++profile) {
      for (int agent = 0; agent < space.agents(); ++agent)
        types[static_cast<std::size_t>(agent)] = space.type_of(profile, agent);
      std::sort(types.begin(), types.end());
      std::size_t leader = 0;
      for (int agent = 0; agent < space.agents(); ++agent)
        leader += static_cast<std::size_t>(types[static_cast<std::size_t>(agent)]) * space.stride(agent);
      // Sorted types make the smallest profile of a class, so its number is known when the others come.
      class_of_[profile] = leader == profile ? static_cast<std::uint32_t>(classes_++) : class_of_[leader];
      if (leader == profile) types_of_class_.push_back(types);
    }
  }

  [[nodiscard]] PriorParameters parameters() const override { return {{"family", "exchangeable"}}; }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override { return samples_at_once(classes_) * classes_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const std::size_t profiles = class_of_.size();
    const std::size_t portion = samples_at_once(classes_);
    for (std::size_t done = 0; done < count; done += portion) {
      const std::size_t samples = std::min(portion, count - done);
      const auto of_classes = scratch.first(samples * classes_);
      generator().exponentials(address_of(key, first + done, samples, classes_), of_classes);
      for (std::size_t k = 0; k < samples; ++k) {
        const auto of_class = of_classes.subspan(k * classes_, classes_);
        const auto row = weights.subspan((done + k) * profiles, profiles);
        for (std::size_t profile = 0; profile < profiles; ++profile)
          row[profile] = of_class[class_of_[profile]];
      }
    }
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    return NullSetTheory::of_regular_law(null_set_codimension_of_exchangeable(space, coalitions));
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    return std::make_unique<Form>(*this);
  }

 private:
  /// Inputs: the logarithms of the classes' weights.
  class Form final : public GenerativeForm {
   public:
    explicit Form(const Exchangeable& family)
        : GenerativeForm(gamma_laws(family.classes_, 1)), family_(&family), of_classes_(family.classes_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      std::transform(inputs.begin(), inputs.end(), of_classes_.begin(),
                     [](double log) { return std::exp(log); });
      for (std::size_t profile = 0; profile < weights.size(); ++profile)
        weights[profile] = of_classes_[family_->class_of_[profile]];
    }

    /// A factor for every agent of one type: each class by the number of such agents in it.
    [[nodiscard]] std::vector<std::vector<double>> tilts() const override {
      std::vector<std::vector<double>> directions;
      for (int type = 0; type < family_->types_; ++type) {
        std::vector<double>& direction = directions.emplace_back();
        for (const std::vector<int>& types : family_->types_of_class_)
          direction.push_back(static_cast<double>(std::count(types.begin(), types.end(), type)));
      }
      return directions;
    }

   private:
    const Exchangeable* family_;
    std::vector<double> of_classes_;
  };

  std::vector<std::uint32_t> class_of_;
  std::vector<std::vector<int>> types_of_class_;
  int types_;
  std::size_t classes_ = 0;
};

}  // namespace

PriorFamilyEntry exchangeable_entry() {
  return {{"exchangeable", "none; all agents need equally many types",
           "unchanged when agents swap types; independent exponential weights per multiset of types, exactly "
           "tied"},
          {},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const auto sizes = space.sizes();
            if (std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) != sizes.end())
              spec.fail("family",
                        "exchangeable needs agents with equally many types, found " + space.to_string());
            return std::make_unique<Exchangeable>(space);
          }};
}

}  // namespace genericity
