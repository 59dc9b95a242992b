#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace genericity {

// Numbers as users write them on the command line: all options of all verbs are read by these. Whole numbers
// are decimal digits after an optional sign, so that 010 is ten; others may have a point and an exponent,
// too. Blanks, other bases, infinities, and what the type does not hold are refused.

/// The number, or none for a text that is none. Number: int, std::uint64_t or double.
template <class Number>
std::optional<Number> read_number(std::string_view text);

/// The numbers that an option takes.
template <class Number>
struct NumberLimits {
  Number least = std::numeric_limits<Number>::lowest();
  Number most = std::numeric_limits<Number>::max();
};

/// Empty if the text is a number within the limits, else "expected a whole number from 1 to 4096, in digits,
/// found '1e3'".
template <class Number>
std::string fault_of_number(std::string_view text, const NumberLimits<Number>& limits = {});

/// "2,2,3" as numbers; none if an entry is not one.
std::optional<std::vector<int>> read_numbers(std::string_view text);

}  // namespace genericity
