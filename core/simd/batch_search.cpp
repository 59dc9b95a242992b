#include "core/simd/batch_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/deviations.h"
#include "core/simd/gordan_layout.h"
#include "core/simd/kernels.h"

namespace genericity {

namespace {

/// Steps of the interior point method a prior; most priors take four to ten.
constexpr int most_steps = 40;
constexpr std::size_t greatest_memory = std::size_t{80} << 20U;

}  // namespace

class BatchSearch::Implementation {
 public:
  Implementation(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                 std::shared_ptr<Workspace> workspace)
      : kernels_(simd::kernels(set)),
        plan_(space, pattern),
        workspace_(workspace_or_new(std::move(workspace))),
        stride_(std::max(plan_.view().rows, plan_.view().unknowns)),
        values_offset_(plan_.view().vectors * static_cast<std::size_t>(kernels_.bytes)) {
    workspace_->reserve(values_offset_ + capacity * stride_ * sizeof(double));
  }

  void run(std::span<const double> weights, std::size_t count) {
    if (count == 0) return;
    std::array<const double*, capacity> priors{};
    for (std::size_t k = 0; k < count; ++k) priors[k] = weights.data() + k * plan_.view().profiles;
    kernels_.search(plan_.view(), workspace_->get(), priors.data(), count, most_steps, sides_.data(),
                    values(), stride_);
  }

  [[nodiscard]] GordanProposal proposal(std::size_t prior) const {
    const double* const found = values() + prior * stride_;
    switch (sides_[prior]) {
      case simd::GordanSide::solution:
        return {GordanProposal::Side::solution, {found, plan_.view().unknowns}};
      case simd::GordanSide::multipliers:
        return {GordanProposal::Side::multipliers, {found, plan_.view().rows}};
      default:
        return {};
    }
  }

 private:
  [[nodiscard]] double* values() const {
    return reinterpret_cast<double*>(workspace_->get() + values_offset_);
  }

  const simd::Kernels& kernels_;
  simd::GordanLayout plan_;
  std::shared_ptr<Workspace> workspace_;
  std::size_t stride_;         // numbers a proposal, at most
  std::size_t values_offset_;  // bytes; the kernel's part comes first
  std::array<simd::GordanSide, capacity> sides_{};
};

std::size_t BatchSearch::memory(const TypeSpace& space, const Pattern& pattern) {
  constexpr std::size_t widest = 64;
  const std::size_t unknowns = static_cast<std::size_t>(space.agents() - 1) * space.profiles();
  const std::size_t proposal = std::max(DeviationSystem::count_rows(space, pattern), unknowns);
  return simd::GordanLayout::count_vectors(space, pattern) * widest + capacity * proposal * sizeof(double);
}

bool BatchSearch::suits(const TypeSpace& space, const Pattern& pattern) {
  return memory(space, pattern) <= greatest_memory;
}

BatchSearch::BatchSearch(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                         std::shared_ptr<Workspace> workspace)
    : implementation_(std::make_unique<Implementation>(space, pattern, set, std::move(workspace))) {}
BatchSearch::~BatchSearch() = default;

void BatchSearch::run(std::span<const double> weights, std::size_t count) {
  implementation_->run(weights, count);
}

GordanProposal BatchSearch::proposal(std::size_t prior) const {
  return implementation_->proposal(prior);
}

}  // namespace genericity
