#include "sim/tail/treatment.h"

#include <algorithm>
#include <array>

#include "sim/tail/cell_law.h"

namespace genericity::tail {

namespace {

/// "near" of "near(base=exchangeable,epsilon=0.1)".
std::string name_of(const PriorFamily& family) {
  const std::string name = family.name();
  return name.substr(0, name.find('('));
}

}  // namespace

std::optional<Treatment> treatment(const PriorFamily& family) {
  if (cell_law(family.name())) return Treatment::importance;
  // These have a form for the sake of mixtures, but no tail.
  constexpr std::array<const char*, 2> without_tail{"independent", "file"};
  const std::string name = name_of(family);
  if (std::find(without_tail.begin(), without_tail.end(), name) != without_tail.end()) return std::nullopt;
  if (family.primary_form() == nullptr) return std::nullopt;
  return Treatment::splitting;
}

std::string refusal(const PriorFamily& family) {
  const std::string name = name_of(family);
  if (name == "dirichlet" || name == "latent_class") {
    return "alpha has to lie between 0.1 and 1000, and many agents need a larger one, or weights leave the "
           "range of doubles or agree in too many digits";
  }
  if (name == "logistic_normal" || name == "pairwise")
    return "sigma has to be at most 10, or weights leave the range of doubles";
  if (name == "lattice") {
    return "its priors are finitely many, so that the margin has atoms; mode = \"enumerate\" or "
           "\"sample\" counts them";
  }
  if (name == "file") return "it is no law that has a tail of its own; sample it";
  if (name == "perturbed") return "its file holds several priors, which come in turn; give it one of them";
  if (name == "near") return "its base is not continuous, or has parameters that are refused by themselves";
  if (name == "independent") return "all posteriors are equal, so that the margin is exactly 0 in every draw";
  return "it is not known as a function of independent numbers";
}

}  // namespace genericity::tail
