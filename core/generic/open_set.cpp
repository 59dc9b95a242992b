#include "core/generic/open_set.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "core/exact/modular_matrix.h"
#include "core/generic/influence_space.h"
#include "core/generic/structural_influences.h"

namespace genericity {

namespace {

/// Random priors at which the rank is compared.
constexpr int trials = 2;

/// How many deviations each coalition has in the certificate.
std::map<Coalition, std::size_t> count_deviations(const DeviationCertificate& certificate) {
  std::map<Coalition, std::size_t> count;
  for (const DeviationCertificate::Entry& entry : certificate.entries) ++count[entry.coalition];
  return count;
}

/// The rank modulo the prime of the deviations' rows at a prior.
std::size_t rank_of_rows(const TypeSpace& space, const DeviationCertificate& certificate, std::uint64_t prime,
                         const std::function<std::uint64_t(std::size_t)>& weight) {
  const std::size_t profiles = space.profiles();
  const int last = space.agents() - 1;
  ModularMatrix rows(certificate.entries.size(), static_cast<std::size_t>(last) * profiles, prime);
  std::map<Coalition, CoalitionSplit> splits;
  for (std::size_t row = 0; row < certificate.entries.size(); ++row) {
    const DeviationCertificate::Entry& entry = certificate.entries[row];
    const auto found = splits.find(entry.coalition);
    const CoalitionSplit& split =
        found != splits.end()
            ? found->second
            : splits.emplace(entry.coalition, CoalitionSplit(space, entry.coalition)).first->second;
    for (const std::uint32_t rest : split.outside) {
      const std::uint32_t truth = split.inside[entry.truth] + rest;
      const std::uint32_t report = split.inside[entry.report] + rest;
      const std::uint64_t value = weight(truth);
      for (int agent = 0; agent < last; ++agent) {
        const std::size_t first = static_cast<std::size_t>(agent) * profiles;
        if (entry.coalition.contains(agent)) {
          rows.add(row, first + report, value);
          rows.subtract(row, first + truth, value);
        }
        if (entry.coalition.contains(last)) {
          rows.subtract(row, first + report, value);
          rows.add(row, first + truth, value);
        }
      }
    }
  }
  return rows.rank();
}

std::size_t rank_there(const TypeSpace& space, const OpenFailure& failure, std::uint64_t prime) {
  return rank_of_rows(space, failure.certificate, prime,
                      [&](std::size_t profile) { return residue_of(failure.weights[profile], prime); });
}

/// The dimension that the changes of the law with Σ_{θ_S} ν = 0 of these coalitions span together, as Σ_{S∋i}
/// ν_S − Σ_{S∋n} ν_S, i < n. In coordinates that sum over types (InfluenceEquations) that matrix falls apart
/// into ones of zeros and ones of order below 16, whose minors are below 2^60: so its rank modulo the prime
/// is its rank.
std::size_t dimension_together(const TypeSpace& space, const std::vector<Coalition>& coalitions,
                               std::uint64_t prime) {
  std::size_t row_count = 0;
  std::vector<CoalitionSplit> splits;
  for (const Coalition coalition : coalitions) {
    splits.emplace_back(space, coalition);
    row_count += (splits.back().inside.size() - 1) * splits.back().outside.size();
  }
  const std::size_t profiles = space.profiles();
  const int last = space.agents() - 1;
  ModularMatrix rows(row_count, static_cast<std::size_t>(last) * profiles, prime);
  std::size_t row = 0;
  for (std::size_t k = 0; k < coalitions.size(); ++k) {
    for (std::size_t type = 1; type < splits[k].inside.size(); ++type) {
      for (const std::uint32_t rest : splits[k].outside) {
        for (int agent = 0; agent < last; ++agent) {
          const std::size_t first = static_cast<std::size_t>(agent) * profiles + rest;
          const bool gains = coalitions[k].contains(agent);
          if (gains == coalitions[k].contains(last)) continue;
          rows(row, first + splits[k].inside[type]) = gains ? 1 : prime - 1;
          rows(row, first + splits[k].inside[0]) = gains ? prime - 1 : 1;
        }
        ++row;
      }
    }
  }
  return rows.rank();
}

/// An upper bound of the rank at every prior, by what the coalitions' changes of the law can span. For
/// coalitions of at least some size all changes with Σ_{θ_S} ν = 0 are let in, which do not depend on the
/// prior; the others add at most their own dimension; or else what cancels at every prior is taken off.
std::size_t greatest_rank(const TypeSpace& space, const OpenFailure& failure, std::uint64_t seed) {
  std::vector<Coalition> coalitions;
  for (const auto& [coalition, count] : count_deviations(failure.certificate))
    coalitions.push_back(coalition);
  const std::size_t dimension = InfluenceSpace::count_rows(space, coalitions);
  std::size_t bound = dimension;
  for (int size = 1; size < space.agents() && bound > failure.rank; ++size) {
    std::vector<Coalition> large;
    std::vector<Coalition> small;
    for (const Coalition coalition : coalitions)
      (coalition.size() >= size ? large : small).push_back(coalition);
    bound = std::min(
        bound, dimension_together(space, large, failure.prime) + InfluenceSpace::count_rows(space, small));
  }
  if (bound <= failure.rank) return bound;
  std::vector<std::uint64_t> weights;
  for (const mpz_class& weight : failure.weights) weights.push_back(residue_of(weight, failure.prime));
  ResidueStream stream(seed);
  return std::min(bound, dimension - structural_dimension(space, coalitions, weights, failure.prime,
                                                          dimension - failure.rank, stream));
}

}  // namespace

OpenFailure open_failure(const TypeSpace& space, IntegerWeights weights, DeviationCertificate certificate,
                         std::uint64_t prime) {
  OpenFailure failure{std::move(weights), std::move(certificate), prime, 0};
  failure.rank = rank_there(space, failure, prime);
  return failure;
}

Openness how_open(const TypeSpace& space, const Pattern& pattern, const OpenFailure& failure,
                  std::uint64_t seed) {
  if (failure.weights.size() != space.profiles()) return Openness::refused;
  if (!std::all_of(failure.weights.begin(), failure.weights.end(),
                   [](const mpz_class& weight) { return weight > 0; }))
    return Openness::refused;
  if (!CertificateChecker(space, pattern).refutes_ci(failure.weights, failure.certificate))
    return Openness::refused;
  if (!is_rank_prime(failure.prime)) return Openness::refused;
  if (rank_there(space, failure, failure.prime) != failure.rank) return Openness::refused;
  if (greatest_rank(space, failure, seed) == failure.rank) return Openness::proved;
  ResidueStream stream(seed);
  for (int trial = 0; trial < trials; ++trial) {
    const std::uint64_t prime = stream.prime();
    const std::vector<std::uint64_t> weights = stream.weights(space.profiles(), prime - 1);
    const std::size_t rank = rank_of_rows(space, failure.certificate, prime,
                                          [&](std::size_t profile) { return weights[profile]; });
    if (rank != failure.rank) return Openness::refused;
  }
  return Openness::likely;
}

bool proves_open_success(const TypeSpace& space, const Pattern& pattern, const OpenSuccess& success) {
  if (success.weights.size() != space.profiles()) return false;
  return std::all_of(success.weights.begin(), success.weights.end(),
                     [](const mpz_class& weight) { return weight > 0; }) &&
         CertificateChecker(space, pattern).proves_ci(success.weights, success.certificate);
}

}  // namespace genericity
