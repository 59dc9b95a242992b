#include "core/conditions/participation_certificate.h"

#include <algorithm>

namespace genericity {

namespace {

/// Σ_{S∋i} ν_S(θ) + Σ_{C∋i} a_C(θ_C) w(θ), `[i·|Θ| + θ]`.
std::vector<mpq_class> influences(const TypeSpace& space, const IntegerWeights& weights,
                                  const NeutralDeviationCertificate& certificate) {
  const std::size_t profiles = space.profiles();
  std::vector<mpq_class> influence(static_cast<std::size_t>(space.agents()) * profiles);
  const auto add = [&](Coalition coalition, std::size_t profile, const mpq_class& amount) {
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (coalition.contains(agent))
        influence[static_cast<std::size_t>(agent) * profiles + profile] += amount;
    }
  };
  for (const DeviationCertificate::Entry& entry : certificate.deviations.entries) {
    const CoalitionSplit split(space, entry.coalition);
    for (const std::uint32_t rest : split.outside) {
      const mpq_class moved(entry.weight * weights[split.inside[entry.truth] + rest]);
      add(entry.coalition, split.inside[entry.report] + rest, moved);
      add(entry.coalition, split.inside[entry.truth] + rest, -moved);
    }
  }
  for (const NeutralDeviationCertificate::Neutral& neutral : certificate.neutral) {
    const CoalitionSplit split(space, neutral.coalition);
    for (const std::uint32_t rest : split.outside) {
      const std::size_t profile = split.inside[neutral.type] + rest;
      add(neutral.coalition, profile, neutral.weight * weights[profile]);
    }
  }
  return influence;
}

}  // namespace

std::vector<Coalition> neutral_coalitions(const Pattern& pattern, Participation participation) {
  std::vector<Coalition> coalitions;
  for (const Coalition coalition : pattern.coalitions()) {
    if (participation == Participation::coalitional || coalition.size() == 1) coalitions.push_back(coalition);
  }
  return coalitions;
}

bool proves_participation(const TypeSpace& space, const Pattern& pattern, Participation participation,
                          const IntegerWeights& weights, const NeutralTransferCertificate& certificate) {
  const std::size_t profiles = space.profiles();
  const std::vector<mpq_class>& psi = certificate.psi;
  if (weights.size() != profiles || psi.size() != static_cast<std::size_t>(space.agents()) * profiles)
    return false;
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    mpq_class budget = 0;
    for (std::size_t place = profile; place < psi.size(); place += profiles) budget += psi[place];
    if (budget != 0) return false;
  }
  // E[f_S(θ̂_S, ·) | θ̄_S] times w(θ̄_S).
  const auto expectation = [&](Coalition coalition, const CoalitionSplit& split, std::size_t truth,
                               std::size_t report) {
    mpq_class sum = 0;
    for (const std::uint32_t rest : split.outside) {
      mpq_class joint = 0;
      for (int agent = 0; agent < space.agents(); ++agent) {
        if (coalition.contains(agent))
          joint += psi[static_cast<std::size_t>(agent) * profiles + split.inside[report] + rest];
      }
      sum += weights[split.inside[truth] + rest] * joint;
    }
    return sum;
  };
  for (const Coalition coalition : neutral_coalitions(pattern, participation)) {
    const CoalitionSplit split(space, coalition);
    for (std::size_t type = 0; type < split.inside.size(); ++type) {
      if (expectation(coalition, split, type, type) != 0) return false;
    }
  }
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(space, coalition);
    for (std::size_t truth = 0; truth < split.inside.size(); ++truth) {
      const mpq_class honest = expectation(coalition, split, truth, truth);
      for (std::size_t report = 0; report < split.inside.size(); ++report) {
        if (report != truth && expectation(coalition, split, truth, report) >= honest) return false;
      }
    }
  }
  return true;
}

bool refutes_participation(const TypeSpace& space, const Pattern& pattern, Participation participation,
                           const IntegerWeights& weights, const NeutralDeviationCertificate& certificate) {
  if (weights.size() != space.profiles()) return false;
  bool any = false;
  for (const DeviationCertificate::Entry& entry : certificate.deviations.entries) {
    if (!pattern.contains(entry.coalition) || entry.weight < 0 || entry.truth == entry.report) return false;
    const std::size_t types = CoalitionSplit(space, entry.coalition).inside.size();
    if (entry.truth >= types || entry.report >= types) return false;
    any = any || entry.weight > 0;
  }
  const std::vector<Coalition> allowed = neutral_coalitions(pattern, participation);
  for (const NeutralDeviationCertificate::Neutral& neutral : certificate.neutral) {
    if (std::find(allowed.begin(), allowed.end(), neutral.coalition) == allowed.end()) return false;
    if (neutral.type >= CoalitionSplit(space, neutral.coalition).inside.size()) return false;
  }
  if (!any) return false;
  const std::vector<mpq_class> influence = influences(space, weights, certificate);
  for (std::size_t place = space.profiles(); place < influence.size(); ++place) {
    if (influence[place] != influence[place % space.profiles()]) return false;
  }
  return true;
}

std::vector<mpq_class> common_influence(const TypeSpace& space, const IntegerWeights& weights,
                                        const NeutralDeviationCertificate& certificate) {
  std::vector<mpq_class> influence = influences(space, weights, certificate);
  influence.resize(space.profiles());
  return influence;
}

}  // namespace genericity
