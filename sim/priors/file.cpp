#include <algorithm>
#include <utility>

#include "sim/priors/given_priors.h"
#include "sim/priors/registry.h"

namespace genericity {
namespace {

/// Nothing random: sample i is given prior i, or, within another law, which may draw more samples than there
/// are priors, i mod their number; the doubles exactly as loaded, and where no doubles are the prior, beside
/// them the prior itself.
class File final : public PriorFamily {
 public:
  explicit File(GivenPriors given) : given_(std::move(given)) {}

  /// That a prior is no doubles is part of the name: programs that rounded it counted another one.
  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters{{"family", "file"}, {"file", given_.base_name}, {"digest", given_.digest}};
    if (!given_.exact.empty()) parameters.push_back({"weights", "rational"});
    return parameters;
  }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::uint64_t size() const override { return given_.count(); }

  [[nodiscard]] std::span<const PriorCoordinate> coordinates() const override { return given_.coordinates; }

  /// It may have a form for the sake of mixtures, but no tail.
  [[nodiscard]] std::string tail_refusal() const override {
    return "it is no law that has a tail of its own; sample it";
  }

  void draw(StreamKey /*key*/, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    const std::span<const double> all(given_.weights);
    for (std::size_t k = 0; k < count; ++k) {
      const auto prior = all.subspan((first + k) % given_.count() * given_.profiles, given_.profiles);
      std::copy(prior.begin(), prior.end(), weights.subspan(k * given_.profiles, given_.profiles).begin());
    }
  }

  [[nodiscard]] const InformationStructure* exact_prior(std::uint64_t sample) const override {
    return given_.exact.empty() ? nullptr : &given_.exact[sample % given_.exact.size()];
  }

  [[nodiscard]] std::string rounded_file() const override {
    return given_.rounded ? given_.base_name : std::string{};
  }

  /// Which of several priors it is does not follow from independent numbers, for they come in turn. A form
  /// gives doubles, and so has none for a prior that is not doubles.
  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    return given_.count() == 1 && given_.exact.empty() ? form_of_one_prior(given_.weights) : nullptr;
  }

 private:
  GivenPriors given_;
};

}  // namespace

std::unique_ptr<PriorFamily> make_given_family(GivenPriors given) {
  return std::make_unique<File>(std::move(given));
}

PriorFamilyEntry file_entry() {
  return {{"file", "file, a path",
           "the given priors themselves, each once, every digit of them: sample i is prior i; within another "
           "law, i mod their number"},
          {"file"},
          [](const PriorSpec& spec, const TypeSpace& space, const PriorLoader& load) {
            return make_given_family(load_given_priors(spec, space, load));
          }};
}

}  // namespace genericity
