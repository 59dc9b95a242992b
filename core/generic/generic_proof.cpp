#include "core/generic/generic_proof.h"

#include <algorithm>

#include "core/condition_g.h"
#include "core/exact/modular_matrix.h"
#include "core/generic/balanced_scores.h"
#include "core/generic/influence_space.h"
#include "core/generic/structural_influences.h"

namespace genericity {

namespace {

/// Seeds of the checks' random numbers, other than those of the searches.
constexpr std::uint64_t first_check_seed = 0x5EED0001;
constexpr int balance_tests = 2;

bool is_known_types(const TypeSpace& space, Coalition coalition) {
  return coalition.contains(informed_agents(space));
}

/// Whether every coalition leaves an agent out who has two types or more: then the posteriors of its types
/// differ at almost every prior, and no weights on its own deviations cancel.
bool all_have_outsiders(const TypeSpace& space, std::span<const Coalition> coalitions) {
  return std::none_of(coalitions.begin(), coalitions.end(),
                      [&](Coalition coalition) { return is_known_types(space, coalition); });
}

/// The nullity of the equations at the prior, if rank and prime are as stated; else nothing.
std::optional<std::size_t> nullity_at(const TypeSpace& space, std::span<const Coalition> coalitions,
                                      const RankAtPrior& stated, std::vector<std::uint64_t>& residues) {
  if (!is_rank_prime(stated.prime)) return {};
  if (stated.weights.size() != space.profiles()) return {};
  for (const mpz_class& weight : stated.weights) {
    if (weight <= 0) return {};
    residues.push_back(residue_of(weight, stated.prime));
  }
  const InfluenceSpace influences(space, coalitions, residues, stated.prime);
  if (influences.equations().rank() != stated.rank) return {};
  return influences.dimension() - stated.rank;
}

/// Whether every score is one of a coalition that is left, looks at others only, and has a positive whole
/// weight.
bool are_scores_of(const TypeSpace& space, std::span<const Coalition> left,
                   std::span<const ScoringLevel::Score> scores) {
  const Coalition informed = informed_agents(space);
  return !scores.empty() && std::all_of(scores.begin(), scores.end(), [&](const ScoringLevel::Score& score) {
    return is_score_of_others(score, space.agents(), informed) && score.weight.get_den() == 1 &&
           std::find(left.begin(), left.end(), score.coalition) != left.end();
  });
}

Assurance check_balanced(const TypeSpace& space, std::span<const Coalition> left,
                         const EliminationProof::Balanced& step) {
  if (!are_scores_of(space, left, step.scores)) return Assurance::refused;
  if (step.structural) {
    std::vector<std::uint64_t> residues;
    const auto nullity = nullity_at(space, left, *step.structural, residues);
    if (!nullity || !balance_structurally(space, left, step.scores)) return Assurance::refused;
    ResidueStream stream(first_check_seed);
    const std::size_t explained =
        structural_dimension(space, left, residues, step.structural->prime, *nullity, stream);
    return explained == *nullity ? Assurance::proved : Assurance::refused;
  }
  for (int test = 0; test < balance_tests; ++test) {
    if (!passes_balance_test(space, left, step.scores, first_check_seed + static_cast<std::uint64_t>(test)))
      return Assurance::refused;
  }
  return Assurance::likely;
}

CheckedProof check_elimination(const TypeSpace& space, const Pattern& pattern,
                               const EliminationProof& proof) {
  const Coalition informed = informed_agents(space);
  std::vector<Coalition> left = without_score(pattern, informed, proof.scoring);
  // A level that is none leaves all of them, with levels that claim to serve some.
  if (!proof.scoring.levels.empty() && left.size() == deviating_coalitions(pattern, informed).size())
    return {};
  const bool by_scores_alone = left.empty();
  Assurance assurance = Assurance::proved;
  for (const EliminationProof::Balanced& step : proof.balanced) {
    const Assurance step_assurance = check_balanced(space, left, step);
    if (step_assurance == Assurance::refused) return {};
    assurance = std::min(assurance, step_assurance);
    std::erase_if(left, [&](Coalition coalition) {
      return std::any_of(step.scores.begin(), step.scores.end(),
                         [&](const auto& score) { return score.coalition == coalition; });
    });
  }
  if (proof.full_rank) {
    std::vector<std::uint64_t> residues;
    const auto nullity = nullity_at(space, left, *proof.full_rank, residues);
    if (!nullity || *nullity != 0 || left.empty() || !all_have_outsiders(space, left)) return {};
    left.clear();
  }
  if (!left.empty()) return {};
  return {assurance, GenericVerdict::almost_always, by_scores_alone};
}

CheckedProof check_witnesses(const TypeSpace& space, const Pattern& pattern, const WitnessProof& proof) {
  if (!proof.holds || !proof.fails || !proves_open_success(space, pattern, *proof.holds)) return {};
  switch (how_open(space, pattern, *proof.fails, first_check_seed)) {
    case Openness::refused:
      return {};
    case Openness::likely:
      return {Assurance::likely, GenericVerdict::between, false};
    case Openness::proved:
      break;
  }
  return {Assurance::proved, GenericVerdict::between, false};
}

CheckedProof check_inherited(const TypeSpace& space, const Pattern& pattern, const InheritedProof& proof) {
  // One step: a proof by a third pattern would be one by it alone.
  if (std::holds_alternative<std::shared_ptr<const InheritedProof>>(proof.proof)) return {};
  if (proof.pattern.agents() != pattern.agents()) return {};
  const CheckedProof other = check_proof(space, proof.pattern, proof.proof);
  const bool passes_on =
      (other.verdict == GenericVerdict::never && proof.pattern.is_subpattern_of(pattern)) ||
      (other.verdict == GenericVerdict::almost_always && pattern.is_subpattern_of(proof.pattern));
  return passes_on ? other : CheckedProof{};
}

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
// Clang 14 does not deduce this by itself.
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::string elimination_text(const EliminationProof& proof) {
  std::string text;
  if (const std::size_t levels = proof.scoring.levels.size(); levels > 0) {
    text = "condition (L), logarithmic scores in " + std::to_string(levels) +
           (levels == 1 ? " level" : " levels");
  }
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", then ") + more; };
  if (!proof.balanced.empty()) add("scores that balance on all that coalitions can do together (LR)");
  if (proof.full_rank) add("deviations of full rank");
  return text;
}

}  // namespace

