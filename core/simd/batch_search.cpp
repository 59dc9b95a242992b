#include "core/simd/batch_search.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/deviations.h"
#include "core/simd/gordan_layout.h"
#include "core/simd/kernels.h"

namespace genericity {

namespace {

/// Steps of the interior point method a prior; most priors take four to ten. Later steps want doubles.
constexpr int most_float_steps = 7;
constexpr int most_steps = 40;
constexpr std::size_t greatest_memory = std::size_t{80} << 20U;

}  // namespace

class BatchSearch::Implementation {
 public:
  /// Numbers that a prior's job writes: a proposal, and where the search stands.
  struct JobNumbers {
    JobNumbers(std::size_t rows, std::size_t unknowns)
        : proposal(std::max(rows, unknowns)), all(proposal + 2 * rows + unknowns + 2) {}

    std::size_t proposal;
    std::size_t all;
  };

  Implementation(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                 std::shared_ptr<Workspace> workspace)
      : kernels_(simd::kernels(set)),
        plan_(space, pattern),
        workspace_(workspace_or_new(std::move(workspace))),
        numbers_(plan_.view().rows, plan_.view().unknowns),
        numbers_offset_(plan_.view().vectors * static_cast<std::size_t>(kernels_.bytes)) {
    workspace_->reserve(numbers_offset_ + capacity * numbers_.all * sizeof(double));
    open_.reserve(capacity);
  }

  void run(std::span<const double> weights, std::size_t count) {
    if (count == 0) return;
    auto* numbers = reinterpret_cast<double*>(workspace_->get() + numbers_offset_);
    for (std::size_t k = 0; k < count; ++k, numbers += numbers_.all) {
      jobs_[k] = {.prior = weights.data() + k * plan_.view().profiles,
                  .values = numbers,
                  .state = numbers + numbers_.proposal};
    }
    kernels_.search_floats(plan_.view(), workspace_->get(), jobs_.data(), count, most_float_steps);
    open_.clear();
    for (std::size_t k = 0; k < count; ++k) {
      if (jobs_[k].side == simd::GordanSide::none) open_.push_back(k);
    }
    refine(open_);
  }

  void refine(std::span<const std::size_t> places) {
    if (places.empty()) return;
    for (std::size_t k = 0; k < places.size(); ++k) again_[k] = jobs_[places[k]];
    kernels_.search_doubles(plan_.view(), workspace_->get(), again_.data(), places.size(), most_steps);
    for (std::size_t k = 0; k < places.size(); ++k) jobs_[places[k]] = again_[k];
  }

  [[nodiscard]] GordanProposal proposal(std::size_t prior) const {
    const simd::GordanJob& job = jobs_[prior];
    switch (job.side) {
      case simd::GordanSide::solution:
        return {GordanProposal::Side::solution, {job.values, plan_.view().unknowns}};
      case simd::GordanSide::multipliers:
        return {GordanProposal::Side::multipliers, {job.values, plan_.view().rows}};
      default:
        return {};
    }
  }

 private:
  const simd::Kernels& kernels_;
  simd::GordanLayout plan_;
  std::shared_ptr<Workspace> workspace_;
  JobNumbers numbers_;
  std::size_t numbers_offset_;  // bytes; the kernel's part comes first
  std::array<simd::GordanJob, capacity> jobs_{};
  std::array<simd::GordanJob, capacity> again_{};  // those that doubles go on with
  std::vector<std::size_t> open_;                  // where floats find nothing
};

std::size_t BatchSearch::memory(const TypeSpace& space, const Pattern& pattern) {
  constexpr std::size_t widest = 64;
  const std::size_t unknowns = static_cast<std::size_t>(space.agents() - 1) * space.profiles();
  const Implementation::JobNumbers numbers(DeviationSystem::count_rows(space, pattern), unknowns);
  return simd::GordanLayout::count_vectors(space, pattern) * widest + capacity * numbers.all * sizeof(double);
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

void BatchSearch::refine(std::span<const std::size_t> places) {
  implementation_->refine(places);
}

GordanProposal BatchSearch::proposal(std::size_t prior) const {
  return implementation_->proposal(prior);
}

}  // namespace genericity
