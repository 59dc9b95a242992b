#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "core/generic/classify.h"
#include "core/generic/search_effort.h"
#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity {

/// How long to look for proofs and priors.
struct HuntOptions {
  /// For proofs; by default some ten seconds for a large pattern. Under an effort of 0 condition (G) is
  /// decided, and no more.
  SearchEffort effort{1e10};
  /// How often the margin of each open pattern is followed downhill, besides the draws that are always looked
  /// at. That finds rare failures best.
  std::size_t descents = 1;
  /// Seconds of hunting for priors of the side that has not been seen, after all that.
  double seconds = 0;
  int threads = 1;
  /// Called now and then, by the calling thread, with how many patterns are still open; true stops, and what
  /// is known by then is returned.
  std::function<bool(std::size_t open)> report = [](std::size_t) { return false; };
};

/// Classifies patterns on one type space, each with what the others say of it: proofs are searched for,
/// passed on from larger patterns to smaller ones and the other way, and what stays open is looked at at
/// random priors, always the same ones. The order is that of the patterns. The number of threads makes no
/// difference. With `seconds`, or if `report` stops it, the result depends on the machine's speed, but every
/// verdict has its proof.
std::vector<Classification> classify_patterns(const TypeSpace& space, std::span<const Pattern> patterns,
                                              const HuntOptions& options);

}  // namespace genericity
