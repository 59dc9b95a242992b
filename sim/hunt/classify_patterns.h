#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/generic/classify.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// How long to go on where theorems leave a pattern open.
struct HuntOptions {
  /// How often the margin of each open pattern is followed downhill, besides the draws that are always looked
  /// at. That finds rare failures best.
  std::size_t descents = 1;
  /// Seconds of hunting for priors of the side that has not been seen, after the draws that are always looked
  /// at.
  double seconds = 0;
  /// Called now and then with what is being done and how many patterns are still open; true stops.
  std::function<bool(std::size_t open)> report = [](std::size_t) { return false; };
};

/// Classifies patterns on one type space, each with what the others say of it: proofs are searched for,
/// passed on from larger patterns to smaller ones and the other way, and what stays open is looked at at
/// random priors, always the same ones. The order is that of the patterns. With `seconds` the result depends
/// on the machine's speed, but every verdict has its proof.
std::vector<Classification> classify_patterns(const TypeSpace& space, std::span<const Pattern> patterns,
                                              const HuntOptions& options);

}  // namespace genericity
