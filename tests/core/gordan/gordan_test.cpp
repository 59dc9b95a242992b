#include "core/gordan/gordan.h"

#include <doctest/doctest.h>
#include <gmpxx.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/exact/simplex.h"
#include "tests/core/likely_counts.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

using Matrix = std::vector<std::vector<double>>;

SparseRows<double> sparse(const Matrix& dense) {
  SparseRows<double> rows;
  rows.columns = dense.front().size();
  for (const std::vector<double>& row : dense) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (row[j] != 0) rows.push(j, row[j]);
    }
    rows.end_row();
  }
  return rows;
}

/// Judges claims about a matrix of doubles, taken as exact numbers, by plain GMP arithmetic.
class ExactJudge final : public GordanJudge {
 public:
  explicit ExactJudge(const SparseRows<double>& rows) : exact_{rows.columns, rows.start, rows.column, {}} {
    mpz_class denominator = 1;
    for (const double entry : rows.value) {
      const mpq_class value(entry);
      mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), value.get_den_mpz_t());
    }
    for (const double entry : rows.value) {
      const mpq_class value(entry);
      exact_.value.emplace_back(value.get_num() * (denominator / value.get_den()));
    }
  }

  bool accepts_solution(const Eigen::VectorXd& x) override {
    std::vector<mpz_class> integers;
    const double unit = x.cwiseAbs().maxCoeff() * 0x1p-52;
    if (!(unit > 0)) return false;
    for (const double entry : x) integers.emplace_back(std::round(entry / unit));
    return accepts_solution(integers);
  }
  bool accepts_solution(std::span<const mpz_class> x) override {
    for (std::size_t r = 0; r < exact_.rows(); ++r) {
      mpz_class sum = 0;
      for (std::uint32_t k = exact_.start[r]; k < exact_.start[r + 1]; ++k)
        sum += exact_.value[k] * x[exact_.column[k]];
      if (sum >= 0) return false;
    }
    return true;
  }
  bool accepts_alternative(const Alternative& c) override {
    std::vector<mpz_class> sum(exact_.columns);
    bool any = false;
    for (const auto& [row, weight] : c) {
      if (weight < 0) return false;
      any = any || weight > 0;
      for (std::uint32_t k = exact_.start[row]; k < exact_.start[row + 1]; ++k) {
        sum[exact_.column[k]] += weight * exact_.value[k];
      }
    }
    for (const mpz_class& entry : sum) {
      if (entry != 0) return false;
    }
    return any;
  }
  const SparseRows<mpz_class>& exact_rows() override { return exact_; }

 private:
  SparseRows<mpz_class> exact_;
};

Decision decide(GordanSolver& solver, const Matrix& dense) {
  const SparseRows<double> rows = sparse(dense);
  const std::vector<double> scale(rows.rows(), 1.0);
  SparseRows<double> no_forms;
  no_forms.columns = rows.columns;
  ExactJudge judge(rows);
  return solver.decide({rows, scale, no_forms}, judge);
}

/// Gordan's alternative by the rational simplex method, its answer re-checked here.
Verdict by_simplex(const Matrix& dense) {
  const std::size_t count = dense.size();
  const std::size_t columns = dense.front().size();
  RationalMatrix matrix(columns + 1, count);
  for (std::size_t r = 0; r < count; ++r) {
    for (std::size_t j = 0; j < columns; ++j) matrix(j, r) = dense[r][j];
    matrix(columns, r) = 1;
  }
  std::vector<mpq_class> right(columns + 1);
  right.back() = 1;
  const FarkasAnswer answer = solve_nonnegative(matrix, right);
  if (answer.feasible()) {
    for (const mpq_class& c : answer.solution) REQUIRE(c >= 0);
    for (std::size_t j = 0; j <= columns; ++j) {
      mpq_class sum = 0;
      for (std::size_t r = 0; r < count; ++r) sum += matrix(j, r) * answer.solution[r];
      REQUIRE(sum == right[j]);
    }
    return Verdict::fails;
  }
  for (std::size_t r = 0; r < count; ++r) {
    mpq_class sum = 0;
    for (std::size_t j = 0; j < columns; ++j) sum -= matrix(j, r) * answer.refutation[j];
    REQUIRE(sum < 0);
  }
  return Verdict::holds;
}

