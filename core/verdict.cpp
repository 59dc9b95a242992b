#include "core/verdict.h"

#include <array>

namespace genericity {

std::string_view to_string(Verdict verdict) {
  constexpr std::array<std::string_view, 3> names{"holds", "fails", "undecided"};
  return names[static_cast<std::size_t>(verdict)];
}

std::string_view to_string(Stage stage) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(Stage::count_)> names{
      "definition",  "never",         "equal_posteriors", "inherited",      "batch",
      "search",      "existence",     "least_norm",       "interior_point", "balance",
      "alternative", "exact_simplex", "high_precision",   "unresolved"};
  return names[static_cast<std::size_t>(stage)];
}

}  // namespace genericity
