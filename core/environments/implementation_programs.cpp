#include "core/environments/implementation_programs.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace genericity {

namespace {

/// A program whose first rows are the constraints, in columns of transfers, of budgets if they are not
/// balanced, and one more, which is minimised.
InequalityProgram program_of(const ImplementationConstraints::Exact& exact, std::size_t columns,
                             std::span<const mpz_class> last) {
  InequalityProgram program;
  program.rows.columns = columns + 1;
  program.cost.resize(columns + 1);
  program.cost.back() = 1;
  for (std::size_t row = 0; row < exact.rows.rows(); ++row) {
    for (std::uint32_t k = exact.rows.start[row]; k < exact.rows.start[row + 1]; ++k) {
      if (exact.rows.column[k] < columns) program.rows.push(exact.rows.column[k], exact.rows.value[k]);
    }
    if (!last.empty()) program.rows.push(columns, last[row]);
    program.rows.end_row();
    program.bounds.emplace_back(-exact.lacks[row]);
  }
  return program;
}

/// Adds Σ sign · column ≤ 0.
void add_row(InequalityProgram& program, std::span<const std::pair<std::size_t, int>> entries) {
  for (const auto& [column, sign] : entries) program.rows.push(column, sign);
  program.rows.end_row();
  program.bounds.emplace_back(0);
}

}  // namespace

TransferRule ImplementationPrograms::rule(std::vector<mpq_class> values, bool is_balanced) const {
  const std::size_t profiles = constraints_->space().profiles();
  const std::size_t unknowns = constraints_->unknowns();
  values.resize(unknowns + (is_balanced ? 0 : profiles));
  values.resize(unknowns + profiles);
  for (std::size_t place = 0; place < unknowns; ++place) values[unknowns + place % profiles] -= values[place];
  return {constraints_->space(), std::move(values)};
}

ImplementationCertificate ImplementationPrograms::certificate(const InequalityOptimum& optimum) const {
  return constraints_->certificate(std::span(optimum.multipliers).first(constraints_->rows()));
}

std::optional<InequalityOptimum> ImplementationPrograms::least_violation(
    const ImplementationConstraints::Exact& exact, bool is_balanced) const {
  const std::size_t columns = is_balanced ? constraints_->unknowns() : exact.rows.columns;
  std::vector<mpz_class> sizes(exact.rows.rows());
  for (std::size_t row = 0; row < sizes.size(); ++row) {
    for (std::uint32_t k = exact.rows.start[row]; k < exact.rows.start[row + 1]; ++k)
      sizes[row] -= abs(exact.rows.value[k]);
  }
  InequalityProgram program = program_of(exact, columns, sizes);
  add_row(program, std::vector<std::pair<std::size_t, int>>{{columns, -1}});
  return minimise(program, simplex_limit);
}

std::variant<std::monostate, TransferRule, ImplementationCertificate> ImplementationPrograms::decide(
    const IntegerWeights& weights, const SampledEnvironment& environment) const {
  const auto found = least_violation(constraints_->exact(weights, environment), true);
  if (!found) return {};
  if (found->value == 0) {
    TransferRule transfers = rule(found->x, true);
    if (checker_->proves(weights, environment, transfers)) return transfers;
  } else {
    ImplementationCertificate proof = certificate(*found);
    if (checker_->refutes(weights, environment, proof)) return proof;
  }
  return {};
}

std::optional<LeastAmount> ImplementationPrograms::least_transfer(
    const IntegerWeights& weights, const SampledEnvironment& environment) const {
  const std::size_t columns = constraints_->unknowns();
  const std::size_t profiles = constraints_->space().profiles();
  InequalityProgram program = program_of(constraints_->exact(weights, environment), columns, {});
  std::vector<std::pair<std::size_t, int>> row;
  for (const int sign : {1, -1}) {
    for (std::size_t place = 0; place < columns; ++place)
      add_row(program, std::vector<std::pair<std::size_t, int>>{{place, sign}, {columns, -1}});
    // The last agent's, which are minus the others' sum.
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      row.assign({{columns, -1}});
      for (std::size_t place = profile; place < columns; place += profiles) row.emplace_back(place, sign);
      add_row(program, row);
    }
  }
  auto found = minimise(program, simplex_limit);
  if (!found) return std::nullopt;
  LeastAmount least{found->value, rule(found->x, true), certificate(*found)};
  const bool is_proved = checker_->proves(weights, environment, least.rule) &&
                         least.rule.greatest() == least.value &&
                         checker_->transfers_at_least(weights, environment, least.certificate) == least.value;
  return is_proved ? std::optional(std::move(least)) : std::nullopt;
}

std::variant<std::monostate, LeastAmount, NoAmount> ImplementationPrograms::least_subsidy(
    const IntegerWeights& weights, const SampledEnvironment& environment) const {
  const ImplementationConstraints::Exact exact = constraints_->exact(weights, environment);
  const std::size_t columns = exact.rows.columns;
  InequalityProgram program = program_of(exact, columns, {});
  for (std::size_t budget = constraints_->unknowns(); budget < columns; ++budget) {
    add_row(program, std::vector<std::pair<std::size_t, int>>{{budget, 1}, {columns, -1}});
    add_row(program, std::vector<std::pair<std::size_t, int>>{{budget, -1}});
  }
  if (const auto found = minimise(program, simplex_limit)) {
    LeastAmount least{found->value, rule(found->x, false), certificate(*found)};
    const bool is_proved = checker_->subsidy(weights, environment, least.rule) == least.value &&
                           checker_->subsidy_at_least(weights, environment, least.certificate) == least.value;
    if (is_proved) return least;
    return {};
  }
  const auto violation = least_violation(exact, false);
  if (!violation || violation->value == 0) return {};
  NoAmount none{certificate(*violation)};
  if (!checker_->rules_out_subsidies(weights, environment, none.certificate)) return {};
  return none;
}

}  // namespace genericity
