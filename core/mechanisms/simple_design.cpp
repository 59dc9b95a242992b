#include "core/mechanisms/simple_design.h"

#include <algorithm>
#include <stdexcept>

#include "core/conditions/integer_judge.h"
#include "core/deviations.h"
#include "core/errors.h"
#include "core/exact/linear_program.h"
#include "core/gordan/gordan.h"
#include "core/mechanisms/incentive_system.h"

namespace genericity {

namespace {

/// Weights on the deviations, in the order of DeviationSystem, as a certificate with integers.
DeviationCertificate certificate_of(const DeviationSystem& system, const std::vector<mpq_class>& weights) {
  mpz_class denominator = 1;
  for (const mpq_class& weight : weights)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), weight.get_den_mpz_t());
  DeviationCertificate certificate;
  for (std::size_t row = 0; row < weights.size(); ++row) {
    if (weights[row] == 0) continue;
    const DeviationSystem::Deviation deviation = system.deviation(row);
    certificate.entries.push_back({deviation.block->coalition, deviation.truth, deviation.report,
                                   weights[row].get_num() * (denominator / weights[row].get_den())});
  }
  return certificate;
}

/// Lemma 1's rows with joint weights, and the joint gains: A t ≤ −gain is interim CIC.
struct JointSystem {
  JointSystem(const InformationStructure& structure, const Pattern& pattern, const Environment& environment)
      : deviations(structure.space(), pattern), rows(deviations.matrix<mpz_class>()) {
    deviations.fill(structure.exact(), rows);
    const TransferRule none(structure.space());
    for (const IncentiveConstraint& constraint :
         incentive_constraints(structure, pattern, environment, none)) {
      const CoalitionSplit split(structure.space(), constraint.coalition);
      mpz_class total = 0;
      for (const std::uint32_t rest : split.outside)
        total += structure.exact()[split.inside[constraint.truth] + rest];
      gains.emplace_back(constraint.gain * total);
    }
  }

  DeviationSystem deviations;
  SparseRows<mpz_class> rows;
  std::vector<mpq_class> gains;
};

TransferRule complete_rule(const TypeSpace& space, std::vector<mpq_class> free) {
  const std::size_t unknowns = free.size();
  free.resize(unknowns + space.profiles());
  for (std::size_t place = 0; place < unknowns; ++place)
    free[unknowns + place % space.profiles()] -= free[place];
  return {space, std::move(free)};
}

/// {c ≥ 0 : Aᵀc = 0, gain·c = 1} is the proof that no transfers exist; its refutation gives them.
std::variant<TransferRule, DeviationCertificate> by_simplex(const TypeSpace& space,
                                                            const JointSystem& system) {
  const std::size_t unknowns = system.rows.columns;
  RationalMatrix matrix(unknowns + 1, system.rows.rows());
  for (std::size_t r = 0; r < system.rows.rows(); ++r) {
    for (std::uint32_t k = system.rows.start[r]; k < system.rows.start[r + 1]; ++k)
      matrix(system.rows.column[k], r) += system.rows.value[k];
    matrix(unknowns, r) = system.gains[r];
  }
  std::vector<mpq_class> right(unknowns + 1);
  right.back() = 1;
  const FarkasAnswer answer = solve_nonnegative(matrix, right);
  if (answer.feasible()) return certificate_of(system.deviations, answer.solution);
  // A x + gain x0 ≥ 0 with x0 < 0: t = x / x0.
  std::vector<mpq_class> free(answer.refutation.begin(), answer.refutation.end() - 1);
  for (mpq_class& value : free) value /= answer.refutation.back();
  return complete_rule(space, std::move(free));
}

}  // namespace

std::optional<mpq_class> least_scale(const InformationStructure& structure, const Pattern& pattern,
                                     const Environment& environment, const TransferRule& base,
                                     const TransferRule& psi) {
  mpq_class scale = 0;
  for (const auto& [coalition, truth, report, gain] :
       incentive_constraints(structure, pattern, environment, base)) {
    if (gain <= 0) continue;
    const CoalitionSplit split(structure.space(), coalition);
    const mpq_class cost = expected_transfer(structure, split, coalition, psi, truth, truth) -
                           expected_transfer(structure, split, coalition, psi, truth, report);
    if (cost <= 0) return std::nullopt;
    scale = std::max(scale, mpq_class(gain / cost));
  }
  return scale;
}

