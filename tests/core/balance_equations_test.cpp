#include "core/balance_equations.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "core/deviations.h"
#include "core/exact/modular_matrix.h"
#include "core/pattern.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

struct EquationCase {
  std::vector<int> types;
  const char* pattern;
};

/// A case with its system, the chosen equations, and the places of all of them.
struct Equations {
  explicit Equations(const EquationCase& which)
      : space(which.types),
        pattern(Pattern::parse(which.pattern, space.agents())),
        system(space, pattern),
        chosen(independent_balance_equations(space, pattern.coalitions())),
        all(system.unknowns()) {
    std::iota(all.begin(), all.end(), 0U);
  }

  TypeSpace space;
  Pattern pattern;
  DeviationSystem system;
  std::vector<BalanceEquation> chosen;
  std::vector<std::uint32_t> all;
};

const std::vector<EquationCase>& equation_cases() {
  static const std::vector<EquationCase> all = {
      {{2, 2, 2}, "minimal"},
      {{2, 3, 2}, "{1,2}"},
      {{3, 2, 2}, "{1,2},{2,3}"},
      {{2, 2, 2, 2}, "{1,2},{1,3},{1,4}"},
      {{2, 2, 2, 3}, "{1,3},{3,4}"},
      {{2, 2, 2, 2}, "{1,2,3},{3,4}"},
      {{2, 2, 2, 2, 2}, "{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}"},
      {{2, 2, 2, 2, 2}, "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}"},
      {{2, 2, 2, 2, 2}, "{1,2},{1,3},{2,3},{4,5},{1,2,4},{1,2,5},{1,3,4},{1,3,5},{2,3,4},{2,3,5}"}};
  return all;
}

/// The rows of Lemma 1's system that are in use, in some of its columns, modulo a prime: their rank is never
/// above the true one.
std::size_t rank_of(const DeviationSystem& system, std::span<const double> weights,
                    const std::vector<bool>& used, std::span<const std::uint32_t> columns) {
  SparseRows<double> rows = system.matrix<double>();
  system.fill(weights, rows);
  ModularMatrix matrix(system.rows(), columns.size(), rank_prime);
  for (std::size_t r = 0; r < system.rows(); ++r) {
    if (!used[r]) continue;
    for (std::uint32_t k = rows.start[r]; k < rows.start[r + 1]; ++k) {
      const auto place = std::find(columns.begin(), columns.end(), rows.column[k]);
      if (place == columns.end()) continue;
      matrix.add(r, static_cast<std::size_t>(place - columns.begin()),
                 residue_of(static_cast<long>(rows.value[k]), rank_prime));
    }
  }
  return matrix.rank();
}

Connections connections_of(const DeviationSystem& system, const std::vector<bool>& used) {
  Connections result;
  std::size_t row = 0;
  for (const DeviationSystem::Block& block : system.blocks()) {
    const std::size_t types = block.split.inside.size();
    std::vector<std::uint32_t> first(types);
    std::iota(first.begin(), first.end(), 0U);
    std::vector<std::uint32_t> truths;
    for (std::size_t truth = 0; truth < types; ++truth) {
      for (std::size_t report = 0; report < types; ++report) {
        if (report == truth || !used[row++]) continue;
        truths.push_back(static_cast<std::uint32_t>(truth));
        const std::uint32_t high = std::max(first[truth], first[report]);
        std::replace(first.begin(), first.end(), high, std::min(first[truth], first[report]));
      }
    }
    std::vector<std::uint32_t> deviations(types);
    for (const std::uint32_t truth : truths) ++deviations[first[truth]];
    result.first.insert(result.first.end(), first.begin(), first.end());
    result.deviations.insert(result.deviations.end(), deviations.begin(), deviations.end());
  }
  return result;
}

}  // namespace

