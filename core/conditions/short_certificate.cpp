#include "core/conditions/short_certificate.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include "core/balance_equations.h"
#include "core/condition_g.h"
#include "core/exact/row_reduction.h"
#include "core/programs/float_program.h"

namespace genericity {

namespace {

/// Objectives that are tried for each family of coalitions.
constexpr int objectives = 40;
/// How many of the corners are worked out exactly, and of how many deviations at most: with more it takes
/// seconds.
constexpr int exact_attempts = 4;
constexpr std::size_t most_exact_columns = 120;

/// Denominators of rounded transfers, the first tried first.
constexpr std::array<int, 16> round_denominators{1,   2,   4,   5,    10,    20,     40,      50,
                                                 100, 200, 500, 1000, 10000, 100000, 1000000, 100000000};

void divide_by_common_factor(DeviationCertificate& certificate) {
  mpz_class factor = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries)
    mpz_gcd(factor.get_mpz_t(), factor.get_mpz_t(), entry.weight.get_mpz_t());
  if (factor <= 1) return;
  for (DeviationCertificate::Entry& entry : certificate.entries) entry.weight /= factor;
}

/// Deviations, then digits: what makes a certificate long.
std::pair<std::size_t, std::size_t> length_of(const DeviationCertificate& certificate) {
  std::size_t digits = 0;
  for (const DeviationCertificate::Entry& entry : certificate.entries)
    digits += entry.weight.get_str().size();
  return {certificate.entries.size(), digits};
}

std::optional<DeviationCertificate> exchanged_types(const InformationStructure& structure,
                                                    const Pattern& pattern) {
  const CertificateChecker checker(structure.space(), pattern);
  for (const Coalition coalition : pattern.coalitions()) {
    const CoalitionSplit split(structure.space(), coalition);
    const auto weight = [&](std::uint32_t type) {
      mpz_class total = 0;
      for (const std::uint32_t rest : split.outside) total += structure.exact()[split.inside[type] + rest];
      return total;
    };
    for (std::uint32_t first = 0; first < split.inside.size(); ++first) {
      for (std::uint32_t second = first + 1; second < split.inside.size(); ++second) {
        if (!checker.equal_posteriors(structure.exact(), coalition, first, second)) continue;
        DeviationCertificate certificate{
            {{coalition, first, second, weight(second)}, {coalition, second, first, weight(first)}}};
        divide_by_common_factor(certificate);
        return certificate;
      }
    }
  }
  return std::nullopt;
}

/// The certificates of some coalitions as a linear program: {d ≥ 0 : Σ d = 1, the balance equations}, with
/// d = c w(θ̄_S), so that the coefficients are posteriors.
class CertificateCone {
 public:
  CertificateCone(const InformationStructure& structure, const std::vector<Coalition>& coalitions)
      : structure_(structure), equations_(independent_balance_equations(structure.space(), coalitions)) {
    for (const Coalition coalition : coalitions) {
      splits_.emplace_back(structure.space(), coalition);
      const auto types = static_cast<std::uint32_t>(splits_.back().inside.size());
      for (std::uint32_t truth = 0; truth < types; ++truth) {
        for (std::uint32_t report = 0; report < types; ++report) {
          if (truth != report) columns_.push_back({{coalition, truth, report, 0}, splits_.size() - 1});
        }
      }
    }
  }

