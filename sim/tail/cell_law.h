#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "sim/random/stream.h"

namespace genericity::tail {

/// A law under which the weights of the type profiles are independent with one law, up to a common factor.
/// Under such a law pairs of posteriors can be made close with a known density.
struct CellLaw {
  enum class Kind : std::uint8_t { gamma, log_normal };
  Kind kind = Kind::gamma;
  /// Of the gamma law the shape (Dirichlet's alpha), of the log-normal one the logarithm's standard
  /// deviation.
  double parameter = 1;
};

/// Draws a prior from the law: positive weights, all with one common factor.
void draw_cells(const CellLaw& law, Stream& stream, std::span<double> weights);

/// The law of the family with this canonical name, such as "dirichlet(alpha=1)"; nothing for other families
/// and for parameters for which the sampler was not found to be efficient.
std::optional<CellLaw> cell_law(const std::string& family);

}  // namespace genericity::tail
