#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/generic/open_set.h"
#include "core/type_space.h"

namespace genericity {

/// The agents by other names: agent i becomes agent image[i], who has as many types. A proof about one
/// pattern and prior becomes one about the relabelled pattern and prior.
class Relabelling {
 public:
  /// Keeps a reference to the space. `image` is one of type_preserving_relabellings(space).
  Relabelling(const TypeSpace& space, std::vector<int> image);

  [[nodiscard]] Coalition of(Coalition coalition) const;
  [[nodiscard]] OpenSuccess of(const OpenSuccess& success) const;
  [[nodiscard]] OpenFailure of(const OpenFailure& failure) const;

 private:
  [[nodiscard]] IntegerWeights of(const IntegerWeights& weights) const;
  /// The relabelled joint type of a coalition, numbered as CoalitionSplit::inside.
  [[nodiscard]] std::uint32_t joint_type(Coalition coalition, std::uint32_t type) const;

  const TypeSpace* space_;
  std::vector<int> image_;
  std::vector<std::size_t> profile_;  // where each profile goes
};

}  // namespace genericity
