#pragma once

#include <optional>
#include <span>

#include "sim/study/group_runner.h"
#include "sim/study/result.h"

namespace genericity {

/// A range of samples, or of replications in mode tail, that no unit of a group has counted yet.
struct Uncounted {
  UnitGroup group;
  SampleRange range;
};

/// What of the samples `target` remains to be counted for the cells of one ensemble: the first part of it, in
/// an order that depends on nothing but what is there. Nothing if no unit lacks anything.
///
/// Units that lack the same samples come together, because what one pattern's verdict says of another's then
/// need not be found twice.
std::optional<Uncounted> next_uncounted(std::span<const CellResult> cells, SampleRange target);

/// Puts what came of some work for an ensemble to the rest of its result.
void add_outcome(const RangeOutcome& outcome, std::size_t ensemble, const Uncounted& work,
                 StudyResult& result);

}  // namespace genericity
