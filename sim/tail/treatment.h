#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/priors/family.h"

namespace genericity::tail {

/// How rare events of a family are estimated.
enum class Treatment : std::uint8_t {
  importance,  ///< from draws that are mostly made to lie in the event: UnionSampler
  splitting,   ///< level by level: SplittingSampler
};

/// Importance sampling where a pair's density is known, else splitting where the family has a primary form;
/// nothing for the others.
std::optional<Treatment> treatment(const PriorFamily& family);

/// Why a family without treatment is not taken: a text that goes on after "tail mode cannot treat …: ".
std::string refusal(const PriorFamily& family);

}  // namespace genericity::tail
