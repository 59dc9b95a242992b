#include "core/conditions/kosenok_severinov.h"

#include <stdexcept>

#include "core/exact/linear_program.h"

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
  mpz_class total = 0;
  for (const mpz_class& weight : weights) total += weight;
  // Columns: d_i(θ̄ → θ̂) ≥ 0, truth included. Rows: the law that agent i generates less the first agent's,
  // i > 1; and the first agent's total, which is that of w. The law of the first agent is μ.
  struct Column {
    int agent;
    std::uint32_t truth, report;
  };
  std::vector<Column> columns;
  for (int agent = 0; agent < space.agents(); ++agent) {
    const auto types = static_cast<std::uint32_t>(space.size(agent));
    for (std::uint32_t truth = 0; truth < types; ++truth) {
      for (std::uint32_t report = 0; report < types; ++report) columns.push_back({agent, truth, report});
    }
  }
  RationalMatrix matrix((agents - 1) * profiles + 1, columns.size());
  std::vector<std::vector<mpq_class>> costs(profiles, std::vector<mpq_class>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto& [agent, truth, report] = columns[j];
    const CoalitionSplit split(space, Coalition::single(agent));
    for (const std::uint32_t rest : split.outside) {
      const std::size_t to = split.inside[report] + rest;
      const mpq_class amount(weights[split.inside[truth] + rest]);
      for (std::size_t i = 1; i < agents; ++i) {
        if (agent == 0) matrix((i - 1) * profiles + to, j) -= amount;
        if (static_cast<std::size_t>(agent) == i) matrix((i - 1) * profiles + to, j) += amount;
      }
      if (agent > 0) continue;
      matrix((agents - 1) * profiles, j) += amount;
      costs[to][j] = -amount;
    }
  }
  std::vector<mpq_class> right(matrix.rows);
  right.back() = total;
  // If μ ≤ w at every profile, then μ = w since their totals agree: one maximum a profile decides.
  std::size_t profile = 0;
  const std::vector<LinearProgramAnswer> answers =
      minimise_each(matrix, right, costs, [&](const LinearProgramAnswer& answer) {
        if (!proves_answer(matrix, right, costs[profile], answer))
          throw std::logic_error("a greatest probability did not pass its check");
        return -answer.value > weights[profile++];
      });
  const LinearProgramAnswer& last = answers.back();
  if (-last.value <= weights[profile - 1]) return std::nullopt;
  mpz_class denominator = 1;
  for (const mpq_class& value : last.x)
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
  NeutralDeviationCertificate certificate;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (last.x[j] == 0) continue;
    const auto& [agent, truth, report] = columns[j];
    const Coalition single = Coalition::single(agent);
    const mpz_class weight = last.x[j].get_num() * (denominator / last.x[j].get_den());
    // Here a misreport adds to the report only; a deviation also leaves the truth.
    certificate.neutral.push_back({single, truth, mpq_class(weight)});
    if (truth != report) certificate.deviations.entries.push_back({single, truth, report, weight});
  }
  if (!refutes_participation(space, Pattern::minimal(space.agents()), Participation::individual, weights,
                             certificate) ||
      proportional_to_prior(common_influence(space, weights, certificate), weights)) {
    throw std::logic_error("a proof against identifiability did not pass its check");
  }
  return certificate;
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
