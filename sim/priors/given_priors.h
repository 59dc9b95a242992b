#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/priors/family.h"
#include "sim/priors/spec.h"

namespace genericity {

/// Priors read from a file, checked against the type space: what `file` and `perturbed` have in common.
struct GivenPriors {
  /// The path's last part: names hold no directories, so that a study may move.
  std::string base_name;
  std::string digest;
  std::size_t profiles = 0;
  /// One prior after the other, the doubles as loaded.
  std::vector<double> weights;
  /// The priors themselves where the doubles only round them; else empty.
  std::vector<InformationStructure> exact;
  std::vector<PriorCoordinate> coordinates;
  bool rounded = false;

  [[nodiscard]] std::size_t count() const { return weights.size() / profiles; }
};

/// Why the doubles are no weights of a prior: one is not a positive normal number, or their sum overflows.
/// Empty if they are.
std::string fault_of_weights(std::span<const double> weights);

/// Loads the parameter `file`. Throws PriorError when nothing can load files here, when the file holds no
/// prior or one on another type space, or a weight that is not a positive normal double, or a prior whose sum
/// overflows. What `load` itself throws passes through.
GivenPriors load_given_priors(const PriorSpec& spec, const TypeSpace& space, const PriorLoader& load);

/// Loads the same priors, but with what doubles cannot hold rounded away: for laws that add noise in doubles.
PriorLoader rounding_loader(const PriorLoader& load);

/// The family `file` on given priors.
std::unique_ptr<PriorFamily> make_given_family(GivenPriors given);

}  // namespace genericity
