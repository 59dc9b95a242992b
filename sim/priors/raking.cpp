#include "sim/priors/raking.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace genericity {
namespace {

/// Adds with the lost digits kept beside (Neumaier, ZAMM 54, 1974).
void add_exactly(double& sum, double& lost, double value) {
  const double next = sum + value;
  lost += std::abs(sum) >= std::abs(value) ? (sum - next) + value : (value - next) + sum;
  sum = next;
}

/// Solves A x = b in place for a symmetric positive definite A, whose lower triangle stands row by row, by
/// Cholesky's method. False where A is not positive definite in doubles.
bool solve(std::span<double> a, std::span<double> b) {
  const std::size_t n = b.size();
  const auto at = [&](std::size_t i, std::size_t j) -> double& { return a[i * n + j]; };
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) at(j, j) -= at(j, k) * at(j, k);
    if (!(at(j, j) > 0)) return false;
    at(j, j) = std::sqrt(at(j, j));
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) at(i, j) -= at(i, k) * at(j, k);
      at(i, j) /= at(j, j);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= at(i, k) * b[k];
    b[i] /= at(i, i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= at(k, i) * b[k];
    b[i] /= at(i, i);
  }
  return std::all_of(b.begin(), b.end(), [](double x) { return std::isfinite(x); });
}

/// Sweeps before Newton's steps: most priors need no others.
constexpr int first_sweeps = 30;
/// Below the tolerance, as the sums that are compared have errors of their own.
constexpr double aim = 0.8 * Raking::tolerance;

}  // namespace

Raking::Raking(TypeSpace space, std::vector<std::vector<double>> marginals) : space_(std::move(space)) {
  for (std::vector<double>& marginal : marginals) {
    begin_.push_back(types_);
    types_ += marginal.size();
    double total = 0;
    double lost = 0;
    for (const double probability : marginal) add_exactly(total, lost, probability);
    for (const double probability : marginal) targets_.push_back(probability / (total + lost));
    unknowns_ += marginal.size() - (begin_.back() == 0 ? 0 : 1);
  }
  std::size_t next = 0;
  for (std::size_t agent = 0; agent < marginals.size(); ++agent) {
    const std::size_t own = marginals[agent].size() - (agent == 0 ? 0 : 1);
    for (std::size_t type = 0; type < marginals[agent].size(); ++type)
      unknown_.push_back(type < own ? next++ : unknowns_);
  }
}

std::size_t Raking::scratch_size() const {
  return 2 * types_ + (takes_steps() ? unknowns_ * unknowns_ + unknowns_ + space_.profiles() : 0);
}

bool Raking::rake(const VariateGenerator& generator, std::span<double> weights,
                  std::span<double> scratch) const {
  // Brought near 1 first, so that no sum overflows.
  const double largest = *std::max_element(weights.begin(), weights.end());
  for (double& weight : weights) weight /= largest;
  const auto sums = scratch.first(2 * types_);
  for (int round = 0; round < most_rounds; ++round) {
    if (round >= first_sweeps && takes_steps()) (void)step(generator, weights, scratch);
    const double error = sweep(weights, sums, true);
    if (error <= aim && sweep(weights, sums, false) <= aim)
      return std::all_of(weights.begin(), weights.end(), [](double w) { return std::isnormal(w) && w > 0; });
  }
  return false;
}

void Raking::add_up(int agent, std::span<const double> weights, std::span<double> sums) const {
  const auto types = static_cast<std::size_t>(space_.size(agent));
  std::fill(sums.begin(), sums.end(), 0.0);
  for (std::size_t profile = 0; profile < weights.size(); ++profile) {
    const auto type = static_cast<std::size_t>(space_.type_of(profile, agent));
    add_exactly(sums[type], sums[types + type], weights[profile]);
  }
  for (std::size_t type = 0; type < types; ++type) sums[type] += sums[types + type];
}

double Raking::sweep(std::span<double> weights, std::span<double> sums, bool scales) const {
  double error = 0;
  for (int agent = 0; agent < space_.agents(); ++agent) {
    const auto types = static_cast<std::size_t>(space_.size(agent));
    const auto of_agent = sums.first(2 * types);
    add_up(agent, weights, of_agent);
    for (std::size_t type = 0; type < types; ++type) {
      const double target = targets_[place(agent, static_cast<int>(type))];
      error = std::max(error, std::abs(of_agent[type] - target) / target);
      of_agent[type] = target / of_agent[type];
    }
    if (!scales) continue;
    for (std::size_t profile = 0; profile < weights.size(); ++profile)
      weights[profile] *= of_agent[static_cast<std::size_t>(space_.type_of(profile, agent))];
  }
  return error;
}

bool Raking::step(const VariateGenerator& generator, std::span<double> weights,
                  std::span<double> scratch) const {
  const auto matrix = scratch.first(unknowns_ * unknowns_);
  const auto right = scratch.subspan(unknowns_ * unknowns_, unknowns_);
  const auto logs = scratch.subspan(unknowns_ * unknowns_ + unknowns_, weights.size());
  std::fill(matrix.begin(), matrix.end(), 0.0);
  for (std::size_t k = 0; k < types_; ++k)
    if (unknown_[k] < unknowns_) right[unknown_[k]] = targets_[k];
  for (std::size_t profile = 0; profile < weights.size(); ++profile) {
    for (int i = 0; i < space_.agents(); ++i) {
      const std::size_t row = unknown_[place(i, space_.type_of(profile, i))];
      if (row == unknowns_) continue;
      right[row] -= weights[profile];
      for (int j = 0; j <= i; ++j) {
        const std::size_t column = unknown_[place(j, space_.type_of(profile, j))];
        if (column < unknowns_) matrix[row * unknowns_ + column] += weights[profile];
      }
    }
  }
  if (!solve(matrix, right)) return false;

  double largest = 0;
  for (std::size_t profile = 0; profile < weights.size(); ++profile) {
    logs[profile] = 0;
    for (int i = 0; i < space_.agents(); ++i) {
      const std::size_t row = unknown_[place(i, space_.type_of(profile, i))];
      if (row < unknowns_) logs[profile] += right[row];
    }
    largest = std::max(largest, std::abs(logs[profile]));
  }
  if (largest > 1)
    for (double& log : logs) log /= largest;
  generator.exp(logs);
  for (std::size_t profile = 0; profile < weights.size(); ++profile) weights[profile] *= logs[profile];
  return true;
}

}  // namespace genericity
