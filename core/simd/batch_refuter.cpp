#include "core/simd/batch_refuter.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "core/balance_equations.h"
#include "core/coalition.h"
#include "core/deviations.h"
#include "core/simd/balance_layout.h"
#include "core/simd/kernels.h"

namespace genericity {

namespace {

constexpr std::size_t most_double_lanes = 8;
constexpr std::size_t widest_vector = 64;
constexpr std::size_t greatest_refuter_memory = std::size_t{80} << 20U;

}  // namespace

class BatchRefuter::Implementation {
 public:
  Implementation(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                 std::shared_ptr<Workspace> workspace)
      : kernels_(simd::kernels(set)),
        space_(space),
        system_(space, pattern),
        coalitions_(pattern.coalitions().begin(), pattern.coalitions().end()),
        equations_(independent_balance_equations(space, coalitions_)),
        layout_(space, pattern),
        workspace_(workspace_or_new(std::move(workspace))) {
    std::size_t labels = 0;
    for (const DeviationSystem::Block& block : system_.blocks()) labels += block.split.inside.size();
    connections_.first.resize(labels);
    connections_.deviations.resize(labels);
    workspace_->reserve(layout_.view().vectors * static_cast<std::size_t>(kernels_.bytes));
  }

  void refute(std::span<const Claim> claims, std::span<std::uint8_t> proved) {
    const auto width = static_cast<std::size_t>(kernels_.proof_width);
    std::array<const double*, most_double_lanes> priors{};
    std::array<const double*, most_double_lanes> weights{};
    std::array<std::uint32_t, most_double_lanes> ranks{};
    for (std::size_t first = 0; first < claims.size(); first += width) {
      const std::size_t count = std::min(width, claims.size() - first);
      // Lanes without a claim of their own repeat the last one.
      for (std::size_t lane = 0; lane < width; ++lane) {
        const Claim& claim = claims[first + std::min(lane, count - 1)];
        priors[lane] = claim.prior;
        weights[lane] = claim.weights;
      }
      const unsigned accepted =
          kernels_.refute(layout_.view(), workspace_->get(), priors.data(), weights.data(), ranks.data());
      for (std::size_t lane = 0; lane < count; ++lane) {
        const bool is_proved = ((accepted >> lane) & 1U) != 0 && rank_bound(weights[lane]) <= ranks[lane];
        proved[first + lane] = is_proved ? 1 : 0;
      }
    }
  }

 private:
  /// What the rank of the equations cannot exceed, in the deviations that have weight.
  std::size_t rank_bound(const double* weights) {
    if (std::find(weights, weights + system_.rows(), 0.0) == weights + system_.rows())
      return equations_.size();
    connect(weights);
    auto place = bounds_.find(connections_);
    if (place == bounds_.end()) {
      const std::size_t bound = balance_rank_bound(space_, coalitions_, equations_, connections_);
      place = bounds_.emplace(connections_, bound).first;
    }
    return place->second;
  }

  void connect(const double* weights) {
    std::uint32_t* first = connections_.first.data();
    std::uint32_t* deviations = connections_.deviations.data();
    for (const DeviationSystem::Block& block : system_.blocks()) {
      const std::size_t types = block.split.inside.size();
      const double* const own = weights + block.first_row;
      std::iota(first, first + types, 0U);
      std::fill(deviations, deviations + types, 0U);
      for_each_deviation(own, types, [&](std::size_t truth, std::size_t report) {
        const std::uint32_t low = std::min(first[truth], first[report]);
        const std::uint32_t high = std::max(first[truth], first[report]);
        if (low != high) std::replace(first, first + types, high, low);
      });
      for_each_deviation(own, types, [&](std::size_t truth, std::size_t) { ++deviations[first[truth]]; });
      first += types;
      deviations += types;
    }
  }

  /// Calls visit(truth, report) for the deviations of a coalition that have weight.
  template <class Visit>
  static void for_each_deviation(const double* weight, std::size_t types, Visit visit) {
    for (std::size_t truth = 0; truth < types; ++truth) {
      for (std::size_t report = 0; report < types; ++report) {
        if (report != truth && *weight++ != 0) visit(truth, report);
      }
    }
  }

  const simd::Kernels& kernels_;
  TypeSpace space_;
  DeviationSystem system_;
  std::vector<Coalition> coalitions_;
  std::vector<BalanceEquation> equations_;
  simd::BalanceLayout layout_;
  std::shared_ptr<Workspace> workspace_;
  Connections connections_;                    // of the weights at hand
  std::map<Connections, std::size_t> bounds_;  // balance_rank_bound
};

std::size_t BatchRefuter::memory(const TypeSpace& space, const Pattern& pattern) {
  return simd::BalanceLayout::count_vectors(space, pattern) * widest_vector;
}

bool BatchRefuter::suits(const TypeSpace& space, const Pattern& pattern) {
  if (memory(space, pattern) > greatest_refuter_memory) return false;
  const std::size_t equations = independent_balance_equations(space, pattern.coalitions()).size();
  return equations > 0 && DeviationSystem::count_rows(space, pattern) >= equations;
}

BatchRefuter::BatchRefuter(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                           std::shared_ptr<Workspace> workspace)
    : implementation_(std::make_unique<Implementation>(space, pattern, set, std::move(workspace))) {}
BatchRefuter::~BatchRefuter() = default;

void BatchRefuter::refute(std::span<const Claim> claims, std::span<std::uint8_t> proved) {
  implementation_->refute(claims, proved);
}

}  // namespace genericity
