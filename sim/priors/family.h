#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/information_structure.h"
#include "core/simd/variates.h"
#include "core/type_space.h"
#include "sim/priors/cell_law.h"
#include "sim/priors/generative_form.h"
#include "sim/priors/parameters.h"
#include "sim/random/stream.h"
#include "sim/statistics/null_set_theory.h"

namespace genericity {

/// A number that stands beside each prior of a list: "rho", and its value for sample 0, 1, ….
struct PriorCoordinate {
  std::string key;
  std::vector<double> values;
};

/// A law of priors on one type space.
///
/// A draw is |Θ| positive finite weights w; the prior is p = w / Σw. Draws are addressed: sample i of a
/// stream is the same numbers whatever was drawn before it, on however many threads, in whatever blocks.
class PriorFamily {
 public:
  PriorFamily() = default;
  PriorFamily(const PriorFamily&) = delete;
  PriorFamily& operator=(const PriorFamily&) = delete;
  virtual ~PriorFamily() = default;

  /// Everything that tells this law from others, "family" first. Numbers are the doubles that the law uses.
  [[nodiscard]] virtual PriorParameters parameters() const = 0;

  /// The law's canonical name with every parameter, "dirichlet(alpha=1)". Two families of one type space with
  /// equal names draw equal priors from equal streams.
  [[nodiscard]] std::string name() const { return canonical_name(parameters()); }

  /// Draws samples first … first+count−1 of the stream `key`: weights[k·|Θ| + θ] is weight θ of sample
  /// first+k. `weights` has count·|Θ| places. Called once per block, so the virtual call is not on the path
  /// of a sample. Thread-safe: const, and whatever it needs besides lies in the caller's `scratch` (see
  /// scratch_size).
  virtual void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
                    std::span<double> scratch) const = 0;

  /// The prior of sample `sample` itself where the doubles of draw() only round it: a given one with more
  /// digits than doubles hold. Else null, and the doubles are the prior. Valid as long as the family.
  [[nodiscard]] virtual const InformationStructure* exact_prior(std::uint64_t /*sample*/) const {
    return nullptr;
  }

  /// The file whose priors this law takes rounded to doubles; empty where nothing is lost.
  [[nodiscard]] virtual std::string rounded_file() const { return {}; }

  /// Where samples 0 … size−1 are all the priors there are, once each, and no draws: how many. Else 0.
  [[nodiscard]] virtual std::uint64_t size() const { return 0; }

  /// What a list says of its priors besides their weights; as many values each as there are priors.
  [[nodiscard]] virtual std::span<const PriorCoordinate> coordinates() const { return {}; }

  /// Doubles of scratch that draw() needs, whatever `count` is.
  [[nodiscard]] virtual std::size_t scratch_size() const { return 0; }

  /// The law as a function of independent numbers (see GenerativeForm), for families that have such a form
  /// and for parameters where it is as good as the law; else null. The form must not outlive the family.
  [[nodiscard]] virtual std::unique_ptr<GenerativeForm> generative_form() const { return nullptr; }

  /// What is proved about the margin near 0. `space` is the law's type space; `coalitions` are those whose
  /// posteriors matter, of the pattern for CBDP and the singletons for BDP, and none is grand. By default
  /// nothing.
  [[nodiscard]] virtual NullSetTheory null_set_theory(const TypeSpace& /*space*/,
                                                      std::span<const Coalition> /*coalitions*/) const {
    return {};
  }

  /// Whether it is proved that the closure of the law's priors contains priors of the failure set of CBDP,
  /// whatever the coalitions. Then so does the support of a mixture of the law and noise.
  [[nodiscard]] virtual bool reaches_null_set() const { return false; }

  /// Whether it is proved that posteriors of no coalition are equal with a positive probability, so that a
  /// change of the weights' last digits breaks no tie that the law has.
  [[nodiscard]] virtual bool is_free_of_ties(const TypeSpace& space) const;

  /// The law of single weights, where they are independent and sampling that rests on it was found to be
  /// efficient for rare events (tail::UnionSampler); else nothing.
  [[nodiscard]] virtual std::optional<CellLaw> cell_law() const { return std::nullopt; }

  /// Whether the law has a density on the simplex: a null set of priors, with respect to Lebesgue measure,
  /// then has the probability 0 under it, and what holds at almost every prior holds with the probability 1.
  /// False where that is not known. The question is about the law that is meant, whose draws doubles round.
  [[nodiscard]] virtual bool has_density() const = 0;

  /// Why rare events of the law are not estimated: a text that goes on after "tail mode cannot treat …: ".
  /// Empty where they are: by cell_law(), or else in the generative form, which the law then has.
  [[nodiscard]] virtual std::string tail_refusal() const {
    return generative_form() ? "" : "it is not known as a function of independent numbers";
  }

  /// All priors of a law that has finitely many, once each (see size()); else null. Throws InvalidInput if
  /// they are too many to go through.
  [[nodiscard]] virtual std::unique_ptr<PriorFamily> every_prior() const { return nullptr; }

  /// Draws on this instruction set, one of available_instruction_sets(), from now on: the same bits, as tests
  /// make sure. A family starts on the widest.
  virtual void use(InstructionSet set) { generator_ = VariateGenerator(set); }

 protected:
  [[nodiscard]] const VariateGenerator& generator() const { return generator_; }

 private:
  VariateGenerator generator_;
};

/// Priors read from a file for the families `perturbed` and `file`: `priors[j][θ]`, all on one type space.
struct LoadedPriors {
  TypeSpace space;
  std::vector<std::vector<double>> priors;
  /// A digest of what was read (not of the path), part of the family's name, so that a changed file is
  /// another family.
  std::string digest;
  /// Where `priors` only rounds what was read: the priors themselves, as many. Else empty.
  std::vector<InformationStructure> exact{};
  /// `priors` rounds what was read, and that is what the family wants (see rounding_loader).
  bool rounded = false;
  /// Where the file is a plug-in (its name ends with ".so"): its path, for loading it. Then there are no
  /// priors.
  std::string library{};
  /// What else the file says of each prior.
  std::vector<PriorCoordinate> coordinates{};
};

/// How a family gets at files: the study's reader resolves the path beside the study and picks the format.
/// `space` is what the priors should be on, for files that do not say it; those that do may be on another.
using PriorLoader = std::function<LoadedPriors(const std::string& path, const TypeSpace& space)>;

/// What is wrong with a family's description. `key` is the parameter at fault ("alpha", "base.sigma"), or
/// "family".
class PriorError : public std::runtime_error {
 public:
  PriorError(std::string key, const std::string& message)
      : std::runtime_error(message), key_(std::move(key)) {}
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string key_;
};

/// Builds the family described by `spec`, an object such as {"family": "dirichlet", "alpha": 1.0} or
/// {"family": "near", "base": {"family": "independent"}, "epsilon": 1e-3}, on `space`.
/// Throws PriorError for an unknown family or parameter (the message names the nearest known one), a missing
/// one, a value of the wrong type or outside its range, or a description that does not fit the type space.
std::unique_ptr<PriorFamily> make_prior_family(const nlohmann::json& spec, const TypeSpace& space,
                                               const PriorLoader& load);

/// The families and their parameters, for help texts and for checking names: one line each.
struct PriorFamilyInfo {
  std::string name;
  std::string parameters;  // "alpha > 0 (default 1)"
  std::string summary;
};
std::span<const PriorFamilyInfo> prior_families();

/// Whether this parameter of this family is a list by itself, such as one number an agent. A list under any
/// other key is no value of the parameter. False for what is unknown.
bool takes_list(std::string_view family, std::string_view key);

}  // namespace genericity
