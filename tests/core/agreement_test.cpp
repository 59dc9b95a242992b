// The verdicts on CI against an exact decision of Lemma 1's dual in rational arithmetic, on priors of every
// family and close to the boundary of CI. A wrong verdict is the worst defect that this program can have.
//
// A few hundred priors as a unit test; scripts/agreement runs the same program on many more:
//   GENERICITY_AGREEMENT_PRIORS   priors in all (if more than the test has by itself, the counts are printed)
//   GENERICITY_AGREEMENT_FIRST    number of each stream's first prior, to look at others

#include <doctest/doctest.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/exact/simplex.h"
#include "core/simd/batch_prover.h"
#include "core/simd/batch_refuter.h"
#include "core/simd/batch_search.h"
#include "sim/priors/family.h"
#include "tests/core/agreement_run.h"
#include "tests/core/certified_decision.h"

namespace genericity {
namespace {

/// FLINT's integer matrix with the lifetime of a C++ object.
class IntegerMatrix {
 public:
  IntegerMatrix(std::size_t rows, std::size_t columns) {
    fmpz_mat_init(value_, static_cast<slong>(rows), static_cast<slong>(columns));
  }
  IntegerMatrix(const IntegerMatrix&) = delete;
  IntegerMatrix& operator=(const IntegerMatrix&) = delete;
  ~IntegerMatrix() { fmpz_mat_clear(value_); }
  void set(std::size_t row, std::size_t column, const mpz_class& entry) {
    fmpz_set_mpz(at(row, column), entry.get_mpz_t());
  }
  [[nodiscard]] mpz_class get(std::size_t row, std::size_t column) const {
    mpz_class entry;
    fmpz_get_mpz(entry.get_mpz_t(), at(row, column));
    return entry;
  }
  /// Gauss and Jordan's reduced form, times the least common denominator; returns the rank.
  std::size_t reduce() {
    fmpz_t denominator;
    fmpz_init(denominator);
    const slong rank = fmpz_mat_rref(value_, denominator, value_);
    fmpz_clear(denominator);
    return static_cast<std::size_t>(rank);
  }

 private:
  [[nodiscard]] fmpz* at(std::size_t row, std::size_t column) const {
    return fmpz_mat_entry(value_, static_cast<slong>(row), static_cast<slong>(column));
  }
  fmpz_mat_t value_{};
};

/// Lemma 1's dual, written out from its definition without DeviationSystem: CI fails exactly if some weights
/// c ≥ 0, c ≠ 0 on the deviations (S, θ̄_S → θ̂_S) change the distribution of reports in one and the same way
/// from the point of view of every agent.
class Dual {
 public:
  Dual(const TypeSpace& space, const Pattern& pattern) : profiles_(space.profiles()) {
    agents_ = static_cast<std::size_t>(space.agents());
    for (const Coalition coalition : pattern.coalitions()) {
      const auto in = [&](std::size_t profile, std::size_t other, bool inside) {
        for (int agent = 0; agent < space.agents(); ++agent) {
          if (coalition.contains(agent) == inside &&
              space.type_of(profile, agent) != space.type_of(other, agent))
            return false;
        }
        return true;
      };
      // Joint types of S are named by the profile with the first type of everybody outside.
      std::vector<std::size_t> joint;
      for (std::size_t profile = 0; profile < profiles_; ++profile) {
        if (in(profile, 0, false)) joint.push_back(profile);
      }
      for (const std::size_t truth : joint) {
        for (const std::size_t report : joint) {
          if (truth == report) continue;
          Column& column = columns_.emplace_back();
          column.coalition = coalition;
          for (std::size_t from = 0; from < profiles_; ++from) {
            if (!in(from, truth, true)) continue;
            for (std::size_t to = 0; to < profiles_; ++to) {
              if (in(to, report, true) && in(to, from, false)) column.moves.emplace_back(from, to);
            }
          }
        }
      }
    }
  }

