#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <variant>

#include "sim/study/tally_fields.h"

namespace genericity {

/// A number of a tally by itself: a count, or a margin (NaN for none); nothing where it would mean nothing.
using Scalar = std::variant<std::monostate, std::uint64_t, double>;

/// Visits all numbers of a tally that stand by themselves, under their columns' names: visit(name, Scalar).
/// Of fields that are lists and tables the histogram alone has one, how many margins are 0. Fields that some
/// studies alone have are left out.
template <class Visit>
void for_each_scalar(const Tally& tally, const Visit& visit) {
  for_each_field([&](const auto& field) {
    if (field.scope != FieldScope::unit) return;
    const auto& value = tally.*field.member;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, std::uint64_t>) {
      visit(field.columns[0].name, Scalar(value));
    } else if constexpr (std::is_same_v<Value, MarginHistogram>) {
      visit(field.columns[0].name, Scalar(value.zeros()));
    } else if constexpr (std::is_same_v<Value, LeastMargin>) {
      const bool is_known = !std::isinf(value.margin);
      visit(field.columns[0].name,
            Scalar(is_known ? value.margin : std::numeric_limits<double>::quiet_NaN()));
      visit(field.columns[1].name, is_known ? Scalar(value.sample) : Scalar());
    }
  });
}

}  // namespace genericity