Matrix random_matrix(RandomPriors& random, std::size_t rows, std::size_t columns, const std::string& kind) {
  Matrix matrix(rows, std::vector<double>(columns));
  for (auto& row : matrix) {
    for (double& entry : row) {
      if (kind == "gaussian") entry = random.normal();
      if (kind == "signs") entry = random.integer(-1, 1);
      if (kind == "integers" || kind == "repeated" || kind == "opposite") entry = random.integer(-3, 3);
      if (kind == "noise") entry = random.integer(-1, 1) + 1e-9 * random.normal();
      if (kind == "mixed sizes") entry = std::ldexp(random.normal(), random.integer(-20, 20));
    }
  }
  if (kind == "low rank") {
    const std::size_t rank = 1 + (rows * columns) % 3;
    std::vector<std::vector<double>> basis(rank, std::vector<double>(columns));
    for (auto& row : basis) {
      for (double& entry : row) entry = random.integer(-3, 3);
    }
    for (auto& row : matrix) {
      for (const auto& one : basis) {
        const double factor = random.integer(-2, 2);
        for (std::size_t j = 0; j < columns; ++j) row[j] += factor * one[j];
      }
    }
  }
  const auto any_row = [&] {
    return static_cast<std::size_t>(random.integer(0, static_cast<int>(rows) - 1));
  };
  if (kind == "repeated") matrix[any_row()] = matrix[any_row()];
  if (kind == "opposite") {
    matrix[0] = matrix[any_row()];
    if (random.coin()) {
      for (double& entry : matrix[0]) entry = -entry;
    }
  }
  return matrix;
}

void negate(std::vector<double>& row) {
  for (double& entry : row) entry = -entry;
}

}  // namespace

TEST_CASE("hand-solved systems") {
  GordanSolver solver;
  CHECK(decide(solver, {{1, 0}, {0, 1}}).verdict == Verdict::holds);            // x = (−1, −1)
  CHECK(decide(solver, {{1, 2}, {-1, -2}}).verdict == Verdict::fails);          // c = (1, 1)
  CHECK(decide(solver, {{1, 0}, {0, 1}, {-1, -1}}).verdict == Verdict::fails);  // c = (1, 1, 1)
  CHECK(decide(solver, {{1, 0}, {0, 1}, {-1, -2}}).verdict == Verdict::fails);  // c = (1, 2, 1)
  CHECK(decide(solver, {{1, 0}, {0, 1}, {-1, 1}}).verdict == Verdict::holds);   // x = (−1, −2)
  CHECK(decide(solver, {{5}}).verdict == Verdict::holds);
  CHECK(decide(solver, {{5}, {-0.001}}).verdict == Verdict::fails);
  // x1 < 0, x2 < 0 and x1 + x2 > ε·(x1 − x2)… a cone of opening 2^-40 that no rough solver sees:
  // −x1 + x2 < 0 and x1 − (1 + 2^-40) x2 < 0 hold for x2 > 0 between x2 and (1 + 2^-40) x2.
  CHECK(decide(solver, {{-1, 1}, {1, -(1 + 0x1p-40)}}).verdict == Verdict::holds);
  CHECK(decide(solver, {{-1, 1}, {1, -(1 + 0x1p-40)}, {0, -1}}).verdict == Verdict::holds);
  CHECK(decide(solver, {{-1, 1}, {1, -(1 + 0x1p-40)}, {0, 1}}).verdict == Verdict::fails);
  CHECK(decide(solver, {{-1, 1}, {1, -1}, {0, 1}}).verdict == Verdict::fails);
}

TEST_CASE("a row of zeros can never be negative") {
  GordanSolver solver;
  CHECK(decide(solver, {{0, 0}}).verdict == Verdict::fails);
  CHECK(decide(solver, {{1, 0}, {0, 0}, {0, 1}}).verdict == Verdict::fails);
  // So many coefficients that the rational simplex method is out of reach.
  Matrix large(70, std::vector<double>(200));
  for (std::size_t r = 0; r + 1 < large.size(); ++r) large[r][r] = 1;
  CHECK(decide(solver, large).verdict == Verdict::fails);
}

TEST_CASE("verdicts are those of the rational simplex method on small systems of every kind") {
  constexpr std::uint64_t seed = 101;
  INFO("seed ", seed);
  RandomPriors random(seed);
  GordanSolver solver;
  for (const std::string kind :
       {"gaussian", "signs", "integers", "noise", "repeated", "opposite", "low rank", "mixed sizes"}) {
    CAPTURE(kind);
    std::array<int, 3> count{};
    for (int trial = 0; trial < 400; ++trial) {
      CAPTURE(trial);
      const auto columns = static_cast<std::size_t>(random.integer(1, 7));
      // Around 2·columns rows both verdicts are common (Wendel).
      const auto rows = static_cast<std::size_t>(random.integer(1, static_cast<int>(2 * columns + 3)));
      const Matrix matrix = random_matrix(random, rows, columns, kind);
      const Decision decision = decide(solver, matrix);
      CHECK(decision.verdict == by_simplex(matrix));
      CHECK(decision.certified);
      ++count.at(static_cast<std::size_t>(decision.verdict));
    }
    CHECK(count[0] > 20);
    CHECK(count[1] > 20);
  }
}

