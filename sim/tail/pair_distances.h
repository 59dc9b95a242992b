#pragma once

#include <span>

#include "sim/tail/pair_events.h"

namespace genericity::tail {

/// Total-variation distances of pairs of posteriors, formed in doubles: rounding is below 2^-40 by far.
class PairDistances {
 public:
  explicit PairDistances(const PairEvents& events) : events_(&events) {}

  /// The distance of the event's two posteriors under these weights.
  [[nodiscard]] double distance(const PairEvent& event, std::span<const double> weights) const;
  /// How many of the events hold.
  [[nodiscard]] std::size_t closer_than(double epsilon, std::span<const double> weights) const;

 private:
  const PairEvents* events_;
};

}  // namespace genericity::tail
