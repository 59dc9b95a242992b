#pragma once

#include <functional>

#include "sim/study/study.h"

namespace genericity {

/// Moves the patterns of an ensemble of the study that are not kept to what the study leaves out
/// (Study::dropped), their order unchanged; returns how many. The ensemble may be left without patterns.
std::size_t drop_patterns(Ensemble& ensemble, const std::function<bool(const Pattern&)>& is_kept,
                          Study& study);

}  // namespace genericity
