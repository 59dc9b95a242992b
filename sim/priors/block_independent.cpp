#include <algorithm>

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
      largest_ = std::max(largest_, splits_.back().inside.size());
    }
  }

  [[nodiscard]] std::string name() const override {
    return "block_independent(blocks=" + blocks_text(blocks_) + ")";
  }

  /// The weights of one block.
  [[nodiscard]] std::size_t scratch_size() const override { return largest_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    for (std::size_t k = 0; k < count; ++k) {
      Stream stream(key, first + k);
      const auto row = weights.subspan(k * profiles_, profiles_);
      std::fill(row.begin(), row.end(), 1.0);
      for (const CoalitionSplit& split : splits_) {
        const auto block = scratch.first(split.inside.size());
        for (double& weight : block) weight = round_to_bits(exponential_variate(stream), bits_);
        for (std::size_t inside = 0; inside < block.size(); ++inside)
          for (const std::uint32_t outside : split.outside)
            row[split.inside[inside] + outside] *= block[inside];
      }
    }
  }

 private:
  std::vector<Coalition> blocks_;
  std::vector<CoalitionSplit> splits_;
  std::size_t profiles_;
  std::size_t largest_ = 0;
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