TEST_CASE("the chosen equations imply all others, and none of them more than once") {
  constexpr std::uint64_t seed = 20261130;
  CAPTURE(seed);
  RandomPriors priors(seed);
  for (const EquationCase& which : equation_cases()) {
    CAPTURE(std::string(which.pattern));
    const Equations equations(which);
    const auto& [space, pattern, system, independent, all] = equations;
    std::vector<std::uint32_t> chosen;
    chosen.reserve(independent.size());
    for (const BalanceEquation& equation : independent)
      chosen.push_back(static_cast<std::uint32_t>(equation.agent * space.profiles() + equation.profile));
    CHECK(std::is_sorted(chosen.begin(), chosen.end()));
    const std::vector<bool> used(system.rows(), true);
    for (int round = 0; round < 4; ++round) {
      const std::vector<double> weights = priors.lattice(space.profiles(), 1 << 20);
      const std::size_t rank = rank_of(system, weights, used, all);
      CHECK(rank_of(system, weights, used, chosen) == rank);
      CHECK(rank <= independent.size());
    }
  }
}

TEST_CASE("no prior has more independent equations than the bound says, whatever deviations are in use") {
  constexpr std::uint64_t seed = 20261131;
  CAPTURE(seed);
  RandomPriors random(seed);
  std::size_t reached = 0;
  std::size_t tried = 0;
  for (const EquationCase& which : equation_cases()) {
    CAPTURE(std::string(which.pattern));
    const Equations equations(which);
    const auto& [space, pattern, system, independent, all] = equations;
    for (int round = 0; round < 12; ++round) {
      CAPTURE(round);
      // Each coalition uses all, none, those within random classes of joint types, or some at random.
      std::vector<bool> used;
      for (const DeviationSystem::Block& block : system.blocks()) {
        const std::size_t types = block.split.inside.size();
        const int kind = random.integer(0, 3);
        std::vector<int> classes(types);
        for (int& entry : classes) entry = random.integer(0, 1);
        for (std::size_t truth = 0; truth < types; ++truth) {
          for (std::size_t report = 0; report < types; ++report) {
            if (report == truth) continue;
            used.push_back(kind == 0 || (kind == 1 && classes[truth] == classes[report]) ||
                           (kind == 2 && random.integer(0, 3) == 0));
          }
        }
      }
      const std::size_t bound =
          balance_rank_bound(space, pattern.coalitions(), independent, connections_of(system, used));
      const std::size_t rank = rank_of(system, random.lattice(space.profiles(), 1 << 20), used, all);
      CHECK(rank <= bound);
      CHECK(bound <= independent.size());
      reached += rank == bound ? 1U : 0U;
      ++tried;
    }
  }
  // A bound that is hardly ever reached would be of no use.
  CHECK(reached * 2 > tried);
}

TEST_CASE("the bound sees that a triple's own deviations make up for those of its member") {
  // {2} and {3} use nothing, and {2,3,4} and {2,3,5} only what keeps the types of 2 and 3 both at their first
  // or away from it. Faces like this one are where some failures lie.
  constexpr std::uint64_t seed = 20261132;
  CAPTURE(seed);
  RandomPriors random(seed);
  const Equations equations({{2, 2, 2, 2, 2}, "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}"});
  const auto& [space, pattern, system, independent, all] = equations;
  std::vector<bool> used;
  for (const DeviationSystem::Block& block : system.blocks()) {
    const Coalition coalition = block.coalition;
    const std::size_t types = block.split.inside.size();
    const bool is_idle = coalition == Coalition::single(1) || coalition == Coalition::single(2);
    const bool is_split = coalition.size() == 3 && coalition.contains(1) && coalition.contains(2);
    const auto is_first = [&](std::size_t type) {
      return equations.space.type_of(block.split.inside[type], 1) == 0 &&
             equations.space.type_of(block.split.inside[type], 2) == 0;
    };
    for (std::size_t truth = 0; truth < types; ++truth) {
      for (std::size_t report = 0; report < types; ++report) {
        if (report != truth) used.push_back(!is_idle && (!is_split || is_first(truth) == is_first(report)));
      }
    }
  }
  const std::size_t bound =
      balance_rank_bound(space, pattern.coalitions(), independent, connections_of(system, used));
  CHECK(bound == 117);
  CHECK(rank_of(system, random.lattice(space.profiles(), 1 << 20), used, all) == bound);
}