  /// The equations, row (i−1)·|Θ| + θ: agent i's view minus agent 0's; one column a deviation.
  [[nodiscard]] RationalMatrix equations(const IntegerWeights& weights) const {
    RationalMatrix matrix((agents_ - 1) * profiles_, columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const int first = columns_[c].coalition.contains(0) ? 1 : 0;
      for (std::size_t agent = 1; agent < agents_; ++agent) {
        const int sign = (columns_[c].coalition.contains(static_cast<int>(agent)) ? 1 : 0) - first;
        for (const auto& [from, to] : columns_[c].moves) {
          matrix((agent - 1) * profiles_ + to, c) += sign * weights[from];
          matrix((agent - 1) * profiles_ + from, c) -= sign * weights[from];
        }
      }
    }
    return matrix;
  }

 private:
  struct Column {
    Coalition coalition;
    std::vector<std::pair<std::size_t, std::size_t>> moves;
  };
  std::size_t profiles_;
  std::size_t agents_;
  std::vector<Column> columns_;
};

/// Whether some c ≥ 0, Σc = 1 has E c = 0, by the rational simplex method on all equations.
Verdict decide_directly(const RationalMatrix& equations) {
  RationalMatrix matrix(equations.rows + 1, equations.columns);
  std::copy(equations.values.begin(), equations.values.end(), matrix.values.begin());
  for (std::size_t c = 0; c < matrix.columns; ++c) matrix(equations.rows, c) = 1;
  std::vector<mpq_class> right(matrix.rows);
  right.back() = 1;
  return solve_nonnegative(matrix, right).feasible() ? Verdict::fails : Verdict::holds;
}

/// The same, with the equations first reduced by FLINT. With independent columns only c = 0 remains. Else the
/// free c may not all be 0, and the simplex method starts from the others as its basis.
Verdict decide_reduced(const RationalMatrix& equations) {
  const std::size_t columns = equations.columns;
  IntegerMatrix integers(equations.rows, columns);
  for (std::size_t r = 0; r < equations.rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) integers.set(r, c, equations(r, c).get_num());
  }
  const std::size_t rank = integers.reduce();
  if (rank == columns) return Verdict::holds;

  std::vector<std::size_t> order;
  std::vector<bool> is_pivot(columns, false);
  for (std::size_t r = 0; r < rank; ++r) {
    std::size_t c = 0;
    while (integers.get(r, c) == 0) ++c;
    is_pivot[c] = true;
    order.push_back(c);
  }
  for (std::size_t c = 0; c < columns; ++c) {
    if (!is_pivot[c]) order.push_back(c);
  }
  RationalMatrix matrix(rank + 1, columns);
  for (std::size_t r = 0; r < rank; ++r) {
    const mpz_class pivot = integers.get(r, order[r]);
    for (std::size_t c = 0; c < columns; ++c) {
      matrix(r, c) = mpq_class(integers.get(r, order[c]), pivot);
      matrix(r, c).canonicalize();
    }
  }
  for (std::size_t c = rank; c < columns; ++c) matrix(rank, c) = 1;
  std::vector<mpq_class> right(rank + 1);
  right.back() = 1;
  const FarkasAnswer answer = solve_nonnegative(matrix, right);
  if (!answer.feasible()) return Verdict::holds;
  for (std::size_t r = 0; r < equations.rows; ++r) {
    mpq_class sum = 0;
    for (std::size_t c = 0; c < columns; ++c) sum += equations(r, order[c]) * answer.solution[c];
    REQUIRE(sum == 0);
  }
  REQUIRE(
      std::all_of(answer.solution.begin(), answer.solution.end(), [](const mpq_class& c) { return c >= 0; }));
  return Verdict::fails;
}

struct Case {
  std::vector<int> types;
  const char* pattern;
  bool small;  ///< the rational simplex method can take all equations as they are
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {{2, 2, 2}, "minimal", true},
      {{3, 2, 2}, "minimal", true},
      {{2, 2, 3}, "minimal", true},
      {{3, 3, 2}, "minimal", false},
      {{2, 2, 2}, "{1,2}", true},
      {{2, 2, 2, 2}, "minimal", true},
      {{2, 2, 2, 2}, "{1,2}", false},
      {{2, 2, 2, 2}, "{1,2},{2,3}", false},
      {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}", false},
      {{2, 2, 2, 2}, "{1,2},{1,3},{1,4}", false},
  };
  return all;
}

