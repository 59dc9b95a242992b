#include "core/mechanisms/short_rules.h"

#include <algorithm>
#include <array>

#include "core/conditions/neutral_space.h"

namespace genericity {

namespace {

/// Steps into which the greatest unknown is divided, the first tried first.
constexpr std::array<int, 13> round_steps{1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 50, 200, 1000};

/// Beyond it fractions are shorter.
constexpr long greatest_unit = 100000;

mpz_class nearest(const mpq_class& value) {
  mpz_class result;
  const mpz_class numerator = 2 * value.get_num() + value.get_den();
  const mpz_class denominator = 2 * value.get_den();
  mpz_fdiv_q(result.get_mpz_t(), numerator.get_mpz_t(), denominator.get_mpz_t());
  return result;
}

/// The rule with w ψ = these numbers at the free places; divided by `unit`, which keeps the numbers short.
TransferRule rule_of(const InformationStructure& structure, const NeutralSpace& space,
                     const std::vector<mpz_class>& free, const mpz_class& unit) {
  const std::size_t profiles = structure.space().profiles();
  const std::size_t unknowns = static_cast<std::size_t>(structure.space().agents() - 1) * profiles;
  std::vector<mpq_class> values(unknowns + profiles);
  for (std::size_t place = 0; place < unknowns; ++place) {
    mpq_class sum = 0;
    for (const NeutralSpace::Term& term : space.form(place)) sum += term.factor * free[term.free];
    values[place] = sum * unit / structure.exact()[place % profiles];
    values[unknowns + place % profiles] -= values[place];
  }
  return {structure.space(), std::move(values)};
}

}  // namespace

std::vector<TransferRule> short_neutral_rules(
    const InformationStructure& structure, std::span<const Coalition> neutral,
    const std::vector<TransferRule>& rules,
    const std::function<bool(const std::vector<TransferRule>&)>& accept) {
  const NeutralSpace space(structure.space(), neutral);
  const std::size_t profiles = structure.space().profiles();
  // Whole numbers come out where all factors of the forms are whole.
  mpz_class unit = 1;
  for (const mpz_class& weight : structure.exact())
    mpz_lcm(unit.get_mpz_t(), unit.get_mpz_t(), weight.get_mpz_t());
  if (unit > greatest_unit) unit = 1;
  std::vector<std::vector<mpq_class>> free;
  mpq_class greatest = 0;
  for (const TransferRule& rule : rules) {
    std::vector<mpq_class>& own = free.emplace_back();
    for (const std::size_t place : space.free_places()) {
      const std::size_t profile = place % profiles;
      own.emplace_back(structure.exact()[profile] * rule.at(static_cast<int>(place / profiles), profile));
      greatest = std::max(greatest, mpq_class(abs(own.back())));
    }
  }
  if (greatest == 0) return rules;
  for (const int steps : round_steps) {
    std::vector<TransferRule> rounded;
    for (const std::vector<mpq_class>& own : free) {
      std::vector<mpz_class> numbers;
      numbers.reserve(own.size());
      for (const mpq_class& value : own) numbers.push_back(nearest(value * steps / greatest));
      rounded.push_back(rule_of(structure, space, numbers, unit));
    }
    if (accept(rounded)) return rounded;
  }
  return rules;
}

mpq_class rounded_up(const mpq_class& value) {
  for (mpz_class power = 1;; power *= 10) {
    for (const int step : {1, 2, 5}) {
      const mpz_class denominator = power * step;
      mpz_class numerator;
      const mpz_class product = value.get_num() * denominator;
      mpz_cdiv_q(numerator.get_mpz_t(), product.get_mpz_t(), value.get_den_mpz_t());
      mpq_class result(numerator, denominator);
      result.canonicalize();
      if (10 * result <= 11 * value) return result;
    }
  }
}

}  // namespace genericity
