#include "core/environments/implementation_constraints.h"

#include <utility>

namespace genericity {

namespace {

/// A multiple of the utilities' unit as an integer.
mpz_class in_units(double utility) {
  const double units = utility / SampledEnvironment::unit;
  return mpz_class{units};
}

}  // namespace

ImplementationConstraints::ImplementationConstraints(const TypeSpace& space, const Pattern& pattern,
                                                     std::optional<Participation> participation)
    : space_(space), deviations_(space, pattern) {
  const std::vector<Coalition> coalitions =
      participation ? neutral_coalitions(pattern, *participation) : std::vector<Coalition>{};
  participant_splits_.reserve(coalitions.size());
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit& split = participant_splits_.emplace_back(space, coalition);
    for (std::uint32_t type = 0; type < split.inside.size(); ++type)
      participants_.push_back({coalition, type, split.inside[type], &split});
  }
}

ImplementationConstraints::Exact ImplementationConstraints::exact(
    const IntegerWeights& weights, const SampledEnvironment& environment) const {
  const mpz_class one = in_units(1);
  const Coalition last = Coalition::single(space_.agents() - 1);
  SparseRows<mpz_class> balanced = deviations_.matrix<mpz_class>();
  deviations_.fill(weights, balanced);
  Exact made;
  made.rows.columns = unknowns() + space_.profiles();
  std::size_t row = 0;
  for (const DeviationSystem::Block& block : deviations_.blocks()) {
    const bool has_last = block.coalition.contains(last);
    for (const std::uint32_t truth : block.split.inside) {
      for (const std::uint32_t report : block.split.inside) {
        if (truth == report) continue;
        for (std::uint32_t k = balanced.start[row]; k < balanced.start[row + 1]; ++k)
          made.rows.push(balanced.column[k], mpz_class(balanced.value[k] * one));
        mpz_class gain = 0;
        for (const std::uint32_t rest : block.split.outside) {
          const mpz_class& weight = weights[truth + rest];
          gain += weight * in_units(gain_at(environment, block.coalition, truth + rest, report + rest));
          if (!has_last) continue;
          made.rows.push(unknowns() + report + rest, mpz_class(weight * one));
          made.rows.push(unknowns() + truth + rest, mpz_class(-weight * one));
        }
        made.rows.end_row();
        made.lacks.push_back(std::move(gain));
        ++row;
      }
    }
  }
  for (const auto& [coalition, type, profile, split] : participants_) {
    const bool has_last = coalition.contains(last);
    mpz_class lacking = 0;
    for (const std::uint32_t rest : split->outside) {
      const mpz_class& weight = weights[profile + rest];
      visit_joint(coalition, profile + rest, [&](int sign, std::size_t place) {
        made.rows.push(place, mpz_class(-sign * weight * one));
      });
      if (has_last) made.rows.push(unknowns() + profile + rest, mpz_class(-weight * one));
      lacking += weight * in_units(lack_at(environment, coalition, profile + rest));
    }
    made.rows.end_row();
    made.lacks.push_back(std::move(lacking));
  }
  return made;
}

ImplementationCertificate ImplementationConstraints::certificate(std::span<const mpq_class> weights) const {
  mpz_class denominator = 1;
  for (const mpq_class& weight : weights)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weight.get_den_mpz_t());
  ImplementationCertificate made;
  for (std::size_t row = 0; row < rows(); ++row) {
    if (weights[row] == 0) continue;
    const mpz_class weight = weights[row].get_num() * (denominator / weights[row].get_den());
    if (row < deviations_.rows()) {
      const DeviationSystem::Deviation deviation = deviations_.deviation(row);
      made.deviations.entries.push_back(
          {deviation.block->coalition, deviation.truth, deviation.report, weight});
    } else {
      const Participant& participant = participants_[row - deviations_.rows()];
      made.participants.push_back({participant.coalition, participant.type, weight});
    }
  }
  return made;
}

}  // namespace genericity
