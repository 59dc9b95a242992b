#pragma once

#include <ranges>
#include <type_traits>

namespace genericity {

/// A container that its maker throws away at the end of the expression. Whoever keeps a view of its numbers
/// would be left with none, so classes that do delete what takes one: `Prior(TemporaryContainer auto&&) =
/// delete`. A std::span is none: it owns nothing, whoever throws it away.
template <class Range>
concept TemporaryContainer =
    !std::is_lvalue_reference_v<Range> && std::ranges::range<Range> && !std::ranges::borrowed_range<Range>;

}  // namespace genericity
