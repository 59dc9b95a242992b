#include "sim/priors/parameters.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "sim/priors/spec.h"

namespace genericity {
namespace {

constexpr std::string_view of_base = "base_";

std::string value_text(const PriorParameter& parameter) {
  const double* number = std::get_if<double>(&parameter.value);
  if (number == nullptr) return std::get<std::string>(parameter.value);
  return parameter.is_count ? std::to_string(static_cast<std::uint64_t>(*number)) : number_text(*number);
}

/// The name of the family whose keys all begin with `prefix` letters that are not its own.
std::string name_of(std::span<const PriorParameter> parameters, std::size_t prefix) {
  const auto key_of = [prefix](const PriorParameter& parameter) {
    return std::string_view(parameter.key).substr(prefix);
  };
  const auto is_of_base = [&](const PriorParameter& parameter) {
    return key_of(parameter).starts_with(of_base);
  };
  std::string name = value_text(parameters.front());
  for (auto next = parameters.begin() + 1; next != parameters.end();) {
    name += next == parameters.begin() + 1 ? "(" : ",";
    if (is_of_base(*next)) {
      const auto end = std::find_if_not(next, parameters.end(), is_of_base);
      name += "base=" + name_of({next, end}, prefix + of_base.size());
      next = end;
    } else {
      name += std::string(key_of(*next)) + "=" + value_text(*next);
      ++next;
    }
  }
  return parameters.size() == 1 ? name : name + ")";
}

}  // namespace

void add_base(PriorParameters& parameters, const PriorParameters& base) {
  for (PriorParameter parameter : base) {
    parameter.key.insert(0, of_base);
    parameters.push_back(std::move(parameter));
  }
}

std::string canonical_name(std::span<const PriorParameter> parameters) {
  return name_of(parameters, 0);
}

}  // namespace genericity
