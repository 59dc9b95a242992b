#include "sim/cli/checked_number.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "sim/cli/table.h"
#include "sim/study/shortened.h"

namespace genericity {

namespace {

std::string limit_text(double limit) {
  return short_text(limit, 12);
}
template <class Whole>
std::string limit_text(Whole limit) {
  return std::to_string(limit);
}

}  // namespace

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  // Of signs from_chars knows the minus alone.
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  const char* const last = text.data() + text.size();
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc{} || end != last) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}
template std::optional<int> read_number(std::string_view);
template std::optional<std::uint64_t> read_number(std::string_view);
template std::optional<double> read_number(std::string_view);

template <class Number>
std::string fault_of_number(std::string_view text, const NumberLimits<Number>& limits) {
  constexpr bool is_whole = std::is_integral_v<Number>;
  const auto value = read_number<Number>(text);
  if (value && *value >= limits.least && *value <= limits.most) return {};
  std::string expected = is_whole ? "a whole number from " : "a number from ";
  if (is_whole || limits.most < NumberLimits<Number>{}.most) {
    expected += limit_text(limits.least) + " to " + limit_text(limits.most) + (is_whole ? ", in digits" : "");
  } else {
    expected = "a finite number such as 0.5 or 1e-3";
  }
  return "expected " + expected + ", found '" + shortened(text) + "'";
}
template std::string fault_of_number(std::string_view, const NumberLimits<int>&);
template std::string fault_of_number(std::string_view, const NumberLimits<std::uint64_t>&);
template std::string fault_of_number(std::string_view, const NumberLimits<double>&);

std::optional<std::vector<int>> read_numbers(std::string_view text) {
  std::vector<int> numbers;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto number = read_number<int>(text.substr(0, comma));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    if (comma == std::string_view::npos) return numbers;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace genericity
