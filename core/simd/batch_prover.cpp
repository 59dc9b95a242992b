#include "core/simd/batch_prover.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/deviations.h"
#include "core/simd/candidate_layout.h"
#include "core/simd/kernels.h"
#include "core/simd/proof_layout.h"

namespace genericity {

namespace {

/// Priors that are sorted into groups together.
constexpr std::size_t chunk = 512;
constexpr std::size_t most_lanes = 16;
/// How often the priors that a group left unfinished are put into a group of their like. They start anew:
/// copying a lane's state costs as much, and the iterates are the same.
constexpr int regroupings = 2;

}  // namespace

class BatchProver::Implementation {
 public:
  Implementation(const TypeSpace& space, const Pattern& pattern, const Limits& limits, InstructionSet set,
                 std::shared_ptr<Workspace> workspace)
      : kernels_(simd::kernels(set)),
        limits_(limits),
        candidates_(space, pattern),
        proofs_(space, pattern),
        workspace_(workspace_or_new(std::move(workspace))),
        proof_offset_(candidates_.view().vectors * vector_bytes()),
        psi_offset_(proof_offset_ + proofs_.view().vectors * vector_bytes()) {
    workspace_->reserve(psi_offset_ + unknowns() * vector_bytes());
  }

  std::size_t decide(std::span<const double> weights, std::size_t count, std::span<std::uint8_t> proved,
                     std::span<std::int64_t> transfers) {
    std::fill_n(proved.begin(), count, std::uint8_t{0});
    transfers_ = transfers;
    std::size_t total = 0;
    for (std::size_t first = 0; first < count; first += chunk) {
      weights_ = weights.data() + first * candidates_.view().profiles;
      proved_ = proved.data() + first;
      first_ = first;
      now_.size = 0;
      for (std::size_t k = 0; k < std::min(chunk, count - first); ++k)
        now_.push(static_cast<std::uint16_t>(k));
      const std::size_t by_floats = run(kernels_.hinge_floats, limits_.float_iterations);
      const std::size_t by_blocks = run(kernels_.block_doubles, limits_.block_iterations);
      const std::size_t by_doubles = run(kernels_.hinge_doubles, limits_.double_iterations);
      counters_.by_floats += by_floats;
      counters_.by_blocks += by_blocks;
      counters_.by_doubles += by_doubles;
      total += by_floats + by_blocks + by_doubles;
    }
    counters_.priors += count;
    return total;
  }

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  /// Numbers of priors of the chunk at hand.
  struct List {
    std::array<std::uint16_t, chunk> items{};
    std::size_t size = 0;
    void push(std::uint16_t item) { items[size++] = item; }
  };

  [[nodiscard]] void* candidate_space() const { return workspace_->get(); }
  [[nodiscard]] void* proof_space() const { return workspace_->get() + proof_offset_; }
  [[nodiscard]] void* psi() const { return workspace_->get() + psi_offset_; }
  [[nodiscard]] std::size_t vector_bytes() const { return static_cast<std::size_t>(kernels_.bytes); }
  [[nodiscard]] std::size_t unknowns() const {
    return candidates_.view().agents * candidates_.view().profiles;
  }

  /// Runs the priors of now_ through one kernel; those that it does not prove are in now_ afterwards. Returns
  /// how many it proved.
  std::size_t run(const simd::CandidateKernel& kernel, int limit) {
    if (limit <= 0) return 0;
    const auto width = static_cast<std::size_t>(kernel.width);
    std::size_t total = 0;
    failed_.size = 0;
    for (int round = 0; now_.size > 0; ++round) {
      later_.size = 0;
      for (std::size_t begin = 0; begin < now_.size; begin += width) {
        const std::size_t lanes = std::min(width, now_.size - begin);
        const bool leave = round < regroupings && lanes == width;
        total += run_group(kernel, std::span(now_.items).subspan(begin, lanes), limit,
                           leave ? kernel.width / 8 : 0);
      }
      std::swap(now_, later_);
    }
    std::swap(now_, failed_);
    return total;
  }

