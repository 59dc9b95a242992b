#pragma once

#include <cstddef>
#include <cstdint>

namespace genericity::simd {

/// Layers of the counters: what a word is for. Coordinates 2i and 2i+1 of a sample share block
/// first_pair + i of each layer, one word each.
enum VariateLayer : std::uint32_t {
  main_layer = 0,   ///< uniforms, exponentials; a pair's radius and angle for normals
  boost_layer = 1,  ///< the power of a uniform that takes a gamma variate of shape a + 1 to shape a
  floor_layer = 2,  ///< places below a floor
  /// Attempt t at gamma variates takes its normals from layer 16 + 2t, its uniforms from layer 17 + 2t.
  attempt_layers = 16
};

/// Which variates are wanted, as VariateAddress has it, and where they go. Plain data: the kernels are
/// compiled once per instruction set and must not share inline functions of the standard library.
struct VariateView {
  std::uint64_t key = 0;
  std::uint64_t first_sample = 0;
  std::size_t samples = 0;
  std::uint64_t first_pair = 0;
  std::size_t coordinates = 0;
  double* out = nullptr;  ///< samples·coordinates places
};

/// The vectorised functions of one instruction set; variates.h says what they do.
struct VariateKernels {
  void (*uniforms)(const VariateView& view, std::uint32_t layer) = nullptr;
  void (*exponentials)(const VariateView& view) = nullptr;
  void (*normals)(const VariateView& view, double deviation) = nullptr;
  void (*gammas)(const VariateView& view, double shape) = nullptr;
  void (*log_gammas)(const VariateView& view, double shape) = nullptr;
  void (*exp)(double* values, std::size_t count) = nullptr;
  void (*log)(double* values, std::size_t count) = nullptr;
  void (*sine_and_cosine)(const double* turns, double* sines, double* cosines, std::size_t count) = nullptr;
};

}  // namespace genericity::simd