std::string_view proof_name(const GenericProof& proof) {
  return std::visit(
      Overloaded{[](std::monostate) { return std::string_view(); },
                 [](const ConditionGProof&) { return std::string_view("G"); },
                 [](const KnownTypesProof&) { return std::string_view("known_types"); },
                 [](const EliminationProof& elimination) {
                   if (!elimination.balanced.empty()) return std::string_view("LR");
                   return std::string_view(elimination.full_rank ? "rank" : "L");
                 },
                 [](const WitnessProof&) { return std::string_view("witnesses"); },
                 [](const std::shared_ptr<const InheritedProof>&) { return std::string_view("inherited"); }},
      proof);
}

CheckedProof check_proof(const TypeSpace& space, const Pattern& pattern, const GenericProof& proof) {
  return std::visit(
      Overloaded{
          [](std::monostate) { return CheckedProof{}; },
          [&](const ConditionGProof& weights) {
            if (!proves_condition_g(pattern, weights)) return CheckedProof{};
            return CheckedProof{Assurance::proved, GenericVerdict::never, true};
          },
          [&](const KnownTypesProof& known) {
            if (!pattern.contains(known.coalition) || !is_known_types(space, known.coalition))
              return CheckedProof{};
            return CheckedProof{Assurance::proved, GenericVerdict::never, false};
          },
          [&](const EliminationProof& elimination) { return check_elimination(space, pattern, elimination); },
          [&](const WitnessProof& witnesses) { return check_witnesses(space, pattern, witnesses); },
          [&](const std::shared_ptr<const InheritedProof>& inherited) {
            return check_inherited(space, pattern, *inherited);
          }},
      proof);
}

std::string to_string(const GenericProof& proof, const TypeSpace& space) {
  return std::visit(
      Overloaded{
          [](std::monostate) { return std::string("no theorem"); },
          [&](const ConditionGProof& weights) { return to_string(weights, space.agents()); },
          [](const KnownTypesProof& known) {
            return "coalition " + known.coalition.to_string() + " has all types";
          },
          [](const EliminationProof& elimination) { return elimination_text(elimination); },
          [](const WitnessProof&) {
            return std::string("a prior where it holds and one where it fails, each with its neighbours");
          },
          [&](const std::shared_ptr<const InheritedProof>& inherited) {
            return "as for " + inherited->pattern.to_string() + ": " + to_string(inherited->proof, space);
          }},
      proof);
}

}  // namespace genericity
