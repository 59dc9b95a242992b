#include "sim/priors/parameters.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "sim/priors/spec.h"

namespace genericity {
namespace {

constexpr std::string_view base_word = "base";
constexpr std::string_view component_word = "component";

/// "base" or "component12" where the key belongs to a family inside, else nothing.
std::string_view owner_of(std::string_view key) {
  const std::string_view owner = key.substr(0, key.find('_'));
  if (owner.size() == key.size()) return {};
  if (owner == base_word) return owner;
  const bool is_component =
      owner.starts_with(component_word) && owner.size() > component_word.size() &&
      owner.find_first_not_of("0123456789", component_word.size()) == std::string_view::npos;
  return is_component ? owner : std::string_view{};
}

void add_inside(PriorParameters& parameters, const std::string& owner, const PriorParameters& inside) {
  for (PriorParameter parameter : inside) {
    parameter.key.insert(0, owner + "_");
    parameters.push_back(std::move(parameter));
  }
}

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
  std::string name = value_text(parameters.front());
  for (auto next = parameters.begin() + 1; next != parameters.end();) {
    name += next == parameters.begin() + 1 ? "(" : ",";
    if (const std::string_view owner = owner_of(key_of(*next)); !owner.empty()) {
      const auto end = std::find_if_not(next, parameters.end(), [&](const PriorParameter& parameter) {
        return owner_of(key_of(parameter)) == owner;
      });
      name += std::string(owner) + "=" + name_of({next, end}, prefix + owner.size() + 1);
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
  add_inside(parameters, std::string(base_word), base);
}

void add_component(PriorParameters& parameters, std::size_t number, const PriorParameters& component) {
  add_inside(parameters, std::string(component_word) + std::to_string(number), component);
}

std::string canonical_name(std::span<const PriorParameter> parameters) {
  return name_of(parameters, 0);
}

}  // namespace genericity
