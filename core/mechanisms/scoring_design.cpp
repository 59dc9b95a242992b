#include "core/mechanisms/scoring_design.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <utility>

#include "core/deviations.h"
#include "core/generic/scoring_search.h"
#include "core/generic/scoring_variety.h"
#include "core/gordan/high_precision.h"

namespace genericity {

namespace {

/// Bits of ψ relative to its greatest entry: as many as a double has, then more, up to what 100 digits hold.
constexpr int fewest_bits = 52;
constexpr int most_bits = 300;
constexpr int more_bits = 62;

/// ψ_i(θ) at i·|Θ| + θ.
using Values = std::vector<HighPrecision>;

HighPrecision to_high_precision(const mpq_class& value) {
  return HighPrecision(value.get_num().get_str()) / HighPrecision(value.get_den().get_str());
}

mpz_class nearest_integer(const HighPrecision& value) {
  return mpz_class(static_cast<boost::multiprecision::cpp_int>(round(value)).str());
}

/// The place of the coalition's first level with a score, and the scores that it gets there.
struct FirstScores {
  std::size_t level = 0;
  std::vector<const ScoringLevel::Score*> scores;
};

FirstScores first_scores(const ScoringProof& proof, Coalition coalition) {
  FirstScores first;
  for (; first.level < proof.levels.size(); ++first.level) {
    for (const ScoringLevel::Score& score : proof.levels[first.level].scores) {
      if (score.coalition == coalition) first.scores.push_back(&score);
    }
    if (!first.scores.empty()) break;
  }
  return first;
}

/// The weights w(θ_S, θ_R, θ_j) of one score.
class ScoredMarginal {
 public:
  ScoredMarginal(const InformationStructure& structure, const ScoringLevel::Score& score)
      : types_(static_cast<std::size_t>(structure.space().size(score.about))) {
    const TypeSpace& space = structure.space();
    const CoalitionSplit own(space, score.coalition);
    const CoalitionSplit given(space, score.given);
    const Coalition single = Coalition::single(score.about);
    const CoalitionSplit about(space, single);
    const CoalitionSplit rest(space, Coalition(score.coalition.mask() | score.given.mask() | single.mask()));
    for (const std::uint32_t report : own.inside) {
      std::vector<mpz_class>& row = weights_.emplace_back();
      for (const std::uint32_t known : given.inside) {
        for (const std::uint32_t type : about.inside) {
          mpz_class& sum = row.emplace_back();
          for (const std::uint32_t other : rest.outside)
            sum += structure.exact()[report + known + type + other];
        }
      }
    }
  }

  /// Whether p(θ_j | θ_S, θ_R) is the same for both θ_S, for all θ_j and θ_R.
  [[nodiscard]] bool is_same(std::size_t first, std::size_t second) const {
    const std::vector<mpz_class>& a = weights_[first];
    const std::vector<mpz_class>& b = weights_[second];
    for (std::size_t start = 0; start < a.size(); start += types_) {
      mpz_class total_a = 0;
      mpz_class total_b = 0;
      for (std::size_t k = start; k < start + types_; ++k) {
        total_a += a[k];
        total_b += b[k];
      }
      for (std::size_t k = start; k < start + types_; ++k) {
        if (a[k] * total_b != b[k] * total_a) return false;
      }
    }
    return true;
  }

 private:
  std::size_t types_;
  std::vector<std::vector<mpz_class>> weights_;  // by θ_S, then θ_R and θ_j
};

/// L_T at every joint type of T.
class LogarithmTable {
 public:
  explicit LogarithmTable(const InformationStructure& structure) : structure_(&structure) {}

  const Values& of(Coalition set) {
    Values& values = tables_[set.mask()];
    if (values.empty()) {
      for (const mpq_class& probability : structure_->marginal(set))
        values.push_back(log(to_high_precision(probability)));
    }
    return values;
  }

 private:
  const InformationStructure* structure_;
  std::map<std::uint32_t, Values> tables_;
};

Values level_values(const TypeSpace& space, const ScoringLevel& level, LogarithmTable& logarithms) {
  Values psi(static_cast<std::size_t>(space.agents()) * space.profiles(), HighPrecision(0));
  for (const ScoringLevel::Term& term : level.terms) {
    const CoalitionSplit split(space, term.of);
    const Values& table = logarithms.of(term.of);
    const HighPrecision factor = to_high_precision(term.factor);
    const std::size_t start = static_cast<std::size_t>(term.agent) * space.profiles();
    for (std::size_t type = 0; type < split.inside.size(); ++type) {
      const HighPrecision value = factor * table[type];
      for (const std::uint32_t rest : split.outside) psi[start + split.inside[type] + rest] += value;
    }
  }
  return psi;
}

/// f_S(θ) = Σ_{i∈S} ψ_i(θ).
Values joint_values(const TypeSpace& space, Coalition coalition, const Values& psi) {
  Values sum(space.profiles(), HighPrecision(0));
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!coalition.contains(agent)) continue;
    const std::size_t start = static_cast<std::size_t>(agent) * space.profiles();
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) sum[profile] += psi[start + profile];
  }
  return sum;
}

