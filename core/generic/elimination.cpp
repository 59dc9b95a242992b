#include "core/generic/elimination.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/generic/balanced_scores.h"
#include "core/generic/influence_space.h"
#include "core/generic/scoring_search.h"
#include "core/generic/structural_influences.h"

namespace genericity {

namespace {

constexpr std::uint64_t search_seed = 1;
/// Priors in proofs have weights up to this.
constexpr std::uint64_t greatest_weight = 999;

double elimination_cost(const TypeSpace& space, std::span<const Coalition> coalitions) {
  const auto rows = static_cast<double>(InfluenceSpace::count_rows(space, coalitions));
  const auto columns = static_cast<double>(space.agents() - 1) * static_cast<double>(space.profiles());
  return rows * columns * std::min(rows, columns);
}

/// N(p) at a prior with small whole weights.
struct SmallPrior {
  SmallPrior(const TypeSpace& space, std::span<const Coalition> coalitions) : stated{{}, rank_prime, 0} {
    ResidueStream stream(search_seed);
    residues = stream.weights(space.profiles(), greatest_weight);
    for (const std::uint64_t weight : residues)
      stated.weights.emplace_back(static_cast<unsigned long>(weight));
    const InfluenceSpace influences(space, coalitions, residues, rank_prime);
    stated.rank = influences.equations().rank();
    nullity = influences.dimension() - stated.rank;
  }

  RankAtPrior stated;
  std::vector<std::uint64_t> residues;
  std::size_t nullity = 0;
};

/// Scores for some of the coalitions that are left, with the strongest proof at hand; no scores if none was
/// found.
EliminationProof::Balanced balanced_step(const TypeSpace& space, std::span<const Coalition> left,
                                         const SmallPrior& prior) {
  EliminationProof::Balanced step{search_balanced_scores(space, left, search_seed), {}};
  if (step.scores.empty()) return step;
  ResidueStream stream(search_seed);
  const bool is_structural =
      structural_dimension(space, left, prior.residues, rank_prime, prior.nullity, stream) == prior.nullity;
  if (is_structural && balance_structurally(space, left, step.scores)) step.structural = prior.stated;
  return step;
}

}  // namespace

std::optional<EliminationProof> prove_almost_always(const TypeSpace& space, const Pattern& pattern,
                                                    SearchEffort effort) {
  ScoringSearch search = search_scores(pattern, informed_agents(space), effort);
  EliminationProof proof{std::move(search.proof), {}, {}};
  std::vector<Coalition> left = std::move(search.left);
  while (!left.empty()) {
    if (!effort.allows(elimination_cost(space, left))) return std::nullopt;
    const SmallPrior prior(space, left);
    if (prior.nullity == 0) {
      proof.full_rank = prior.stated;
      break;
    }
    EliminationProof::Balanced step = balanced_step(space, left, prior);
    const std::size_t before = left.size();
    std::erase_if(left, [&](Coalition coalition) {
      return std::any_of(step.scores.begin(), step.scores.end(),
                         [&](const auto& score) { return score.coalition == coalition; });
    });
    if (left.size() == before) return std::nullopt;
    proof.balanced.push_back(std::move(step));
  }
  if (check_proof(space, pattern, proof).assurance == Assurance::refused) return std::nullopt;
  return proof;
}

}  // namespace genericity
