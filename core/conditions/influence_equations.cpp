#include "core/conditions/influence_equations.h"

#include <utility>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

/// [B | I] brought to reduced row echelon form in B: the part I turns into the row operations.
struct Echelon {
  RationalMatrix matrix;
  std::vector<std::pair<std::size_t, std::size_t>> pivots;  // (row, column of B)
  std::vector<std::size_t> zero_rows;
};

Echelon reduce(RationalMatrix matrix, std::size_t columns) {
  Echelon echelon{std::move(matrix), {}, {}};
  RationalMatrix& m = echelon.matrix;
  std::size_t row = 0;
  for (std::size_t column = 0; column < columns && row < m.rows; ++column) {
    std::size_t pivot = row;
    while (pivot < m.rows && m(pivot, column) == 0) ++pivot;
    if (pivot == m.rows) continue;
    for (std::size_t j = 0; j < m.columns; ++j) std::swap(m(row, j), m(pivot, j));
    const mpq_class value = m(row, column);
    for (std::size_t j = 0; j < m.columns; ++j) m(row, j) /= value;
    for (std::size_t i = 0; i < m.rows; ++i) {
      if (i == row || m(i, column) == 0) continue;
      const mpq_class factor = m(i, column);
      for (std::size_t j = 0; j < m.columns; ++j) m(i, j) -= factor * m(row, j);
    }
    echelon.pivots.emplace_back(row++, column);
  }
  for (; row < m.rows; ++row) echelon.zero_rows.push_back(row);
  return echelon;
}

}  // namespace

InfluenceEquations::InfluenceEquations(const TypeSpace& space, std::span<const Coalition> large) {
  for (int agent = 0; agent < space.agents(); ++agent) {
    sizes_.push_back(static_cast<std::size_t>(space.size(agent)));
    strides_.push_back(space.stride(agent));
  }
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    std::uint32_t mask = 0;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (space.type_of(profile, agent) != 0) mask |= Coalition::single(agent).mask();
    }
    reads_.push_back(mask);
  }

  // One elimination a set of agents, first in rationals, then over the common denominator of all.
  const std::size_t agents = sizes_.size();
  std::vector<std::pair<std::vector<std::size_t>, Echelon>> systems;
  mpz_class common = 1;
  for (std::uint32_t mask = 0; mask < (1U << agents); ++mask) {
    std::vector<std::size_t> candidates;
    for (std::size_t k = 0; k < large.size(); ++k) {
      if ((large[k].mask() & mask) != 0) candidates.push_back(k);
    }
    // Columns: b (always solved for), the candidates' ν, then the identity.
    const std::size_t unknowns = candidates.size() + 1;
    RationalMatrix matrix(agents, unknowns + agents);
    for (std::size_t i = 0; i < agents; ++i) {
      matrix(i, 0) = -1;
      for (std::size_t k = 0; k < candidates.size(); ++k) {
        if (large[candidates[k]].contains(static_cast<int>(i))) matrix(i, k + 1) = 1;
      }
      matrix(i, unknowns + i) = 1;
    }
    Echelon echelon = reduce(std::move(matrix), unknowns);
    for (const mpq_class& value : echelon.matrix.values) {
      mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), value.get_den_mpz_t());
    }
    systems.emplace_back(std::move(candidates), std::move(echelon));
  }
  denominator_ = common.get_si();
  const auto scaled = [&](const mpq_class& value) { return mpz_class(value * common).get_si(); };
  for (auto& [candidates, echelon] : systems) {
    Solution& solution = solutions_.emplace_back();
    const RationalMatrix& m = echelon.matrix;
    const std::size_t unknowns = candidates.size() + 1;
    std::vector<bool> is_solved(unknowns, false);
    for (const auto& [row, column] : echelon.pivots) is_solved[column] = true;
    std::vector<std::size_t> free_columns;
    for (std::size_t column = 1; column < unknowns; ++column) {
      if (is_solved[column]) continue;
      free_columns.push_back(column);
      solution.free.push_back(candidates[column - 1]);
    }
    for (const auto& [row, column] : echelon.pivots) {
      if (column == 0) continue;
      Solution::Solved& solved = solution.solved.emplace_back();
      solved.coalition = candidates[column - 1];
      // B ν = −g, so after the row operations R: ν = −R g − (free columns) ν_free.
      for (std::size_t i = 0; i < agents; ++i) solved.of_imbalance.push_back(-scaled(m(row, unknowns + i)));
      for (const std::size_t free_column : free_columns)
        solved.of_free.push_back(-scaled(m(row, free_column)));
    }
    for (const std::size_t row : echelon.zero_rows) {
      std::vector<long>& condition = solution.conditions.emplace_back();
      for (std::size_t i = 0; i < agents; ++i) condition.push_back(scaled(m(row, unknowns + i)));
    }
  }
}

}  // namespace genericity
