#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/simd/instruction_set.h"

namespace genericity {

/// Which of a stream's numbers are meant. A stream is a pure function from addresses to 64-bit words:
/// Philox4x32-10 maps the counter (sample low, sample high, block, layer) under the key (key low, key high)
/// to four 32-bit words, which make two words of 64 bits, each with its low half first. Coordinates 2i and
/// 2i+1 of a sample have the two words of block first_pair + i, in every layer; a layer is a purpose.
///
/// So a number depends on its address alone: not on what else is drawn, in what portions, or on how many
/// lanes.
struct VariateAddress {
  std::uint64_t key = 0;
  std::uint64_t first_sample = 0;
  std::size_t samples = 0;
  std::size_t coordinates = 0;   ///< of each sample
  std::uint32_t first_pair = 0;  ///< the block that coordinates 0 and 1 have; blocks are below 2^32
};

/// Random variates and elementary functions over SIMD lanes. All results are the same bits on every
/// instruction set (elementary_lanes.h says how). Where speed would have cost that, as with fused
/// multiply-adds or a processor's approximate reciprocals, it was given up.
///
/// Every `out` has samples·coordinates places: out[s·coordinates + j] is coordinate j of sample
/// first_sample + s.
class VariateGenerator {
 public:
  /// `set` must be one of available_instruction_sets().
  explicit VariateGenerator(InstructionSet set = best_instruction_set());

  /// The midpoints (k + ½)·2^-52 that the words' upper 52 bits k name, of the main layer: never 0 and never
  /// 1.
  void uniforms(const VariateAddress& address, std::span<double> out) const;
  /// The same from the layer that weights below a floor take (weights_from_logs in sim/priors).
  void floor_uniforms(const VariateAddress& address, std::span<double> out) const;
  /// Exponential with mean 1: −ln of the uniforms, from 2^-53 to 36.8.
  void exponentials(const VariateAddress& address, std::span<double> out) const;
  /// Normal with mean 0 and standard deviation `deviation`. Coordinates 2i and 2i+1 come from one radius and
  /// one angle.
  void normals(const VariateAddress& address, double deviation, std::span<double> out) const;
  /// Gamma variates with a shape of at least 1 and scale 1, at least 2^-60. A rejected coordinate draws again
  /// from words of its own.
  void gammas(const VariateAddress& address, double shape, std::span<double> out) const;
  /// Logarithms of gamma variates with a shape above 0 and below 1, most of which are below the least double
  /// when the shape is small.
  void log_gammas(const VariateAddress& address, double shape, std::span<double> out) const;

  /// values[k] = e^values[k], within 1 ulp; subnormal results within 1 unit of 2^-1074.
  void exp(std::span<double> values) const;
  /// values[k] = ln values[k], within 1 ulp.
  void log(std::span<double> values) const;
  /// sines[k] = sin(2π·turns[k]) and cosines[k], within 1.5 ulp, for 0 ≤ turns[k] ≤ 1. Equal lengths.
  void sine_and_cosine(std::span<const double> turns, std::span<double> sines,
                       std::span<double> cosines) const;

 private:
  InstructionSet set_;
};

}  // namespace genericity
