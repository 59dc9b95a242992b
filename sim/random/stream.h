#pragma once

#include <cstdint>

namespace genericity {

/// Names one random stream: all draws of one ensemble of one study. Made from the study's seed and the ensemble's key.
struct StreamKey {
  std::uint64_t value = 0;
};

}  // namespace genericity
