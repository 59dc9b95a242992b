#include "core/generic/classify.h"

#include <algorithm>
#include <utility>

#include "core/condition_g.h"

namespace genericity {

namespace {

/// The finding that a proof makes; open if it does not pass.
Classification proved(const TypeSpace& space, const Pattern& pattern, GenericProof proof) {
  const CheckedProof checked = check_proof(space, pattern, proof);
  if (checked.assurance == Assurance::refused) return {{}, {}};
  const bool certain = checked.assurance == Assurance::proved;
  return {{checked.verdict, checked.all_type_counts, certain,
           to_string(proof, space) + (certain ? "" : ", up to a chance of 2^-40")},
          std::move(proof)};
}

std::string_view seen_text(bool success, bool failure) {
  if (success) return "no theorem; it holds on an open set of priors, and no prior where it fails was met";
  if (failure) return "no theorem; it fails on an open set of priors, and no prior where it holds was met";
  return "no theorem";
}

}  // namespace

Classification classify(const TypeSpace& space, const Pattern& pattern, SearchEffort effort) {
  const Coalition informed = informed_agents(space);
  for (const Coalition coalition : pattern.coalitions()) {
    if (coalition.contains(informed)) return proved(space, pattern, KnownTypesProof{coalition});
  }
  if (auto proof = prove_condition_g(pattern)) return proved(space, pattern, *std::move(proof));
  if (auto proof = prove_almost_always(space, pattern, effort))
    return proved(space, pattern, *std::move(proof));
  Classification open;
  open.finding.reason = effort.operations > 0 ? seen_text(false, false) : "only condition (G) was tried";
  return open;
}

void add_witnesses(Classification& classification, const TypeSpace& space, const WitnessSearch& search,
                   std::size_t pattern) {
  if (classification.finding.verdict != GenericVerdict::open) return;
  const WitnessProof proof{search.success(pattern), search.failure(pattern)};
  if (proof.holds && proof.fails) {
    classification = proved(space, search.patterns()[pattern], proof);
  } else {
    classification.finding.reason = seen_text(proof.holds != nullptr, proof.fails != nullptr);
  }
}

bool inherit(Classification& classification, const TypeSpace& space, const Pattern& pattern,
             const Pattern& other_pattern, const Classification& other) {
  if (classification.finding.verdict != GenericVerdict::open) return false;
  const bool never =
      other.finding.verdict == GenericVerdict::never && other_pattern.is_subpattern_of(pattern);
  const bool almost =
      other.finding.verdict == GenericVerdict::almost_always && pattern.is_subpattern_of(other_pattern);
  if (!never && !almost) return false;
  // Proofs do not pass through two patterns.
  InheritedProof inherited{other_pattern, other.proof};
  if (const auto* further = std::get_if<std::shared_ptr<const InheritedProof>>(&other.proof))
    inherited = **further;
  Classification mine = proved(space, pattern, std::make_shared<const InheritedProof>(std::move(inherited)));
  if (mine.finding.verdict == GenericVerdict::open) return false;
  classification = std::move(mine);
  return true;
}

std::size_t cbdp_codimension(const TypeSpace& space, const Pattern& pattern) {
  const Coalition informed = informed_agents(space);
  std::size_t least = space.profiles();
  for (const Coalition coalition : deviating_coalitions(pattern, informed))
    least = std::min(least, CoalitionSplit(space, coalition).outside.size());
  return least - 1;
}

GenericFinding generic_finding(const TypeSpace& space, const Pattern& pattern) {
  return classify(space, pattern, {}).finding;
}

}  // namespace genericity
