#include "core/generic/scoring_latex.h"

#include <vector>

namespace genericity {

namespace {

/// Longer sums go on in the next line.
constexpr int terms_in_line = 4;

/// An index of one digit needs no braces.
std::string latex_agent(int agent) {
  const std::string number = std::to_string(agent + 1);
  return number.size() > 1 ? "{" + number + "}" : number;
}

std::string latex_marginal(Coalition set, int agents) {
  std::string types;
  for (int agent = 0; agent < agents; ++agent) {
    if (set.contains(agent)) types += (types.empty() ? "\\theta_" : ",\\theta_") + latex_agent(agent);
  }
  return "\\log p(" + types + ")";
}

std::string latex_size(const mpq_class& size) {
  if (size == 1) return "";
  if (size.get_den() == 1) return size.get_str() + " ";
  return "\\tfrac{" + size.get_num().get_str() + "}{" + size.get_den().get_str() + "} ";
}

std::string latex_sum(const ScoringLevel& level, int agent, int agents) {
  std::string sum;
  int count = 0;
  for (const ScoringLevel::Term& term : level.terms) {
    if (term.agent != agent || term.factor == 0) continue;
    if (count > 0) sum += count % terms_in_line == 0 ? " \\\\\n    &\\quad " : " ";
    if (term.factor < 0) {
      sum += count > 0 ? "- " : "-";
    } else if (count > 0) {
      sum += "+ ";
    }
    sum += latex_size(abs(term.factor)) + latex_marginal(term.of, agents);
    ++count;
  }
  return sum.empty() ? "0" : sum;
}

/// "\psi_i &= \psi^{(0)}_i + \varepsilon \psi^{(1)}_i + …, \quad \varepsilon = 2^{-7}".
std::string latex_levels(std::size_t levels, int epsilon_exponent) {
  std::string line = "\\psi_i &= \\psi^{(0)}_i";
  for (std::size_t level = 1; level < levels; ++level) {
    line += " + \\varepsilon" + (level > 1 ? "^{" + std::to_string(level) + "}" : std::string()) +
            " \\psi^{(" + std::to_string(level) + ")}_i";
  }
  return line + ", \\quad \\varepsilon = 2^{-" + std::to_string(epsilon_exponent) + "}";
}

}  // namespace

std::string scoring_latex(const ScoringProof& proof, int agents, int epsilon_exponent) {
  const std::size_t levels = proof.levels.size();
  std::vector<std::string> lines;
  if (levels > 1) lines.push_back(latex_levels(levels, epsilon_exponent));
  for (std::size_t level = 0; level < levels; ++level) {
    const std::string name = levels > 1 ? "\\psi^{(" + std::to_string(level) + ")}_" : std::string("\\psi_");
    for (int agent = 0; agent < agents; ++agent) {
      lines.push_back(name + latex_agent(agent) + " &= " + latex_sum(proof.levels[level], agent, agents));
    }
  }
  std::string text = "\\begin{align*}\n";
  for (std::size_t k = 0; k < lines.size(); ++k)
    text += "  " + lines[k] + (k + 1 < lines.size() ? " \\\\\n" : "\n");
  return text + "\\end{align*}\n";
}

}  // namespace genericity
