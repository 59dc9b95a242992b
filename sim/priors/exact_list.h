#pragma once

#include <gmpxx.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/information_structure.h"
#include "sim/priors/family.h"

namespace genericity {

/// Makes a list of given priors of exact numbers, decimals or fractions as they are written in a file.
///
/// The doubles of a prior are its exact weights where these, as integers, have at most 53 bits, so that
/// intended ties stay ties. Otherwise they are the nearest doubles; if those round anything at one prior of
/// the list, the priors themselves stand beside all of them.
class ExactList {
 public:
  explicit ExactList(TypeSpace space) : list_{std::move(space), {}, {}} {}

  /// Adds a prior: |Θ| positive weights.
  void add(const std::vector<mpq_class>& weights);
  [[nodiscard]] std::size_t count() const { return list_.priors.size(); }
  /// The list, with what stands beside the priors and a digest of both.
  [[nodiscard]] LoadedPriors finish(std::vector<PriorCoordinate> coordinates);

 private:
  LoadedPriors list_;
  std::string digested_;  // the integers, as text
  bool is_rounded_ = false;
};

/// The double nearest to a number that is written as parse_rational reads it. Throws InvalidInput for what is
/// none, or is beyond all doubles.
[[nodiscard]] double nearest_to_written(std::string_view text);

}  // namespace genericity
