#pragma once

#include <cstdint>

namespace genericity {

/// A law under which the weights of the type profiles are independent with one law, up to a common factor.
/// Under such a law pairs of posteriors can be made close with a known density (see tail::UnionSampler).
struct CellLaw {
  enum class Kind : std::uint8_t { gamma, log_normal };
  Kind kind = Kind::gamma;
  /// Of the gamma law the shape (Dirichlet's alpha), of the log-normal one the logarithm's standard
  /// deviation.
  double parameter = 1;
};

}  // namespace genericity
