#include "sim/tail/cell_law.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

/// The number in "name(key=NUMBER)", if the text has this form.
std::optional<double> only_parameter(std::string_view text, std::string_view begin) {
  if (!text.starts_with(begin) || !text.ends_with(')')) return std::nullopt;
  text = text.substr(begin.size(), text.size() - begin.size() - 1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Beyond these the weights of single draws differ so much that a mean of them is not to be trusted.
constexpr double least_alpha = 0.1;
constexpr double greatest_alpha = 20;
constexpr double greatest_sigma = 1.5;

}  // namespace

void draw_cells(const CellLaw& law, Stream& stream, std::span<double> weights) {
  if (law.kind == CellLaw::Kind::log_normal) {
    for (double& weight : weights) weight = std::exp(law.parameter * normal(stream));
    return;
  }
  if (law.parameter == 1) {
    for (double& weight : weights) weight = exponential(stream);
    return;
  }
  double greatest = -HUGE_VAL;
  for (double& weight : weights) {
    weight = log_gamma_variate(stream, law.parameter);
    greatest = std::max(greatest, weight);
  }
  // Only the least alpha gets near the floor, with a chance below 2^-90.
  for (double& weight : weights) weight = std::max(std::exp(weight - greatest), 0x1p-1000);
}

std::optional<CellLaw> cell_law(const std::string& family) {
  if (const auto alpha = only_parameter(family, "dirichlet(alpha=")) {
    if (*alpha < least_alpha || *alpha > greatest_alpha) return std::nullopt;
    return CellLaw{CellLaw::Kind::gamma, *alpha};
  }
  if (const auto sigma = only_parameter(family, "logistic_normal(sigma=")) {
    if (*sigma > greatest_sigma) return std::nullopt;
    return CellLaw{CellLaw::Kind::log_normal, *sigma};
  }
  return std::nullopt;
}

}  // namespace genericity::tail
