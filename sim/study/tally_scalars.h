#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/study/tally_fields.h"

namespace genericity {

/// A number of a tally by itself: a count, or a margin (NaN for none); nothing where it would mean nothing.
using Scalar = std::variant<std::monostate, std::uint64_t, double>;

// The columns of a field that are one number for a unit: visit(number of the column, Scalar).

template <class Visit>
void visit_scalars(std::uint64_t count, const Visit& visit) {
  visit(0, Scalar(count));
}
template <class Visit>
void visit_scalars(const MarginHistogram& margins, const Visit& visit) {
  visit(0, Scalar(margins.zeros()));
}
template <class Visit>
void visit_scalars(const LeastMargin& least, const Visit& visit) {
  const bool is_known = !std::isinf(least.margin);
  visit(0, Scalar(is_known ? least.margin : std::numeric_limits<double>::quiet_NaN()));
  visit(1, is_known ? Scalar(least.sample) : Scalar());
}
template <class T, std::size_t size, class Visit>
void visit_scalars(const std::array<T, size>& /*values*/, const Visit& /*visit*/) {}
template <class Visit>
void visit_scalars(const std::vector<std::uint64_t>& /*counts*/, const Visit& /*visit*/) {}
template <class Visit>
void visit_scalars(const ExtremeMargins& /*extremes*/, const Visit& /*visit*/) {}
template <class Visit>
void visit_scalars(const SampleTrace& /*trace*/, const Visit& /*visit*/) {}

/// Visits all numbers of a tally that stand by themselves, under their columns' names: visit(name, Scalar).
template <class Visit>
void for_each_scalar(const Tally& tally, const Visit& visit) {
  for_each_field([&](const auto& field) {
    visit_scalars(tally.*field.member,
                  [&](std::size_t column, const Scalar& value) { visit(field.columns[column].name, value); });
  });
}

}  // namespace genericity