/// How small ε must be. A row of Lemma 1 of a coalition that is first scored at level ℓ is r_ℓ + εr_{ℓ+1} + …
/// times ε^ℓ, with r_ℓ < 0: it is negative if ε/(1−ε) max_{k>ℓ} |r_k| < |r_ℓ|. The exponent leaves half of
/// |r_ℓ|. Nothing if 100 digits do not show that r_ℓ < 0.
std::optional<int> epsilon_exponent(const InformationStructure& structure, const Pattern& pattern,
                                    const ScoringProof& proof, const std::vector<Values>& levels) {
  if (levels.size() < 2) return 0;
  const TypeSpace& space = structure.space();
  Values weights;
  for (const mpz_class& weight : structure.exact()) weights.emplace_back(weight.get_str());
  int exponent = 1;
  for (const Coalition coalition : pattern.coalitions()) {
    const std::size_t first = first_scores(proof, coalition).level;
    if (first + 1 >= levels.size()) continue;
    const CoalitionSplit split(space, coalition);
    std::vector<Values> joint;
    for (std::size_t level = first; level < levels.size(); ++level)
      joint.push_back(joint_values(space, coalition, levels[level]));
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (report == truth) continue;
        Values rows(joint.size(), HighPrecision(0));
        for (const std::uint32_t rest : split.outside) {
          for (std::size_t k = 0; k < joint.size(); ++k)
            rows[k] += weights[truth + rest] * (joint[k][report + rest] - joint[k][truth + rest]);
        }
        if (rows[0] >= 0) return std::nullopt;
        HighPrecision greatest = 0;
        for (std::size_t k = 1; k < rows.size(); ++k)
          greatest = std::max<HighPrecision>(greatest, abs(rows[k]));
        // ε/(1−ε) ≤ 2ε ≤ |r_ℓ| / (2 max |r_k|).
        const HighPrecision least_inverse = -4 * greatest / rows[0];
        while (exponent <= most_bits && ldexp(HighPrecision(1), exponent) < least_inverse) ++exponent;
        if (exponent > most_bits) return std::nullopt;
      }
    }
  }
  return exponent;
}

/// ψ with as many bits as the checker asks for. Nothing if it refuses all.
std::optional<ScoringTransfers> round_transfers(const InformationStructure& structure, const Pattern& pattern,
                                                const Values& psi) {
  const std::size_t profiles = structure.space().profiles();
  const std::size_t unknowns = psi.size() - profiles;
  HighPrecision greatest = 0;
  for (const HighPrecision& value : psi) greatest = std::max<HighPrecision>(greatest, abs(value));
  if (greatest == 0) return std::nullopt;
  const CertificateChecker checker(structure.space(), pattern);
  ScoringTransfers transfers;
  for (int bits = fewest_bits; bits <= most_bits; bits += more_bits) {
    transfers.shift = bits - static_cast<int>(ilogb(greatest));
    transfers.certificate.psi.assign(psi.size(), 0);
    for (std::size_t place = 0; place < unknowns; ++place)
      transfers.certificate.psi[place] = nearest_integer(ldexp(psi[place], transfers.shift));
    complete_balance<mpz_class>(transfers.certificate.psi, unknowns, profiles);
    if (checker.proves_ci(structure.exact(), transfers.certificate)) return transfers;
  }
  return std::nullopt;
}

}  // namespace

mpq_class ScoringTransfers::epsilon() const {
  return {mpz_class(1), mpz_class(1) << static_cast<unsigned>(epsilon_exponent)};
}

std::optional<ExceptionalTypes> exceptional_types(const InformationStructure& structure,
                                                  const Pattern& pattern, const ScoringProof& proof) {
  for (const Coalition coalition : pattern.coalitions()) {
    std::vector<ScoredMarginal> marginals;
    for (const ScoringLevel::Score* score : first_scores(proof, coalition).scores)
      marginals.emplace_back(structure, *score);
    const auto types = static_cast<std::uint32_t>(CoalitionSplit(structure.space(), coalition).inside.size());
    for (std::uint32_t first = 0; first < types; ++first) {
      for (std::uint32_t second = first + 1; second < types; ++second) {
        if (std::all_of(marginals.begin(), marginals.end(),
                        [&](const ScoredMarginal& marginal) { return marginal.is_same(first, second); }))
          return ExceptionalTypes{coalition, first, second};
      }
    }
  }
  return std::nullopt;
}

ScoringDesign evaluate_scores(const InformationStructure& structure, const Pattern& pattern,
                              const ScoringProof& proof) {
  if (const auto types = exceptional_types(structure, pattern, proof)) return *types;
  const TypeSpace& space = structure.space();
  LogarithmTable logarithms(structure);
  std::vector<Values> levels;
  for (const ScoringLevel& level : proof.levels) levels.push_back(level_values(space, level, logarithms));
  const auto exponent = epsilon_exponent(structure, pattern, proof, levels);
  if (!exponent) return UnresolvedScores{};
  Values psi = levels.front();
  for (std::size_t level = 1; level < levels.size(); ++level) {
    for (std::size_t place = 0; place < psi.size(); ++place)
      psi[place] += ldexp(levels[level][place], -*exponent * static_cast<int>(level));
  }
  auto transfers = round_transfers(structure, pattern, psi);
  if (!transfers) return UnresolvedScores{};
  transfers->proof = proof;
  transfers->epsilon_exponent = *exponent;
  return std::move(*transfers);
}

ScoringDesign design_scores(const InformationStructure& structure, const Pattern& pattern) {
  const Coalition informed = informed_agents(structure.space());
  ScoringSearch search = search_scores(pattern, informed);
  if (!search.left.empty()) return LeftWithoutScore{std::move(search.left)};
  ScoringDesign design = evaluate_scores(structure, pattern, search.proof);
  if (std::holds_alternative<ScoringTransfers>(design)) return design;
  for (const ScoringProof& other : other_scores(pattern, informed, search.proof)) {
    design = evaluate_scores(structure, pattern, other);
    if (std::holds_alternative<ScoringTransfers>(design)) break;
  }
  return design;
}

}  // namespace genericity
