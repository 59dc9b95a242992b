#include "core/condition_g.h"

#include <cstdint>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

/// λ for the part A, by an exact linear program: one row an agent, one column a coalition of F_A.
std::optional<ConditionGProof> weights_for(const Pattern& pattern, Coalition part) {
  const int agents = pattern.agents();
  const Coalition rest = part.complement(agents);
  std::vector<Coalition> candidates;
  bool holds_part = false;
  bool holds_rest = false;
  for (const Coalition coalition : pattern.coalitions()) {
    if (!coalition.contains(part) && !coalition.contains(rest)) continue;
    candidates.push_back(coalition);
    (coalition.contains(part) ? holds_part : holds_rest) = true;
  }
  // An agent of A can only be covered by both kinds together, so each kind must be there.
  if (!holds_part || !holds_rest) return std::nullopt;

  const auto rows = static_cast<std::size_t>(agents);
  RationalMatrix cover(rows, candidates.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < candidates.size(); ++j) {
      if (candidates[j].contains(static_cast<int>(i))) cover(i, j) = 1;
    }
  }
  const FarkasAnswer answer = solve_nonnegative(cover, std::vector<mpq_class>(rows, 1));
  if (!answer.feasible()) return std::nullopt;
  ConditionGProof proof{part, {}};
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    if (answer.solution[j] > 0) proof.weights.emplace_back(candidates[j], answer.solution[j]);
  }
  return proof;
}

/// Σ of the weights over all profiles that agree with `offset` on the part.
mpz_class marginal_weight(const IntegerWeights& weights, const CoalitionSplit& part, std::uint32_t offset) {
  mpz_class sum = 0;
  for (const std::uint32_t rest : part.outside) sum += weights[offset + rest];
  return sum;
}

}  // namespace

std::optional<ConditionGProof> prove_condition_g(const Pattern& pattern) {
  const int agents = pattern.agents();
  if (const Coalition one = pattern.complementary(); one.size() > 0) {
    return ConditionGProof{one, {{one, 1}, {one.complement(agents), 1}}};
  }
  // A and I∖A say the same, so A may be taken to contain the first agent.
  for (std::uint32_t mask = 1; mask < Coalition::grand(agents).mask(); mask += 2) {
    if (auto proof = weights_for(pattern, Coalition(mask))) return proof;
  }
  return std::nullopt;
}

std::string to_string(const ConditionGProof& proof, int agents) {
  const Coalition rest = proof.part.complement(agents);
  const bool is_pair =
      proof.weights.size() == 2 && proof.weights[0].first == proof.part && proof.weights[1].first == rest;
  if (is_pair) return "complementary coalitions " + proof.part.to_string() + " and " + rest.to_string();
  std::string text = "condition (G) with A = " + proof.part.to_string() + ", weights";
  for (const auto& [coalition, weight] : proof.weights)
    text += " " + coalition.to_string() + ":" + weight.get_str();
  return text;
}

DeviationCertificate condition_g_certificate(const TypeSpace& space, const IntegerWeights& weights,
                                             const ConditionGProof& proof) {
  mpz_class denominator = 1;
  for (const auto& [coalition, weight] : proof.weights) {
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weight.get_den_mpz_t());
  }
  DeviationCertificate certificate;
  for (const auto& [coalition, lambda] : proof.weights) {
    const Coalition redrawn =
        coalition.contains(proof.part) ? proof.part : proof.part.complement(space.agents());
    const CoalitionSplit split(space, coalition);
    const CoalitionSplit part(space, redrawn);
    const mpz_class scale = lambda.get_num() * (denominator / lambda.get_den());
    std::vector<mpz_class> marginal;
    for (const std::uint32_t offset : part.inside) marginal.push_back(marginal_weight(weights, part, offset));

    // The joint types of S that agree outside the redrawn part deviate to one another.
    const auto redrawn_type = [&](std::uint32_t inside) {
      std::size_t index = 0;
      for (int agent = 0; agent < space.agents(); ++agent) {
        if (!redrawn.contains(agent)) continue;
        index = index * static_cast<std::size_t>(space.size(agent)) +
                static_cast<std::size_t>(space.type_of(inside, agent));
      }
      return index;
    };
    for (std::uint32_t truth = 0; truth < split.inside.size(); ++truth) {
      const std::size_t from = redrawn_type(split.inside[truth]);
      const std::uint32_t kept = split.inside[truth] - part.inside[from];
      for (std::uint32_t report = 0; report < split.inside.size(); ++report) {
        const std::size_t to = redrawn_type(split.inside[report]);
        if (from == to || split.inside[report] - part.inside[to] != kept) continue;
        certificate.entries.push_back({coalition, truth, report, scale * marginal[to]});
      }
    }
  }
  return certificate;
}

}  // namespace genericity