  /// Sets of columns that corners use, by several objectives, the smallest first.
  [[nodiscard]] std::vector<std::vector<std::size_t>> corners() const {
    FloatProgram program;
    std::vector<std::vector<FloatProgram::Entry>> rows(equations_.size() + 1);
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      (void)program.add_column(0, FloatProgram::infinity, 1);
      const std::vector<mpz_class> coefficients = coefficients_of(column);
      const mpz_class total = total_of(column);
      for (std::size_t row = 0; row < equations_.size(); ++row) {
        if (coefficients[row] != 0)
          rows[row].push_back({column, mpq_class(coefficients[row], total).get_d()});
      }
      rows.back().push_back({column, 1});
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const double right = row + 1 == rows.size() ? 1 : 0;
      program.add_row(rows[row], right, right);
    }
    std::set<std::pair<std::size_t, std::vector<std::size_t>>> found;
    std::uint32_t state = 1;
    for (int k = 0; k < objectives; ++k) {
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        // Numerical Recipes' generator: enough to meet other corners, the same everywhere.
        state = state * 1664525U + 1013904223U;
        program.set_cost(column, 1 + (state >> 24U));
      }
      const auto point = program.minimise();
      if (!point) break;
      std::vector<std::size_t> used;
      for (std::size_t column = 0; column < point->size(); ++column) {
        if ((*point)[column] > 1e-9) used.push_back(column);
      }
      const std::size_t count = used.size();
      found.emplace(count, std::move(used));
    }
    std::vector<std::vector<std::size_t>> ordered;
    ordered.reserve(found.size());
    for (const auto& [count, used] : found) ordered.push_back(used);
    return ordered;
  }

  /// The only certificate with these columns, if there is exactly one, and it is positive.
  [[nodiscard]] std::optional<DeviationCertificate> certificate_on(
      const std::vector<std::size_t>& used) const {
    RationalMatrix matrix(equations_.size(), used.size());
    for (std::size_t k = 0; k < used.size(); ++k) {
      const std::vector<mpz_class> coefficients = coefficients_of(used[k]);
      for (std::size_t row = 0; row < equations_.size(); ++row) matrix(row, k) = coefficients[row];
    }
    const RowReduction reduction = reduce_rows(matrix);
    if (reduction.free.size() != 1) return std::nullopt;
    std::vector<mpq_class> weights(used.size(), 1);
    mpz_class denominator = 1;
    for (std::size_t i = 0; i < reduction.pivots.size(); ++i) {
      const mpq_class weight = -reduction.reduced(i, reduction.free.front());
      if (weight <= 0) return std::nullopt;
      weights[reduction.pivots[i]] = weight;
      mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weight.get_den_mpz_t());
    }
    DeviationCertificate found;
    for (std::size_t k = 0; k < used.size(); ++k) {
      found.entries.push_back(columns_[used[k]].entry);
      found.entries.back().weight = weights[k].get_num() * (denominator / weights[k].get_den());
    }
    divide_by_common_factor(found);
    return found;
  }

 private:
  struct Column {
    DeviationCertificate::Entry entry;
    std::size_t split = 0;
  };

  [[nodiscard]] mpz_class total_of(std::size_t column) const {
    const auto& [entry, place] = columns_[column];
    mpz_class total = 0;
    for (const std::uint32_t rest : splits_[place].outside)
      total += structure_.exact()[splits_[place].inside[entry.truth] + rest];
    return total;
  }

  /// What one unit of c adds to each equation.
  [[nodiscard]] std::vector<mpz_class> coefficients_of(std::size_t column) const {
    const auto& [entry, place] = columns_[column];
    const CoalitionSplit& split = splits_[place];
    std::vector<mpz_class> change(structure_.space().profiles());
    for (const std::uint32_t rest : split.outside) {
      const mpz_class& weight = structure_.exact()[split.inside[entry.truth] + rest];
      change[split.inside[entry.report] + rest] += weight;
      change[split.inside[entry.truth] + rest] -= weight;
    }
    const bool has_last = entry.coalition.contains(structure_.space().agents() - 1);
    std::vector<mpz_class> coefficients;
    for (const auto& [agent, profile] : equations_) {
      const int sign =
          static_cast<int>(entry.coalition.contains(static_cast<int>(agent))) - static_cast<int>(has_last);
      coefficients.emplace_back(sign * change[profile]);
    }
    return coefficients;
  }

  const InformationStructure& structure_;
  std::vector<BalanceEquation> equations_;
  std::vector<CoalitionSplit> splits_;
  std::vector<Column> columns_;
};

