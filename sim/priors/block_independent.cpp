#include <algorithm>
#include <cmath>

#include "core/conditions/belief_null_set.h"
#include "sim/priors/agent_blocks.h"
#include "sim/priors/registry.h"
#include "sim/priors/weights.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// p(θ) = Π_B p_B(θ_B) over the blocks B of a partition of the agents, each p_B uniform on its simplex
/// (Dirichlet(1)).
///
/// Exactness: each block's weight is rounded to b = floor(53/#blocks) significant bits, so that the product
/// over the blocks is a double without rounding and the blocks are independent exactly. The price is a
/// relative error of at most 2^-b in a block's weights. One block alone is Dirichlet(1) unrounded.
class BlockIndependent final : public PriorFamily {
 public:
  BlockIndependent(std::vector<Coalition> blocks, const TypeSpace& space)
      : blocks_(std::move(blocks)),
        profiles_(space.profiles()),
        bits_(53 / static_cast<int>(blocks_.size())) {
    for (const Coalition block : blocks_) {
      splits_.emplace_back(space, block);
      coordinates_ += splits_.back().inside.size();
    }
  }

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "block_independent"}, {"blocks", blocks_text(blocks_)}};
  }

  /// The weights of all blocks.
  /// One block is all agents.
  [[nodiscard]] bool has_density() const override { return blocks_.size() == 1; }

  [[nodiscard]] std::size_t scratch_size() const override {
    return samples_at_once(coordinates_) * coordinates_;
  }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const std::size_t portion = samples_at_once(coordinates_);
    for (std::size_t done = 0; done < count; done += portion) {
      const std::size_t samples = std::min(portion, count - done);
      const auto blocks = scratch.first(samples * coordinates_);
      generator().exponentials(address_of(key, first + done, samples, coordinates_), blocks);
      for (double& weight : blocks) weight = round_to_bits(weight, bits_);
      for (std::size_t k = 0; k < samples; ++k)
        expand(blocks.subspan(k * coordinates_, coordinates_),
               weights.subspan((done + k) * profiles_, profiles_));
    }
  }

  [[nodiscard]] NullSetTheory null_set_theory(const TypeSpace& space,
                                              std::span<const Coalition> coalitions) const override {
    return NullSetTheory::of_regular_law(null_set_codimension_of_blocks(space, coalitions, blocks_));
  }

  [[nodiscard]] bool reaches_null_set() const override { return true; }

  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override {
    return std::make_unique<Form>(*this);
  }

 private:
  /// Inputs: the logarithms of the blocks' weights before they are rounded.
  class Form final : public GenerativeForm {
   public:
    explicit Form(const BlockIndependent& family)
        : GenerativeForm(gamma_laws(family.coordinates_, 1)),
          family_(&family),
          blocks_(family.coordinates_) {}

    void assemble(std::span<const double> inputs, std::span<double> weights) override {
      std::transform(inputs.begin(), inputs.end(), blocks_.begin(),
                     [this](double log) { return round_to_bits(std::exp(log), family_->bits_); });
      family_->expand(blocks_, weights);
    }

    [[nodiscard]] double resolution() const override {
      return std::max(GenerativeForm::resolution(), std::ldexp(1.0, -family_->bits_));
    }

   private:
    const BlockIndependent* family_;
    std::vector<double> blocks_;
  };

  /// The product of the blocks' weights, which stand one block after the other.
  void expand(std::span<const double> blocks, std::span<double> row) const {
    std::fill(row.begin(), row.end(), 1.0);
    std::size_t begin = 0;
    for (const CoalitionSplit& split : splits_) {
      for (const std::uint32_t inside : split.inside) {
        for (const std::uint32_t outside : split.outside) row[inside + outside] *= blocks[begin];
        ++begin;
      }
    }
  }

  std::vector<Coalition> blocks_;
  std::vector<CoalitionSplit> splits_;
  std::size_t profiles_;
  std::size_t coordinates_ = 0;
  int bits_;
};

}  // namespace

PriorFamilyEntry block_independent_entry() {
  return {{"block_independent", "blocks, a partition of the agents such as \"{1,2},{3,4}\"",
           "independent across blocks of agents, Dirichlet(1) within each; exactly a product"},
          {"blocks"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            return std::make_unique<BlockIndependent>(read_agent_blocks(spec, "blocks", space.agents()),
                                                      space);
          }};
}

}  // namespace genericity
