#include "sim/cli/classification_words.h"

#include <ostream>
#include <variant>

#include "core/generic/scoring_text.h"

namespace genericity {

namespace {

/// What the verdict says of CI, in words.
std::string verdict_words(const GenericFinding& finding) {
  switch (finding.verdict) {
    case GenericVerdict::never:
      return "CI fails at every prior";
    case GenericVerdict::almost_always:
      return "CI holds at almost every prior";
    case GenericVerdict::between:
      return "CI holds on a set of priors of positive measure, and fails on one";
    case GenericVerdict::open:
      break;
  }
  return "at which priors CI holds is open";
}

}  // namespace

void print_classification(std::ostream& out, const TypeSpace& space, const Pattern& pattern,
                          const Classification& known) {
  const GenericFinding& finding = known.finding;
  out << "types " << space.to_string() << ", coalitions " << pattern.to_string() << "\n\n"
      << to_string(finding.verdict) << ": " << verdict_words(finding);
  if (finding.verdict != GenericVerdict::open)
    out << (finding.all_type_counts ? ", for all type counts" : ", for these type counts");
  out << '\n' << "why: " << finding.reason << '\n';
  if (!finding.certain) {
    out << "proved up to a chance of 2^-40: identities in the prior were tested at random priors modulo "
           "random "
           "primes\n";
  }
  if (const auto* proof = std::get_if<EliminationProof>(&known.proof)) {
    for (std::size_t level = 0; level < proof->scoring.levels.size(); ++level) {
      out << (level == 0 ? "\ntransfers, with L_T = log p(θ_T)" : "plus a small multiple of");
      out << ":\n" << scoring_level_text(proof->scoring.levels[level], pattern.agents());
    }
  }
  const std::size_t codimension = cbdp_codimension(space, pattern);
  out << "\nCBDP fails ";
  if (codimension == 0) {
    out << "at every prior\n";
  } else {
    out << "on a set of codimension " << codimension << ", a null set\n";
  }
}

std::string fault_of(const ClaimedClassification& claim) {
  if (claim.verdict == GenericVerdict::open) {
    return std::holds_alternative<std::monostate>(claim.proof) ? "" : "an open pattern has no proof";
  }
  const CheckedProof checked = check_proof(claim.space, claim.pattern, claim.proof);
  if (checked.assurance == Assurance::refused) return "the proof does not pass the check";
  if (checked.verdict != claim.verdict)
    return "the proof shows another verdict, " + std::string(to_string(checked.verdict));
  if (claim.proof_name != proof_name(claim.proof))
    return "the proof is called " + claim.proof_name + " and is one of kind " +
           std::string(proof_name(claim.proof));
  if (claim.all_type_counts && !checked.all_type_counts) return "the proof is for these type counts only";
  if (checked.assurance == Assurance::likely && claim.chance < false_identity_chance)
    return "the proof is one up to a chance of 2^-40";
  return "";
}

std::string acceptance_of(const ClaimedClassification& claim) {
  if (claim.verdict == GenericVerdict::open) return "nothing is claimed";
  return "proof " + claim.proof_name + " accepted" + (claim.all_type_counts ? ", for all type counts" : "") +
         (claim.chance > 0 ? ", up to a chance of 2^-40" : "");
}

}  // namespace genericity
