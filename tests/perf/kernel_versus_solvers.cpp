// The batch kernel against the LP libraries that a user would pick instead, GLPK (dual simplex) and CLP (dual
// simplex), both cold: in one process, on one core, in turns, on the same priors, with the verdicts compared.
//
//   kernel_versus_solvers [ROUNDS [CASE…]]
//
// Goal (Dirichlet(1), the kernel's drawing of the priors included, proofs included): at least 100 times the
// faster library on b, c1, c2, d, e, g and 60 times on a.
//
// A library decides CI as the feasibility of A x ≤ −1, A = Lemma 1's rows with posteriors as coefficients.
// Its time covers passing the coefficients and solving, not drawing. CLP's columns are bounded by ±10^6: with
// free ones its dual simplex calls many feasible systems infeasible. A library's answer is no proof; where it
// contradicts one of the kernel's proofs, the library is wrong.

#include <coin/Clp_C_Interface.h>
#include <glpk.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/deviations.h"
#include "core/simd/batch_prover.h"
#include "tests/perf/kernel_cases.h"

namespace genericity::perf {
namespace {

double seconds_of(const auto& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Lemma 1's rows for one prior after another.
class Rows {
 public:
  Rows(const TypeSpace& space, const Pattern& pattern)
      : system_(space, pattern), matrix_(system_.matrix<double>()), scale_(system_.rows()) {}

  const SparseRows<double>& fill(std::span<const double> weights) {
    system_.fill(weights, matrix_);
    system_.posterior_scale(weights, scale_);
    for (std::size_t row = 0; row < matrix_.rows(); ++row) {
      for (std::uint32_t k = matrix_.start[row]; k < matrix_.start[row + 1]; ++k)
        matrix_.value[k] *= scale_[row];
    }
    return matrix_;
  }

 private:
  DeviationSystem system_;
  SparseRows<double> matrix_;
  std::vector<double> scale_;
};

class Glpk {
 public:
  explicit Glpk(const SparseRows<double>& shape)
      : problem_(glp_create_prob(), glp_delete_prob),
        row_(shape.value.size() + 1),
        column_(shape.value.size() + 1),
        value_(shape.value.size() + 1) {
    glp_term_out(GLP_OFF);
    glp_init_smcp(&parameters_);
    parameters_.msg_lev = GLP_MSG_OFF;
    parameters_.meth = GLP_DUAL;
    const int rows = static_cast<int>(shape.rows());
    const int columns = static_cast<int>(shape.columns);
    glp_add_rows(problem_.get(), rows);
    glp_add_cols(problem_.get(), columns);
    for (int row = 1; row <= rows; ++row) glp_set_row_bnds(problem_.get(), row, GLP_UP, 0, -1);
    for (int column = 1; column <= columns; ++column) glp_set_col_bnds(problem_.get(), column, GLP_FR, 0, 0);
    for (std::size_t r = 0; r < shape.rows(); ++r) {
      for (std::uint32_t k = shape.start[r]; k < shape.start[r + 1]; ++k) {
        row_[k + 1] = static_cast<int>(r) + 1;
        column_[k + 1] = static_cast<int>(shape.column[k]) + 1;
      }
    }
  }

  bool holds(const SparseRows<double>& rows) {
    std::copy(rows.value.begin(), rows.value.end(), value_.begin() + 1);
    glp_load_matrix(problem_.get(), static_cast<int>(rows.value.size()), row_.data(), column_.data(),
                    value_.data());
    glp_std_basis(problem_.get());
    glp_simplex(problem_.get(), &parameters_);
    const int status = glp_get_status(problem_.get());
    return status == GLP_OPT || status == GLP_FEAS;
  }

 private:
  std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem_;
  glp_smcp parameters_{};
  std::vector<int> row_, column_;
  std::vector<double> value_;
};

class Clp {
 public:
  explicit Clp(const SparseRows<double>& shape)
      : model_(Clp_newModel(), Clp_deleteModel),
        start_(shape.columns + 1),
        row_(shape.value.size()),
        place_(shape.value.size()),
        value_(shape.value.size()),
        lower_(shape.columns, -1e6),
        upper_(shape.columns, 1e6),
        row_lower_(shape.rows(), -std::numeric_limits<double>::max()),
        row_upper_(shape.rows(), -1) {
    Clp_setLogLevel(model_.get(), 0);
    for (const std::uint32_t column : shape.column) ++start_[column + 1];
    for (std::size_t column = 0; column < shape.columns; ++column) start_[column + 1] += start_[column];
    std::vector<int> next(start_.begin(), start_.end() - 1);
    for (std::size_t r = 0; r < shape.rows(); ++r) {
      for (std::uint32_t k = shape.start[r]; k < shape.start[r + 1]; ++k) {
        const auto at = static_cast<std::size_t>(next[shape.column[k]]++);
        row_[at] = static_cast<int>(r);
        place_[at] = k;
      }
    }
  }

  bool holds(const SparseRows<double>& rows) {
    for (std::size_t k = 0; k < value_.size(); ++k) value_[k] = rows.value[place_[k]];
    Clp_loadProblem(model_.get(), static_cast<int>(rows.columns), static_cast<int>(rows.rows()),
                    start_.data(), row_.data(), value_.data(), lower_.data(), upper_.data(), nullptr,
                    row_lower_.data(), row_upper_.data());
    Clp_dual(model_.get(), 0);
    return Clp_status(model_.get()) == 0;
  }

 private:
  std::unique_ptr<Clp_Simplex, void (*)(Clp_Simplex*)> model_;
  std::vector<int> start_, row_;
  std::vector<std::uint32_t> place_;
  std::vector<double> value_, lower_, upper_, row_lower_, row_upper_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(const KernelCase& which, int rounds) {
  const TypeSpace space(which.types);
  const Pattern pattern = Pattern::parse(which.pattern, space.agents());
  BatchProver prover(space, pattern);
  PriorSource source(R"({"family": "dirichlet"})", space);
  Rows rows(space, pattern);
  const std::vector<double> ones(space.profiles(), 1.0);
  Glpk glpk(rows.fill(ones));
  Clp clp(rows.fill(ones));

  // A round takes each about 50 ms; the libraries take the first priors of the kernel's.
  constexpr double round_seconds = 0.05;
  constexpr std::size_t block = 1024;
  std::vector<std::uint8_t> proved(block);
  std::vector<double> kernel_rate, decide_rate, glpk_rate, clp_rate, ratio;
  std::size_t priors = 0, total = 0, glpk_wrong = 0, clp_wrong = 0, compared = 0, open = 0;
  for (int round = 0; round < rounds; ++round) {
    double with_drawing = 0, deciding = 0;
    std::size_t count = 0, in_block = 0;
    while (with_drawing < round_seconds) {
      const std::vector<double>* weights = nullptr;
      with_drawing += seconds_of([&] { weights = &source.draw(block); });
      const double decided = seconds_of([&] { in_block = prover.decide(*weights, block, proved); });
      deciding += decided;
      with_drawing += decided;
      count += block;
      total += in_block;
    }
    priors += count;
    const std::vector<double>& last = source.again();
    const auto library = [&](auto& solver, std::size_t& wrong) {
      double seconds = 0;
      std::size_t solved = 0;
      while (seconds < round_seconds && solved < block) {
        const auto& matrix = rows.fill(std::span(last).subspan(solved * space.profiles(), space.profiles()));
        bool holds = false;
        seconds += seconds_of([&] { holds = solver.holds(matrix); });
        if (proved[solved] != 0) {
          wrong += holds ? 0 : 1;
          ++compared;
        } else {
          ++open;
        }
        ++solved;
      }
      return static_cast<double>(solved) / seconds;
    };
    glpk_rate.push_back(library(glpk, glpk_wrong));
    clp_rate.push_back(library(clp, clp_wrong));
    kernel_rate.push_back(static_cast<double>(count) / with_drawing);
    decide_rate.push_back(static_cast<double>(count) / deciding);
    ratio.push_back(kernel_rate.back() / std::max(glpk_rate.back(), clp_rate.back()));
  }
  std::printf("%-4s %10.0f %10.0f %9.0f %9.0f %9.0f %11.6f   %zu and %zu of %zu, %zu open\n", which.name,
              median(kernel_rate), median(decide_rate), median(glpk_rate), median(clp_rate), median(ratio),
              static_cast<double>(total) / static_cast<double>(priors), glpk_wrong, clp_wrong, compared,
              open);
  std::fflush(stdout);
}

}  // namespace
}  // namespace genericity::perf

int main(int argc, char** argv) {
  using namespace genericity::perf;
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
  std::printf("Decisions a second, medians of %d interleaved rounds; instruction set %s.\n", rounds,
              std::string(genericity::to_string(genericity::best_instruction_set())).c_str());
  std::printf(
      "case    drawing+   deciding      GLPK       CLP     ratio      proved   GLPK and CLP against a "
      "proof\n");
  for (const KernelCase& which : kernel_cases()) {
    const bool named = std::any_of(argv + std::min(argc, 2), argv + argc,
                                   [&](const char* name) { return std::strcmp(name, which.name) == 0; });
    if (argc > 2 && !named) continue;
    compare(which, rounds);
  }
  return 0;
}