  std::size_t run_group(const simd::CandidateKernel& kernel, std::span<const std::uint16_t> group, int limit,
                        int leave) {
    std::array<const double*, most_lanes> priors{};
    std::array<simd::LaneState, most_lanes> states{};
    const std::size_t profiles = candidates_.view().profiles;
    for (std::size_t lane = 0; lane < group.size(); ++lane) priors[lane] = weights_ + group[lane] * profiles;
    kernel.run(candidates_.view(), candidate_space(), priors.data(), static_cast<int>(group.size()), limit,
               leave, states.data());
    // Lanes without a prior of their own repeat the last one.
    std::fill(priors.begin() + static_cast<std::ptrdiff_t>(group.size()), priors.end(),
              priors[group.size() - 1]);
    const auto proof_width = static_cast<std::size_t>(kernels_.proof_width);
    std::size_t total = 0;
    for (std::size_t first = 0; first < group.size(); first += proof_width) {
      const std::size_t end = std::min(first + proof_width, group.size());
      const bool any = std::any_of(states.begin() + static_cast<std::ptrdiff_t>(first),
                                   states.begin() + static_cast<std::ptrdiff_t>(end),
                                   [](simd::LaneState state) { return state == simd::LaneState::found; });
      unsigned accepted = 0;
      if (any) {
        kernel.round(candidates_.view(), candidate_space(), static_cast<int>(first), psi());
        accepted = kernels_.prove(proofs_.view(), proof_space(), priors.data() + first, psi());
      }
      for (std::size_t lane = first; lane < end; ++lane) {
        if (states[lane] == simd::LaneState::unfinished) {
          later_.push(group[lane]);
        } else if (states[lane] == simd::LaneState::found && ((accepted >> (lane - first)) & 1U) != 0) {
          proved_[group[lane]] = 1;
          ++total;
          if (!transfers_.empty()) write_transfers(group[lane], lane - first);
        } else {
          failed_.push(group[lane]);
        }
      }
    }
    return total;
  }

  void write_transfers(std::size_t prior, std::size_t lane) const {
    const auto* const transfer = static_cast<const double*>(psi()) + lane;
    const std::size_t stride = vector_bytes() / sizeof(double);
    std::int64_t* const to = transfers_.data() + (first_ + prior) * unknowns();
    for (std::size_t i = 0; i < unknowns(); ++i) to[i] = static_cast<std::int64_t>(transfer[i * stride]);
  }

  const simd::Kernels& kernels_;
  Limits limits_;
  simd::CandidateLayout candidates_;
  simd::ProofLayout proofs_;
  std::shared_ptr<Workspace> workspace_;
  std::size_t proof_offset_, psi_offset_;  // bytes; the candidate kernel's part comes first
  Counters counters_;

  // Of the chunk at hand.
  const double* weights_ = nullptr;
  std::uint8_t* proved_ = nullptr;
  std::size_t first_ = 0;
  std::span<std::int64_t> transfers_;
  List now_, later_, failed_;
};

std::size_t BatchProver::memory(const TypeSpace& space, const Pattern& pattern) {
  constexpr std::size_t widest = 64;
  const std::size_t profiles = space.profiles();
  const std::size_t lists = pattern.coalitions().size() * profiles * sizeof(std::uint32_t) * 2;
  const std::size_t vectors = simd::CandidateLayout::count_vectors(space, pattern) +
                              (static_cast<std::size_t>(space.agents()) + 3) * profiles;
  return vectors * widest + lists;
}

bool BatchProver::suits(const TypeSpace& space, const Pattern& pattern, std::size_t greatest_memory) {
  return default_limits(space, pattern).any() && memory(space, pattern) <= greatest_memory;
}

BatchProver::Limits BatchProver::default_limits(const TypeSpace& space, const Pattern& pattern) {
  const std::size_t unknowns = (static_cast<std::size_t>(space.agents()) - 1) * space.profiles();
  const std::size_t rows = DeviationSystem::count_rows(space, pattern);
  if (rows <= unknowns) return {200, 150, 400};
  if (rows <= unknowns + unknowns / 4) return {250, 0, 0};
  return {};
}

BatchProver::BatchProver(const TypeSpace& space, const Pattern& pattern, InstructionSet set,
                         std::shared_ptr<Workspace> workspace)
    : BatchProver(space, pattern, default_limits(space, pattern), set, std::move(workspace)) {}
BatchProver::BatchProver(const TypeSpace& space, const Pattern& pattern, const Limits& limits,
                         InstructionSet set, std::shared_ptr<Workspace> workspace)
    : implementation_(std::make_unique<Implementation>(space, pattern, limits, set, std::move(workspace))) {}
BatchProver::~BatchProver() = default;

std::size_t BatchProver::decide(std::span<const double> weights, std::size_t count,
                                std::span<std::uint8_t> proved, std::span<std::int64_t> transfers) {
  return implementation_->decide(weights, count, proved, transfers);
}

const BatchProver::Counters& BatchProver::counters() const {
  return implementation_->counters();
}

}  // namespace genericity