std::vector<std::string> families(const TypeSpace& space) {
  std::vector<std::string> all = {
      R"({"family": "dirichlet"})",
      R"({"family": "dirichlet", "alpha": 0.1})",
      R"({"family": "dirichlet", "alpha": 0.02})",
      R"({"family": "logistic_normal"})",
      R"({"family": "logistic_normal", "sigma": 4})",
      R"({"family": "latent_class", "classes": 2})",
      R"({"family": "pairwise"})",
      R"({"family": "independent"})",
      R"({"family": "perturbed", "file": "equal weights", "epsilon": 1e-6})",
      R"({"family": "perturbed", "file": "equal weights", "epsilon": 1e-13})",
  };
  for (const std::string epsilon : {"1e-3", "1e-6", "1e-8", "1e-10", "1e-12"}) {
    all.push_back(R"({"family": "near", "base": {"family": "independent"}, "epsilon": )" + epsilon + "}");
  }
  // Hardly more than one unit a profile: ties that are no equal posteriors are common.
  for (const std::size_t extra : {std::size_t{2}, std::size_t{5}, space.profiles()}) {
    all.push_back(R"({"family": "lattice", "denominator": )" + std::to_string(space.profiles() + extra) +
                  "}");
  }
  bool equal_sizes = true;
  for (int agent = 1; agent < space.agents(); ++agent)
    equal_sizes = equal_sizes && space.size(agent) == space.size(0);
  if (equal_sizes) {
    all.emplace_back(R"({"family": "exchangeable"})");
    all.emplace_back(R"({"family": "near", "base": {"family": "exchangeable"}, "epsilon": 1e-9})");
  }
  return all;
}

/// What was found of one case and family.
struct Counts {
  std::array<std::size_t, 3> verdicts{};
  std::array<std::size_t, 2> exact{};
  std::size_t batch = 0;
  std::size_t search = 0;
  std::size_t existence = 0;
  std::size_t disagreements = 0;
};

Counts compare(const Case& which, const std::string& family_text, std::uint64_t first, std::size_t count) {
  const TypeSpace space(which.types);
  const Pattern pattern = Pattern::parse(which.pattern, space.agents());
  const std::size_t profiles = space.profiles();
  const auto family = make_prior_family(
      nlohmann::json::parse(family_text), space, [&](const std::string& name, const TypeSpace&) {
        return LoadedPriors{space, {std::vector<double>(profiles, 1.0)}, name};
      });
  std::vector<double> weights(count * profiles);
  std::vector<double> scratch(family->scratch_size());
  family->draw(StreamKey{20261121}, first, count, weights, scratch);

  std::vector<std::uint8_t> proved(count, 0);
  CiDecider decider(space, pattern);
  if (!decider.condition_g()) BatchProver(space, pattern).decide(weights, count, proved);
  BatchSearch search(space, pattern);
  std::unique_ptr<BatchRefuter> refuter;
  if (BatchRefuter::suits(space, pattern)) refuter = std::make_unique<BatchRefuter>(space, pattern);
  std::vector<BeliefSeparation> separations;
  for (const Coalition coalition : pattern.coalitions()) separations.emplace_back(space, coalition);
  std::vector<ClosestPosteriors> closest(separations.size());

  const Dual dual(space, pattern);
  Counts counts;
  for (std::size_t k = 0; k < count; ++k) {
    CAPTURE(first + k);
    const Prior prior(std::span<const double>(weights).subspan(k * profiles, profiles));
    const RationalMatrix equations = dual.equations(prior.exact());
    const Verdict exact = decide_reduced(equations);
    if (which.small && k % 16 == 0) CHECK(decide_directly(equations) == exact);
    ++counts.exact.at(static_cast<std::size_t>(exact));

    const auto agrees = [&](Verdict verdict) { return verdict == Verdict::undecided || verdict == exact; };
    const Verdict alone = test::certified_verdict(decider, prior);
    for (std::size_t s = 0; s < separations.size(); ++s) closest[s] = separations[s].closest(prior);
    const Verdict verdict = decider.decide(prior, closest).verdict;
    CHECK(agrees(alone));
    CHECK(agrees(verdict));
    search.run(prior.approximate(), 1);
    std::uint8_t refuted = 0;
    const auto refute = [&](const GordanProposal& proposal) {
      if (!refuter || !prior.doubles_are_exact() || refuted != 0 ||
          proposal.side != GordanProposal::Side::multipliers)
        return;
      const BatchRefuter::Claim claim{prior.approximate().data(), proposal.values.data()};
      refuter->refute(std::span(&claim, 1), std::span(&refuted, 1));
    };
    refute(search.proposal(0));
    if (search.proposal(0).side == GordanProposal::Side::multipliers)
      search.refine(std::array<std::size_t, 1>{0});
    refute(search.proposal(0));
    const Decision searched = decider.decide(prior, closest, search.proposal(0));
    CHECK(agrees(searched.verdict));
    if (proved[k] != 0) CHECK(exact == Verdict::holds);
    if (refuted != 0) CHECK(exact == Verdict::fails);
    counts.existence += refuted;
    ++counts.verdicts.at(static_cast<std::size_t>(verdict));
    counts.batch += proved[k];
    counts.search += searched.stage == Stage::search ? 1U : 0U;
    const bool right = agrees(alone) && agrees(verdict) && agrees(searched.verdict) &&
                       (proved[k] == 0 || exact == Verdict::holds) &&
                       (refuted == 0 || exact == Verdict::fails);
    counts.disagreements += right ? 0U : 1U;
  }
  return counts;
}

}  // namespace

