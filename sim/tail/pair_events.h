#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity::tail {

/// Two joint types of one coalition: the event E that their posteriors are within ε of each other.
struct PairEvent {
  std::uint32_t coalition = 0;  ///< place in PairEvents::splits()
  std::uint32_t first = 0;      ///< θ_S, numbered as CoalitionSplit::inside
  std::uint32_t second = 0;     ///< θ'_S > θ_S
};

/// The margin m of CBDP is the least total-variation distance of two posteriors of one coalition, so that
/// {m < ε} is the union of the events of all pairs. This lists them, coalition by coalition.
class PairEvents {
 public:
  /// The coalitions are non-empty and not grand. Throws InvalidInput for more than `most_events` pairs.
  PairEvents(const TypeSpace& space, std::span<const Coalition> coalitions);

  static constexpr std::size_t most_events = 1'000'000;

  [[nodiscard]] std::span<const PairEvent> events() const { return events_; }
  [[nodiscard]] std::span<const CoalitionSplit> splits() const { return splits_; }
  /// k_S = |Θ_-S| of the event's coalition: how many probabilities each of the two posteriors has.
  [[nodiscard]] std::size_t outcomes(const PairEvent& event) const {
    return splits_[event.coalition].outside.size();
  }

 private:
  std::vector<CoalitionSplit> splits_;
  std::vector<PairEvent> events_;
};

}  // namespace genericity::tail