TransferRule as_rule(const TypeSpace& space, const TransferCertificate& certificate) {
  std::vector<mpq_class> values(certificate.psi.begin(), certificate.psi.end());
  TransferRule rule(space, std::move(values));
  const mpq_class greatest = rule.greatest();
  if (greatest > 0) rule *= 1 / greatest;
  return rule;
}

std::optional<ScaledTransfers> scaled_transfers(const InformationStructure& structure, const Pattern& pattern,
                                                const Environment& environment, const TransferRule& base,
                                                const TransferRule& psi) {
  const auto scale = least_scale(structure, pattern, environment, base, psi);
  if (!scale) return std::nullopt;
  return ScaledTransfers{base + *scale * psi, *scale};
}

std::optional<std::variant<TransferRule, DeviationCertificate>> find_transfers(
    const InformationStructure& structure, const Pattern& pattern, const Environment& environment,
    std::size_t simplex_limit) {
  const JointSystem system(structure, pattern, environment);
  if (system.rows.rows() * system.rows.columns <= simplex_limit / 8)
    return by_simplex(structure.space(), system);
  // A t + gain s < 0 and −s < 0, homogeneous in (t, s).
  mpz_class denominator = 1;
  for (const mpq_class& gain : system.gains)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), gain.get_den_mpz_t());
  SparseRows<mpz_class> rows;
  rows.columns = system.rows.columns + 1;
  for (std::size_t r = 0; r < system.rows.rows(); ++r) {
    for (std::uint32_t k = system.rows.start[r]; k < system.rows.start[r + 1]; ++k)
      rows.push(system.rows.column[k], mpz_class(system.rows.value[k] * denominator));
    rows.push(system.rows.columns,
              mpz_class(system.gains[r].get_num() * (denominator / system.gains[r].get_den())));
    rows.end_row();
  }
  rows.push(system.rows.columns, -denominator);
  rows.end_row();
  const SparseRows<double> nearest = nearest_rows(rows);
  const std::vector<double> scale = unit_scale(nearest);
  SparseRows<double> no_forms;
  no_forms.columns = rows.columns;
  IntegerJudge judge(rows);
  GordanSolver solver;
  const Decision decision = solver.decide({nearest, scale, no_forms}, judge);
  if (decision.verdict == Verdict::holds) {
    const mpz_class& s = judge.solution().back();
    std::vector<mpq_class> free;
    for (std::size_t j = 0; j + 1 < judge.solution().size(); ++j) {
      free.emplace_back(judge.solution()[j], s);
      free.back().canonicalize();
    }
    return complete_rule(structure.space(), std::move(free));
  }
  if (decision.verdict == Verdict::fails) {
    std::vector<mpq_class> weights(system.rows.rows());
    bool contradicts = false;
    for (const auto& [row, weight] : judge.alternative()) {
      if (row < weights.size()) weights[row] = weight;
      contradicts = contradicts || (row == weights.size() && weight > 0);
    }
    if (contradicts) return certificate_of(system.deviations, weights);
  }
  if (system.rows.rows() * system.rows.columns <= simplex_limit) return by_simplex(structure.space(), system);
  return std::nullopt;
}

