#include "core/generic/scoring_text.h"

namespace genericity {

namespace {

std::string name_of_marginal(Coalition set, int agents) {
  std::string text = "L_";
  if (agents > 9) return text + set.to_string();
  for (int agent = 0; agent < agents; ++agent) {
    if (set.contains(agent)) text += std::to_string(agent + 1);
  }
  return text;
}

/// "−L_1" first, " + 2 L_13" later.
std::string signed_term(const ScoringLevel::Term& term, int agents, bool first) {
  const mpq_class size = abs(term.factor);
  std::string text = term.factor < 0 ? (first ? "−" : " − ") : (first ? "" : " + ");
  if (size != 1) text += size.get_str() + " ";
  return text + name_of_marginal(term.of, agents);
}

}  // namespace

std::string scoring_level_text(const ScoringLevel& level, int agents) {
  std::string text;
  for (int agent = 0; agent < agents; ++agent) {
    std::string line;
    for (const ScoringLevel::Term& term : level.terms) {
      if (term.agent == agent && term.factor != 0) line += signed_term(term, agents, line.empty());
    }
    text += "  ψ_" + std::to_string(agent + 1) + " = " + (line.empty() ? "0" : line) + "\n";
  }
  return text;
}

}  // namespace genericity
