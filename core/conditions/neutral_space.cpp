#include "core/conditions/neutral_space.h"

namespace genericity {

NeutralSpace::NeutralSpace(const TypeSpace& space, std::span<const Coalition> neutral) {
  const std::size_t profiles = space.profiles();
  const int last = space.agents() - 1;
  for (const Coalition coalition : neutral) {
    const std::size_t types = CoalitionSplit(space, coalition).inside.size();
    for (std::uint32_t type = 0; type < types; ++type) equations_.push_back({coalition, type});
  }
  RationalMatrix matrix(equations_.size(), static_cast<std::size_t>(last) * profiles);
  std::size_t row = 0;
  for (const Coalition coalition : neutral) {
    const CoalitionSplit split(space, coalition);
    const bool flipped = coalition.contains(last);
    const Coalition carriers = flipped ? coalition.complement(space.agents()) : coalition;
    for (const std::uint32_t inside : split.inside) {
      for (int agent = 0; agent < last; ++agent) {
        if (!carriers.contains(agent)) continue;
        for (const std::uint32_t rest : split.outside)
          matrix(row, static_cast<std::size_t>(agent) * profiles + inside + rest) = flipped ? -1 : 1;
      }
      ++row;
    }
  }
  reduction_ = reduce_rows(matrix);
  forms_.resize(matrix.columns);
  for (std::uint32_t k = 0; k < reduction_.free.size(); ++k) forms_[reduction_.free[k]] = {{k, 1}};
  for (std::size_t i = 0; i < reduction_.pivots.size(); ++i) {
    for (std::uint32_t k = 0; k < reduction_.free.size(); ++k) {
      const mpq_class& entry = reduction_.reduced(i, reduction_.free[k]);
      if (entry == 0) continue;
      forms_[reduction_.pivots[i]].push_back({k, -entry});
      mpz_lcm(denominator_.get_mpz_t(), denominator_.get_mpz_t(), entry.get_den_mpz_t());
    }
  }
}

std::vector<mpq_class> NeutralSpace::multipliers(const std::vector<mpq_class>& v) const {
  std::vector<mpq_class> result(equations_.size());
  for (std::size_t i = 0; i < reduction_.pivots.size(); ++i) {
    const mpq_class& value = v[reduction_.pivots[i]];
    if (value == 0) continue;
    for (std::size_t k = 0; k < result.size(); ++k) {
      if (reduction_.combination(i, k) != 0) result[k] += value * reduction_.combination(i, k);
    }
  }
  return result;
}

}  // namespace genericity