TEST_CASE("systems with a planted answer, beyond the reach of the rational simplex method") {
  constexpr std::uint64_t seed = 102;
  INFO("seed ", seed);
  RandomPriors random(seed);
  GordanSolver solver;
  for (const std::string kind : {"gaussian", "signs", "integers", "low rank"}) {
    CAPTURE(kind);
    for (int trial = 0; trial < 12; ++trial) {
      CAPTURE(trial);
      const std::size_t columns = trial % 2 == 0 ? 40 : 20;
      const std::size_t rows = trial % 2 == 0 ? 100 : 200;
      Matrix matrix = random_matrix(random, rows, columns, kind);
      if (trial % 4 < 2) {
        // Feasible: rows are turned so that an integer x has a·x < 0; rows at right angles to it are bent.
        std::vector<double> x(columns);
        for (double& entry : x) entry = random.coin() ? 1 : -1;
        for (auto& row : matrix) {
          double product = 0;
          for (std::size_t j = 0; j < columns; ++j) product += row[j] * x[j];
          if (product > 0) negate(row);
          if (product == 0) row[0] -= x[0];
        }
        CHECK(decide(solver, matrix).verdict == Verdict::holds);
      } else {
        // Infeasible: one row is minus a sum of some others, of small integers so that it is exact.
        for (auto& row : matrix) {
          for (double& entry : row) entry = std::round(64 * entry);
        }
        std::vector<double>& last = matrix.back();
        std::fill(last.begin(), last.end(), 0.0);
        for (int k = 0; k < 15; ++k) {
          const auto& other = matrix[static_cast<std::size_t>(random.integer(0, static_cast<int>(rows) - 2))];
          for (std::size_t j = 0; j < columns; ++j) last[j] -= other[j];
        }
        CHECK(decide(solver, matrix).verdict == Verdict::fails);
      }
    }
  }
}

TEST_CASE("the share of feasible Gaussian systems is Wendel's") {
  // P(R Gaussian rows in dimension d are feasible) = 2^-(R-1) Σ_{k<d} C(R-1, k).
  constexpr std::uint64_t seed = 103;
  INFO("seed ", seed);
  RandomPriors random(seed);
  GordanSolver solver;
  struct Case {
    std::size_t rows;
    std::size_t columns;
    double published;
  };
  for (const Case& one : {Case{20, 10, 0.5}, Case{30, 12, 0.1325}, Case{16, 4, 0.0176}}) {
    const std::size_t rows = one.rows;
    const std::size_t columns = one.columns;
    CAPTURE(rows);
    double sum = 0;
    double binomial = 1;
    for (std::size_t k = 0; k < columns; ++k) {
      sum += binomial;
      binomial *= static_cast<double>(rows - 1 - k) / static_cast<double>(k + 1);
    }
    const double share = std::ldexp(sum, -static_cast<int>(rows - 1));
    CHECK(share == doctest::Approx(one.published).epsilon(0.002));
    constexpr int trials = 1500;
    int feasible = 0;
    int undecided = 0;
    for (int trial = 0; trial < trials; ++trial) {
      const Verdict verdict = decide(solver, random_matrix(random, rows, columns, "gaussian")).verdict;
      feasible += verdict == Verdict::holds ? 1 : 0;
      undecided += verdict == Verdict::undecided ? 1 : 0;
    }
    CAPTURE(feasible);
    CHECK(undecided == 0);
    CHECK(test::LikelyCounts(trials, share).contains(feasible));
  }
}

TEST_CASE("the margin program is solved to its stated accuracy") {
  GordanSolver solver;
  const auto margin = [&](const Matrix& dense, const Matrix& form_rows) {
    const SparseRows<double> rows = sparse(dense);
    SparseRows<double> forms;
    forms.columns = rows.columns;
    if (!form_rows.empty()) forms = sparse(form_rows);
    const std::vector<double> scale(rows.rows(), 1.0);
    return solver.margin({rows, scale, forms});
  };
  const auto is = [](const GordanSolver::Margin& found, double wanted) {
    CHECK(found.lower <= wanted + 1e-9);
    CHECK(found.upper >= wanted - 1e-9);
    CHECK(found.upper - found.lower < 1e-8);
  };
  is(margin({{1, 0}, {0, 1}}, {}), 1);            // x = (−1, −1)
  is(margin({{1, 2}, {2, 1}}, {}), 3);            // x = (−1, −1)
  is(margin({{1, 1}, {1, -1}}, {}), 1);           // x = (−1, 0): a dual of ½, ½ shows 1
  is(margin({{1, 0}, {0, 1}}, {{1, 1}}), 0.5);    // |x1 + x2| ≤ 1 cuts at (−½, −½)
  is(margin({{1, 0}, {0, 1}, {-1, -1}}, {}), 0);  // infeasible
  is(margin({{2, 1}, {-1, 0}}, {}), 1.0 / 3);  // 2 x1 + x2 ≤ −t, x1 ≥ t with x2 = −1: t = (1 − 2t)
}
