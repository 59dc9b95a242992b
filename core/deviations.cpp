#include "core/deviations.h"

#include <algorithm>

namespace genericity {

DeviationSystem::DeviationSystem(const TypeSpace& space, const Pattern& pattern)
    : agents_(static_cast<std::size_t>(space.agents())), profiles_(space.profiles()) {
  structure_.columns = (agents_ - 1) * profiles_;
  const int last = space.agents() - 1;
  std::size_t first_row = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    const Block& block = blocks_.emplace_back(Block{coalition, CoalitionSplit(space, coalition), first_row});
    const std::vector<std::uint32_t>& inside = block.split.inside;
    first_row += inside.size() * (inside.size() - 1);
    // f_S = Σ_{i∈S} ψ_i, and −Σ_{i∉S} ψ_i where S has the last agent: then only the others are unknowns.
    const bool flipped = coalition.contains(last);
    const Coalition carriers = flipped ? coalition.complement(space.agents()) : coalition;
    const std::int32_t sign = flipped ? -1 : 1;
    for (const std::uint32_t truth : inside) {
      for (const std::uint32_t report : inside) {
        if (truth == report) continue;
        for (std::size_t agent = 0; agent + 1 < agents_; ++agent) {
          if (!carriers.contains(static_cast<int>(agent))) continue;
          for (const std::uint32_t rest : block.split.outside) {
            const std::int32_t code = sign * static_cast<std::int32_t>(truth + rest + 1);
            structure_.push(agent * profiles_ + report + rest, code);
            structure_.push(agent * profiles_ + truth + rest, -code);
          }
        }
        structure_.end_row();
      }
    }
  }
}

std::size_t DeviationSystem::count_rows(const TypeSpace& space, const Pattern& pattern) {
  std::size_t rows = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    const std::size_t joint_types = count_joint_types(space, coalition);
    rows += joint_types * (joint_types - 1);
  }
  return rows;
}

DeviationSystem::Deviation DeviationSystem::deviation(std::size_t row) const {
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), row,
                                      [](std::size_t r, const Block& block) { return r < block.first_row; });
  const Block& block = *(after - 1);
  const std::size_t others = block.split.inside.size() - 1;
  const std::size_t truth = (row - block.first_row) / others;
  const std::size_t place = (row - block.first_row) % others;
  return {&block, static_cast<std::uint32_t>(truth),
          static_cast<std::uint32_t>(place < truth ? place : place + 1)};
}

void DeviationSystem::posterior_scale(std::span<const double> weights, std::span<double> scale) const {
  totals(weights, scale);
  for (double& value : scale) value = 1 / value;
}

}  // namespace genericity