/// The shortest corner that was found and is exact.
std::optional<DeviationCertificate> corner(const InformationStructure& structure,
                                           const std::vector<Coalition>& coalitions, std::size_t limit) {
  std::size_t deviations = 0;
  for (const Coalition coalition : coalitions) {
    const std::size_t types = count_joint_types(structure.space(), coalition);
    deviations += types * (types - 1);
  }
  if (deviations > limit / structure.space().profiles()) return std::nullopt;
  const CertificateCone cone(structure, coalitions);
  std::optional<DeviationCertificate> best;
  int attempts = 0;
  for (const std::vector<std::size_t>& used : cone.corners()) {
    if (used.size() > most_exact_columns || attempts++ == (used.size() > 60 ? 1 : exact_attempts)) break;
    if (best && used.size() > best->entries.size()) break;
    std::optional<DeviationCertificate> found = cone.certificate_on(used);
    if (found && (!best || length_of(*found) < length_of(*best))) best = std::move(found);
  }
  return best;
}

/// values / greatest, rounded to multiples of 1/denominator with the same sum 0: the remainders that are left
/// go up where they are greatest.
std::vector<mpz_class> rounded_balance(const std::vector<mpz_class>& values, const mpz_class& greatest,
                                       int denominator) {
  std::vector<mpz_class> down(values.size());
  std::vector<mpz_class> remainder(values.size());
  mpz_class missing = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const mpz_class scaled = values[k] * denominator;
    mpz_fdiv_qr(down[k].get_mpz_t(), remainder[k].get_mpz_t(), scaled.get_mpz_t(), greatest.get_mpz_t());
    missing -= down[k];
  }
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t k = 0; k < order.size() && missing > 0; ++k, --missing) ++down[order[k]];
  return down;
}

}  // namespace

std::optional<DeviationCertificate> sparse_certificate(const InformationStructure& structure,
                                                       const Pattern& pattern, std::size_t limit) {
  if (auto exchange = exchanged_types(structure, pattern)) return exchange;
  return corner(structure, {pattern.coalitions().begin(), pattern.coalitions().end()}, limit);
}

DeviationCertificate short_certificate(const InformationStructure& structure, const Pattern& pattern,
                                       const DeviationCertificate& known) {
  const std::optional<ConditionGProof> proof = prove_condition_g(pattern);
  DeviationCertificate shown = proof ? condition_g_certificate(structure.space(), structure.exact(), *proof)
                                     : sparse_certificate(structure, pattern).value_or(known);
  if (!proof && length_of(known) < length_of(shown)) shown = known;
  divide_by_common_factor(shown);
  return shown;
}

ShortTransfers short_transfers(const InformationStructure& structure, const Pattern& pattern,
                               const TransferCertificate& known) {
  const CertificateChecker checker(structure.space(), pattern);
  const std::size_t profiles = checker.profiles();
  mpz_class greatest = 0;
  mpz_class factor = 0;
  for (const mpz_class& value : known.psi) {
    greatest = std::max(greatest, mpz_class(abs(value)));
    mpz_gcd(factor.get_mpz_t(), factor.get_mpz_t(), value.get_mpz_t());
  }
  if (greatest == 0) return {known, 1};
  const double known_cost = checker.margin_at_least(structure.exact(), known);
  for (const int denominator : round_denominators) {
    TransferCertificate rounded{std::vector<mpz_class>(known.psi.size())};
    std::vector<mpz_class> values(checker.agents());
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      for (std::size_t agent = 0; agent < values.size(); ++agent)
        values[agent] = known.psi[agent * profiles + profile];
      values = rounded_balance(values, greatest, denominator);
      for (std::size_t agent = 0; agent < values.size(); ++agent)
        rounded.psi[agent * profiles + profile] = values[agent];
    }
    if (checker.proves_ci(structure.exact(), rounded) &&
        checker.margin_at_least(structure.exact(), rounded) >= known_cost / 2)
      return {std::move(rounded), denominator};
  }
  ShortTransfers shortest{known, greatest / factor};
  for (mpz_class& value : shortest.certificate.psi) value /= factor;
  return shortest;
}

}  // namespace genericity
