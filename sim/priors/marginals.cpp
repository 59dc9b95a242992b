#include <algorithm>
#include <utility>

#include "core/errors.h"
#include "sim/priors/given_marginals.h"
#include "sim/priors/given_priors.h"
#include "sim/priors/raking.h"
#include "sim/priors/registry.h"

namespace genericity {
namespace {

/// A base's draws raked to given marginals (see Raking). Which posteriors are equal does not change; but the
/// factors have rounding errors, so that exact ties of the base would be lost. Bases that have them are
/// refused.
class Marginals final : public PriorFamily {
 public:
  Marginals(std::unique_ptr<PriorFamily> base, std::vector<std::vector<double>> marginals,
            const TypeSpace& space)
      : base_(std::move(base)),
        text_(number_lists_text(marginals)),
        raking_(space, std::move(marginals)),
        profiles_(space.profiles()) {}

  [[nodiscard]] PriorParameters parameters() const override {
    PriorParameters parameters{{"family", "marginals"}};
    add_base(parameters, base_->parameters());
    parameters.push_back({"marginals", text_});
    return parameters;
  }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::size_t scratch_size() const override {
    return std::max(base_->scratch_size(), raking_.scratch_size());
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    base_->draw(key, first, count, weights, scratch);
    for (std::size_t k = 0; k < count; ++k) {
      if (!raking_.rake(generator(), weights.subspan(k * profiles_, profiles_), scratch))
        throw InvalidInput(
            "sample " + std::to_string(first + k) + " of the law " + name() +
            " cannot be brought to the marginals: its weights are too far apart for doubles; take "
            "a base with less extreme weights");
    }
  }

  void use(InstructionSet set) override {
    PriorFamily::use(set);
    base_->use(set);
  }

  [[nodiscard]] std::string rounded_file() const override { return base_->rounded_file(); }

  /// The base's: the failure set holds, with a prior, all that are the same but for factors of the agents'
  /// types, and so do the laws of the bases. Its exponent need not be the law's.
  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    NullSetTheory theory;
    theory.codimension = base_->null_set_theory(space, coalitions).codimension;
    return theory;
  }

  [[nodiscard]] bool reaches_null_set() const override { return base_->reaches_null_set(); }
  [[nodiscard]] bool is_free_of_ties(const TypeSpace& space) const override {
    return base_->is_free_of_ties(space);
  }

 private:
  std::unique_ptr<PriorFamily> base_;
  std::string text_;
  Raking raking_;
  std::size_t profiles_;
};

}  // namespace

PriorFamilyEntry marginals_entry() {
  return {
      {"marginals",
       "base, another family's table, without exact ties; marginals, a list of probabilities for each agent",
       "the base's prior times factors of single agents' types that give it these marginals, to 1e-14"},
      {"base", "marginals"},
      [](const PriorSpec& spec, const TypeSpace& space,
         const PriorLoader& load) -> std::unique_ptr<PriorFamily> {
        std::vector<std::vector<double>> marginals = read_marginals(spec, space);
        auto base = build_prior_family(spec.nested("base"), space, rounding_loader(load));
        if (!base->is_free_of_ties(space))
          spec.fail("base",
                    "must be a law under which no two posteriors of a coalition are equal, for exact "
                    "ties would be lost in rounding; " +
                        base->name() + " is not known to be one");
        return std::make_unique<Marginals>(std::move(base), std::move(marginals), space);
      },
      {"marginals"}};
}

}  // namespace genericity
