#pragma once

#include <iosfwd>
#include <string>

#include "core/generic/classify.h"
#include "sim/cli/classification_json.h"

namespace genericity {

/// What is known of one pattern, for people: verdict, reason, the transfers of condition (L) in closed form,
/// and what is known of CBDP.
void print_classification(std::ostream& out, const TypeSpace& space, const Pattern& pattern,
                          const Classification& known);

/// Why a claim is not what its proof shows; empty if it is.
std::string fault_of(const ClaimedClassification& claim);
/// What an accepted claim rests on: "proof L accepted, for all type counts".
std::string acceptance_of(const ClaimedClassification& claim);

}  // namespace genericity
