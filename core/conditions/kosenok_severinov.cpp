#include "core/conditions/kosenok_severinov.h"

#include <stdexcept>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

bool proportional_to_prior(const std::vector<mpq_class>& b, const IntegerWeights& weights) {
  for (std::size_t profile = 1; profile < b.size(); ++profile) {
    if (b[profile] * weights[0] != b[0] * weights[profile]) return false;
  }
  return true;
}

}  // namespace

std::optional<NeutralDeviationCertificate> unidentifiable_reports(const TypeSpace& space,
                                                                  const IntegerWeights& weights) {
  const std::size_t profiles = space.profiles();
  const auto agents = static_cast<std::size_t>(space.agents());
  const Pattern minimal = Pattern::minimal(space.agents());
  // Columns: c for every misreport of an agent, then a⁺ and a⁻ for every type. Rows: agent i's influence less
  // the first agent's, i > 1; the first agent's at profile 0, which is 0 after adding a multiple of p to b;
  // and at the profile that is tried.
  struct Column {
    int agent;
    std::uint32_t truth, report;
    int sign;  // 0 for a misreport
  };
  std::vector<Column> columns;
  for (int agent = 0; agent < space.agents(); ++agent) {
    const auto types = static_cast<std::uint32_t>(space.size(agent));
    for (std::uint32_t truth = 0; truth < types; ++truth) {
      for (std::uint32_t report = 0; report < types; ++report) {
        if (report != truth) columns.push_back({agent, truth, report, 0});
      }
      columns.push_back({agent, truth, truth, 1});
      columns.push_back({agent, truth, truth, -1});
    }
  }
  RationalMatrix matrix((agents - 1) * profiles + 2, columns.size());
  RationalMatrix first(profiles, columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto& [agent, truth, report, sign] = columns[j];
    const CoalitionSplit split(space, Coalition::single(agent));
    for (const std::uint32_t rest : split.outside) {
      const std::size_t to = split.inside[report] + rest;
      const mpq_class amount = (sign < 0 ? -1 : 1) * weights[split.inside[truth] + rest];
      for (std::size_t i = 1; i < agents; ++i) {
        if (agent == 0) matrix((i - 1) * profiles + to, j) -= amount;
        if (static_cast<std::size_t>(agent) == i) matrix((i - 1) * profiles + to, j) += amount;
      }
      if (agent == 0) first(to, j) += amount;
    }
  }
  const std::size_t anchor = (agents - 1) * profiles;
  for (std::size_t j = 0; j < columns.size(); ++j) matrix(anchor, j) = first(0, j);
  std::vector<mpq_class> right(matrix.rows);
  for (std::size_t profile = 1; profile < profiles; ++profile) {
    for (std::size_t j = 0; j < columns.size(); ++j) matrix(anchor + 1, j) = first(profile, j);
    for (const int sign : {1, -1}) {
      right.back() = sign;
      const FarkasAnswer answer = solve_nonnegative(matrix, right);
      if (!answer.feasible()) continue;
      mpz_class denominator = 1;
      for (const mpq_class& value : answer.solution)
        mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
      NeutralDeviationCertificate certificate;
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const mpq_class& value = answer.solution[j];
        if (value == 0) continue;
        const auto& [agent, truth, report, kind] = columns[j];
        const Coalition single = Coalition::single(agent);
        const mpz_class weight = value.get_num() * (denominator / value.get_den());
        if (kind == 0) {
          certificate.deviations.entries.push_back({single, truth, report, weight});
          // Here a misreport adds to the report only; a deviation also leaves the truth.
          certificate.neutral.push_back({single, truth, mpq_class(weight)});
        } else {
          certificate.neutral.push_back({single, truth, mpq_class(kind * weight)});
        }
      }
      if (!refutes_participation(space, minimal, Participation::individual, weights, certificate) ||
          proportional_to_prior(common_influence(space, weights, certificate), weights)) {
        throw std::logic_error("a proof against identifiability did not pass its check");
      }
      return certificate;
    }
  }
  return std::nullopt;
}

KosenokSeverinov::KosenokSeverinov(const TypeSpace& space)
    : space_(space),
      minimal_(Pattern::minimal(space.agents())),
      individual_(space, minimal_, Participation::individual) {}

Decision KosenokSeverinov::decide(const Prior& prior) {
  const Decision together = individual_.decide(prior);
  // It is implied by IR-CI, whose failure with b not proportional to p is its own failure. What is left are
  // failures of Convex Independence, which say nothing of this condition.
  if (together.verdict != Verdict::fails) return together;
  deviations_ = individual_.deviations();
  if (!proportional_to_prior(common_influence(space_, prior.exact(), deviations_), prior.exact()))
    return together;
  if (auto proof = unidentifiable_reports(space_, prior.exact())) {
    deviations_ = std::move(*proof);
    return {Verdict::fails, true, Stage::exact_simplex};
  }
  return {Verdict::holds, true, Stage::exact_simplex};
}

}  // namespace genericity