TEST_CASE("no verdict differs from the exact decision, in any family and near the boundary") {
  const test::AgreementRun run("GENERICITY_AGREEMENT_PRIORS", 900);
  std::size_t parts = 0;
  for (const Case& which : cases()) parts += families(TypeSpace(which.types)).size();
  const std::size_t each = run.each(parts);

  Counts all;
  for (const Case& which : cases()) {
    CAPTURE(which.types);
    CAPTURE(which.pattern);
    for (const std::string& family : families(TypeSpace(which.types))) {
      CAPTURE(family);
      const Counts counts = compare(which, family, run.first, each);
      for (std::size_t v = 0; v < 3; ++v) all.verdicts[v] += counts.verdicts[v];
      for (std::size_t v = 0; v < 2; ++v) all.exact[v] += counts.exact[v];
      all.batch += counts.batch;
      all.search += counts.search;
      all.existence += counts.existence;
      all.disagreements += counts.disagreements;
      if (!run.is_long) continue;
      std::string types;
      for (const int size : which.types) types += std::to_string(size);
      std::printf(
          "%-4s %-18s %-74s holds %zu fails %zu undecided %zu; exactly %zu and %zu; batch %zu; search %zu; "
          "wrong "
          "%zu\n",
          types.c_str(), which.pattern, family.c_str(), counts.verdicts[0], counts.verdicts[1],
          counts.verdicts[2], counts.exact[0], counts.exact[1], counts.batch, counts.search,
          counts.disagreements);
      std::fflush(stdout);
    }
  }
  std::printf(
      "agreement: %zu priors: %zu hold, %zu fail, %zu undecided; %zu proved in batches, %zu proposals "
      "proved; %zu failures proved to have certificates; %zu disagreements\n",
      all.exact[0] + all.exact[1], all.verdicts[0], all.verdicts[1], all.verdicts[2], all.batch, all.search,
      all.existence, all.disagreements);
  CHECK(all.disagreements == 0);
  // Both verdicts must have been put to the test, and the batch stage too.
  CHECK(all.exact[0] > run.priors / 4);
  CHECK(all.exact[1] > run.priors / 20);
  CHECK(all.batch > run.priors / 10);
  CHECK(all.search > run.priors / 10);
  if (run.priors >= 900) CHECK(all.existence > 0);
  // The kernel is to leave next to nothing open.
  CHECK(all.verdicts[2] * 1000 < run.priors);
}

}  // namespace genericity
