#include "core/conditions/condition_border.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/pattern_catalogue.h"
#include "core/prior.h"

namespace genericity {

namespace {

/// The closest posteriors of each coalition, found when first asked for.
class Separations {
 public:
  explicit Separations(const InformationStructure& structure) : structure_(&structure) {}

  const ClosestPosteriors& of(Coalition coalition) {
    const auto known = found_.find(coalition);
    if (known != found_.end()) return known->second;
    BeliefSeparation separation(structure_->space(), coalition);
    return found_.emplace(coalition, separation.closest(Prior(*structure_))).first->second;
  }

 private:
  const InformationStructure* structure_;
  std::map<Coalition, ClosestPosteriors> found_;
};

PatternVerdict ci_verdict(const InformationStructure& structure, const Pattern& pattern,
                          Separations& separations) {
  const TypeSpace& space = structure.space();
  const Prior prior(structure);
  std::vector<ClosestPosteriors> closest;
  for (const Coalition coalition : pattern.coalitions()) closest.push_back(separations.of(coalition));
  CiDecider decider(space, pattern);
  PatternVerdict found{decider.decide(prior, closest).verdict, {}};
  if (found.verdict != Verdict::fails) return found;
  const auto certificate = std::get<DeviationCertificate>(decider.certificate(prior));
  for (const DeviationCertificate::Entry& entry : certificate.entries) {
    if (found.culprits.empty() || found.culprits.back() != entry.coalition)
      found.culprits.push_back(entry.coalition);
  }
  const CertificateChecker checker(space, Pattern(space.agents(), found.culprits));
  if (!checker.refutes_ci(structure.exact(), certificate))
    throw std::logic_error("a certificate that CI fails did not pass its check; please report this prior");
  return found;
}

}  // namespace

PatternBorder ci_border(const InformationStructure& structure) {
  Separations separations(structure);
  return find_border(structure.space().agents(),
                     [&](const Pattern& pattern) { return ci_verdict(structure, pattern, separations); });
}

PatternBorder cbdp_border(const InformationStructure& structure) {
  const int agents = structure.space().agents();
  require_border_agents(agents);
  Separations separations(structure);
  const auto is_tied = [&](Coalition coalition) { return separations.of(coalition).distance == 0; };
  const std::vector<Coalition> free = optional_coalitions(agents);
  PatternBorder found;
  const Pattern singletons = Pattern::minimal(agents);
  if (std::any_of(singletons.coalitions().begin(), singletons.coalitions().end(), is_tied)) {
    found.failing.push_back(singletons);
    found.fails = std::uint64_t{1} << free.size();
    return found;
  }
  std::vector<Coalition> separated;
  for (const Coalition coalition : free) {
    if (is_tied(coalition)) {
      found.failing.emplace_back(agents, std::vector<Coalition>{coalition});
    } else {
      separated.push_back(coalition);
    }
  }
  found.holds = std::uint64_t{1} << separated.size();
  found.fails = (std::uint64_t{1} << free.size()) - found.holds;
  found.holding.emplace_back(agents, std::move(separated));
  return found;
}

}  // namespace genericity