std::variant<TransferRule, DeviationCertificate> least_transfers(const InformationStructure& structure,
                                                                 const Pattern& pattern,
                                                                 const Environment& environment) {
  const JointSystem system(structure, pattern, environment);
  const TypeSpace& space = structure.space();
  const std::size_t unknowns = system.rows.columns;
  const std::size_t profiles = space.profiles();
  const std::size_t deviations = system.rows.rows();
  const std::size_t values = unknowns + profiles;
  // min s, A t ≤ −gain, |t_i(θ)| ≤ s has the dual: min −gain·c over c, β⁺, β⁻ ≥ 0 with Aᵀc + (β⁺ − β⁻ of
  // every transfer, the last agent's entering all others' rows with the opposite sign) = 0 and Σ(β⁺ + β⁻)
  // = 1.
  RationalMatrix matrix(unknowns + 1, deviations + 2 * values);
  std::vector<mpq_class> cost(matrix.columns);
  for (std::size_t r = 0; r < deviations; ++r) {
    for (std::uint32_t k = system.rows.start[r]; k < system.rows.start[r + 1]; ++k)
      matrix(system.rows.column[k], r) += system.rows.value[k];
    cost[r] = -system.gains[r];
  }
  for (std::size_t place = 0; place < values; ++place) {
    for (const int sign : {1, -1}) {
      const std::size_t column = deviations + 2 * place + (sign > 0 ? 0 : 1);
      matrix(unknowns, column) = 1;
      if (place < unknowns) {
        matrix(place, column) = sign;
      } else {
        for (std::size_t at = place % profiles; at < unknowns; at += profiles) matrix(at, column) = -sign;
      }
    }
  }
  std::vector<mpq_class> right(unknowns + 1);
  right.back() = 1;
  const LinearProgramAnswer answer = minimise(matrix, right, cost);
  if (!proves_answer(matrix, right, cost, answer))
    throw std::logic_error("the least transfers did not pass their check");
  if (answer.status == LinearProgramAnswer::Status::unbounded) {
    return certificate_of(system.deviations,
                          {answer.ray.begin(), answer.ray.begin() + static_cast<std::ptrdiff_t>(deviations)});
  }
  // Aᵀ-rows' multipliers y: A y ≤ −gain and |y| ≤ −y_last, so y are the transfers and the value is −‖t‖∞.
  return complete_rule(space, {answer.y.begin(), answer.y.end() - 1});
}

Environment dictator_environment(const TypeSpace& space, int agent, int type, const mpq_class& stake) {
  const std::size_t profiles = space.profiles();
  const auto agents = static_cast<std::size_t>(space.agents());
  std::vector<mpq_class> utilities(3 * agents * profiles);
  std::vector<std::uint32_t> rule(profiles);
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    const bool marked = space.type_of(profile, agent) == type;
    rule[profile] = marked ? 1 : 2;
    for (std::size_t i = 0; i < agents; ++i) {
      const bool dictator = i == static_cast<std::size_t>(agent);
      mpq_class& first = utilities[(agents + i) * profiles + profile];
      mpq_class& second = utilities[(2 * agents + i) * profiles + profile];
      first = dictator && !marked ? 0 : 1;
      second = 1;
      if (marked) second += dictator ? stake : mpq_class(-stake / (space.agents() - 1));
    }
  }
  return {space, {"x0", "x1", "x2"}, std::move(utilities), std::move(rule)};
}

CounterexampleEnvironment simple_counterexample(const TypeSpace& space, const IntegerWeights& weights,
                                                const DeviationCertificate& certificate) {
  const int others = space.agents() - 1;
  std::optional<CounterexampleEnvironment> best;
  for (int agent = 0; agent < space.agents(); ++agent) {
    for (int type = 0; type < space.size(agent); ++type) {
      // Weighted flow of reports away from θ̄_i, which gains B (n−|C|)/(n−1) each, and back to it, which
      // loses 1.
      mpq_class away = 0;
      mpq_class back = 0;
      for (const DeviationCertificate::Entry& entry : certificate.entries) {
        if (!entry.coalition.contains(agent)) continue;
        const CoalitionSplit split(space, entry.coalition);
        const bool from = space.type_of(split.inside[entry.truth], agent) == type;
        const bool to = space.type_of(split.inside[entry.report], agent) == type;
        if (from == to) continue;
        mpz_class total = 0;
        for (const std::uint32_t rest : split.outside) total += weights[split.inside[entry.truth] + rest];
        const mpq_class flow(entry.weight * total);
        if (from) {
          away += flow * (space.agents() - entry.coalition.size()) / others;
        } else {
          back += flow;
        }
      }
      if (away == 0) continue;
      const mpq_class bound = back / away;
      const mpz_class stake = bound.get_num() / bound.get_den() + 1;
      if (!best || stake < best->stake) {
        best = CounterexampleEnvironment{dictator_environment(space, agent, type, mpq_class(stake)), agent,
                                         type, stake};
      }
    }
  }
  if (!best) throw InvalidInput("the certificate has no deviation with a positive weight");
  return std::move(*best);
}

}  // namespace genericity
