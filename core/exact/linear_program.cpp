#include "core/exact/linear_program.h"

#include <algorithm>
#include <cstddef>

#include "core/exact/simplex.h"

namespace genericity {

namespace {

mpq_class dot(const std::vector<mpq_class>& a, const std::vector<mpq_class>& b) {
  mpq_class sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

/// x ≥ 0 and A x = b.
bool is_feasible(const RationalMatrix& a, const std::vector<mpq_class>& b, const std::vector<mpq_class>& x) {
  if (x.size() != a.columns) return false;
  if (std::any_of(x.begin(), x.end(), [](const mpq_class& entry) { return entry < 0; })) return false;
  for (std::size_t i = 0; i < a.rows; ++i) {
    mpq_class sum = 0;
    for (std::size_t j = 0; j < a.columns; ++j) sum += a(i, j) * x[j];
    if (sum != b[i]) return false;
  }
  return true;
}

/// Whether Aᵀy ≤ c.
bool is_dual_feasible(const RationalMatrix& a, const std::vector<mpq_class>& c,
                      const std::vector<mpq_class>& y) {
  if (y.size() != a.rows) return false;
  for (std::size_t j = 0; j < a.columns; ++j) {
    mpq_class sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i) sum += a(i, j) * y[i];
    if (sum > c[j]) return false;
  }
  return true;
}

}  // namespace

LinearProgramAnswer minimise(const RationalMatrix& a, const std::vector<mpq_class>& b,
                             const std::vector<mpq_class>& c) {
  return minimise_each(a, b, {c}, [](const LinearProgramAnswer&) { return true; }).front();
}

std::vector<LinearProgramAnswer> minimise_each(const RationalMatrix& a, const std::vector<mpq_class>& b,
                                               const std::vector<std::vector<mpq_class>>& costs,
                                               const std::function<bool(const LinearProgramAnswer&)>& stop) {
  using Status = LinearProgramAnswer::Status;
  SimplexTableau tableau(a, b);
  const FarkasAnswer start = tableau.find_solution();
  if (!start.feasible()) return {{Status::infeasible, 0, {}, start.refutation, {}}};
  std::vector<LinearProgramAnswer> answers;
  for (const std::vector<mpq_class>& c : costs) {
    const std::size_t endless = tableau.minimise(c, a.columns);
    if (endless == a.columns) {
      answers.push_back({Status::optimal, tableau.value(), tableau.x(), tableau.multipliers(), {}});
    } else {
      answers.push_back({Status::unbounded, 0, tableau.x(), {}, tableau.ray(endless)});
    }
    if (stop(answers.back())) break;
  }
  return answers;
}

bool proves_answer(const RationalMatrix& a, const std::vector<mpq_class>& b, const std::vector<mpq_class>& c,
                   const LinearProgramAnswer& answer) {
  using Status = LinearProgramAnswer::Status;
  if (answer.status == Status::optimal) {
    return is_feasible(a, b, answer.x) && is_dual_feasible(a, c, answer.y) &&
           dot(c, answer.x) == answer.value && dot(b, answer.y) == answer.value;
  }
  if (answer.status == Status::unbounded) {
    return is_feasible(a, b, answer.x) && is_feasible(a, std::vector<mpq_class>(a.rows), answer.ray) &&
           dot(c, answer.ray) < 0;
  }
  std::vector<mpq_class> negated = answer.y;
  for (mpq_class& entry : negated) entry = -entry;
  return is_dual_feasible(a, std::vector<mpq_class>(a.columns), negated) && dot(b, answer.y) < 0;
}

}  // namespace genericity
