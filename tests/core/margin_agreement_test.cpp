// CI's margins as studies record them, on priors near failure: each is a proved lower bound at most a
// hundredth below t*, or unknown. Bounds from both sides are proved in exact arithmetic, and some of them are
// held against t* itself, an exact linear program that is written out from the definition.
//
// A few hundred priors as a unit test; scripts/agreement --margins runs the same program on many more:
//   GENERICITY_MARGIN_PRIORS      priors in all (if more than the test has by itself, the counts are printed)
//   GENERICITY_AGREEMENT_FIRST    number of each stream's first prior, to look at others

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <future>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "core/exact/linear_program.h"
#include "sim/priors/family.h"
#include "tests/core/agreement_run.h"

namespace genericity {
namespace {

struct MarginCase {
  std::vector<int> types;
  const char* pattern;
  std::size_t exact_every;  ///< one in so many priors is held against the exact program; 0: none
};

const std::vector<MarginCase>& cases() {
  static const std::vector<MarginCase> all = {
      {{2, 2, 2}, "minimal", 10},       {{2, 2, 3}, "minimal", 200},      {{2, 3, 3}, "minimal", 0},
      {{3, 3, 3}, "minimal", 0},        {{2, 2, 2, 2}, "minimal", 500},   {{2, 2, 2, 2}, "{1,2}", 0},
      {{2, 2, 2, 2}, "{1,2},{2,3}", 0}, {{2, 2, 3, 2}, "{1,2},{1,4}", 0}, {{3, 2, 2, 3}, "minimal", 0},
      {{2, 2, 2, 2, 2}, "minimal", 0},
  };
  return all;
}

std::vector<std::string> families() {
  std::vector<std::string> all = {
      R"({"family": "dirichlet", "alpha": 0.01})",
      R"({"family": "dirichlet", "alpha": 0.03})",
      R"({"family": "dirichlet", "alpha": 0.1})",
      R"({"family": "logistic_normal", "sigma": 6})",
      R"({"family": "latent_class", "classes": 2})",
      R"({"family": "latent_class", "classes": 3})",
      R"({"family": "pairwise"})",
  };
  for (const std::string epsilon : {"1e-2", "1e-4", "1e-6", "1e-8", "1e-10", "1e-12"}) {
    all.push_back(R"({"family": "near", "base": {"family": "independent"}, "epsilon": )" + epsilon + "}");
  }
  for (const std::string base : {R"({"family": "latent_class", "classes": 2})", R"({"family": "pairwise"})"})
    all.push_back(R"({"family": "near", "base": )" + base + R"(, "epsilon": 1e-9})");
  all.emplace_back(R"({"family": "perturbed", "file": "equal weights", "epsilon": 1e-7})");
  return all;
}

/// t* from its definition: min Σ_i Σ_θ |view_i(θ) − b(θ)| over c ≥ 0 with Σ c w(θ̄_S) = 1 and any b, where
/// view_i is what the deviations of the coalitions with agent i make of w, less w. A linear program in
/// rational arithmetic, written out without DeviationSystem. Nothing if the answer is not proved.
std::optional<mpq_class> exact_margin(const TypeSpace& space, const Pattern& pattern,
                                      const IntegerWeights& weights) {
  const auto agents = static_cast<std::size_t>(space.agents());
  const std::size_t profiles = space.profiles();
  struct Deviation {
    Coalition coalition;
    std::uint32_t truth, report;
    const CoalitionSplit* split;
  };
  std::vector<CoalitionSplit> splits;
  for (const Coalition coalition : pattern.coalitions()) splits.emplace_back(space, coalition);
  std::vector<Deviation> deviations;
  for (std::size_t k = 0; k < splits.size(); ++k) {
    for (const std::uint32_t truth : splits[k].inside) {
      for (const std::uint32_t report : splits[k].inside) {
        if (truth != report) deviations.push_back({pattern.coalitions()[k], truth, report, &splits[k]});
      }
    }
  }
  // Columns: c, then b = b⁺ − b⁻, then what the views are above and below b.
  const std::size_t b = deviations.size();
  const std::size_t apart = b + 2 * profiles;
  RationalMatrix matrix(agents * profiles + 1, apart + 2 * agents * profiles);
  std::vector<mpq_class> costs(matrix.columns);
  for (std::size_t c = 0; c < deviations.size(); ++c) {
    const auto& [coalition, truth, report, split] = deviations[c];
    for (const std::uint32_t rest : split->outside) {
      matrix(agents * profiles, c) += weights[truth + rest];
      for (std::size_t agent = 0; agent < agents; ++agent) {
        if (!coalition.contains(static_cast<int>(agent))) continue;
        matrix(agent * profiles + report + rest, c) += weights[truth + rest];
        matrix(agent * profiles + truth + rest, c) -= weights[truth + rest];
      }
    }
  }
  for (std::size_t row = 0; row < agents * profiles; ++row) {
    matrix(row, b + row % profiles) = -1;
    matrix(row, b + profiles + row % profiles) = 1;
    matrix(row, apart + row) = 1;
    matrix(row, apart + agents * profiles + row) = -1;
    costs[apart + row] = costs[apart + agents * profiles + row] = 1;
  }
  std::vector<mpq_class> right(matrix.rows);
  right.back() = 1;
  const LinearProgramAnswer answer = minimise(matrix, right, costs);
  if (answer.status != LinearProgramAnswer::Status::optimal || !proves_answer(matrix, right, costs, answer))
    return std::nullopt;
  return answer.value;
}

/// What was found of one case and family.
struct Counts {
  std::size_t holds = 0;
  std::size_t unknown = 0;
  std::size_t exact = 0;
  std::vector<std::uint64_t> wrong;  ///< numbers of the priors
  double least = std::numeric_limits<double>::infinity();
  double greatest_unknown = 0;  ///< upper bound of t*

  void add(const Counts& other) {
    holds += other.holds;
    unknown += other.unknown;
    exact += other.exact;
    wrong.insert(wrong.end(), other.wrong.begin(), other.wrong.end());
    least = std::min(least, other.least);
    greatest_unknown = std::max(greatest_unknown, other.greatest_unknown);
  }
};

constexpr double accuracy = ci_margin_accuracy;

Counts compare(const MarginCase& which, const std::string& family_text, std::uint64_t first,
               std::size_t count, std::size_t exact_every) {
  const TypeSpace space(which.types);
  const Pattern pattern = Pattern::parse(which.pattern, space.agents());
  const std::size_t profiles = space.profiles();
  const auto family = make_prior_family(
      nlohmann::json::parse(family_text), space, [&](const std::string& name, const TypeSpace&) {
        return LoadedPriors{space, {std::vector<double>(profiles, 1.0)}, name};
      });
  std::vector<double> weights(count * profiles);
  std::vector<double> scratch(family->scratch_size());
  family->draw(StreamKey{20261129}, first, count, weights, scratch);
  CiDecider decider(space, pattern);
  const CertificateChecker checker(space, pattern);
  Counts counts;
  for (std::size_t k = 0; k < count; ++k) {
    const Prior prior(std::span<const double>(weights).subspan(k * profiles, profiles));
    if (decider.decide(prior, {}).verdict != Verdict::holds) continue;
    ++counts.holds;
    const MarginBounds bounds = decider.margin(prior, accuracy);
    if (!bounds.agree(accuracy)) {
      ++counts.unknown;
      counts.greatest_unknown = std::max(counts.greatest_unknown, bounds.upper);
      continue;
    }
    const double margin = bounds.lower;
    counts.least = std::min(counts.least, margin);
    const MarginProof proof = decider.margin_proof();
    bool right = checker.margin_at_least(prior.exact(), proof.transfers) >= margin &&
                 checker.margin_at_most(prior.exact(), proof.deviations) <= margin * (1 + accuracy);
    if (exact_every != 0 && (k + 1) % exact_every == 0) {
      const std::optional<mpq_class> exact = exact_margin(space, pattern, prior.exact());
      right = right && exact && mpq_class(margin) <= *exact && *exact <= mpq_class(margin * (1 + accuracy));
      ++counts.exact;
    }
    if (!right) counts.wrong.push_back(first + k);
  }
  return counts;
}

void print(const MarginCase& which, const std::string& family, const Counts& counts) {
  std::string types;
  for (const int size : which.types) types += std::to_string(size);
  std::printf(
      "%-5s %-12s %-84s CI holds %zu, least margin %.2g, exact %zu, wrong %zu, unknown %zu (t* <= %.2g)\n",
      types.c_str(), which.pattern, family.c_str(), counts.holds, counts.least, counts.exact,
      counts.wrong.size(), counts.unknown, counts.greatest_unknown);
  for (const std::uint64_t prior : counts.wrong)
    std::printf("  wrong at prior %llu\n", static_cast<unsigned long long>(prior));
  std::fflush(stdout);
}

}  // namespace

TEST_CASE("recorded margins are within a hundredth of t*, near failure, too") {
  const test::AgreementRun run("GENERICITY_MARGIN_PRIORS", 160);
  const std::vector<std::string> laws = families();
  const std::size_t parts = cases().size() * laws.size();
  const std::size_t each = run.each(parts);
  Counts all;
  std::mutex guard;
  std::atomic<std::size_t> taken = 0;
  const auto take_parts = [&] {
    for (std::size_t part = taken++; part < parts; part = taken++) {
      // The largest spaces are the last ones, and take longest.
      const MarginCase& which = cases()[(parts - 1 - part) / laws.size()];
      const std::string& family = laws[(parts - 1 - part) % laws.size()];
      // A small run takes only the smallest programs, one a family.
      const std::size_t exact_every =
          run.is_long ? which.exact_every : (&which == &cases().front() ? each : 0);
      const Counts counts = compare(which, family, run.first, each, exact_every);
      const std::lock_guard lock(guard);
      all.add(counts);
      if (run.is_long || !counts.wrong.empty()) print(which, family, counts);
    }
  };
  std::vector<std::future<void>> threads;
  // The small run has one thread: FLINT keeps memory for every other, which checks for leaks would find.
  const unsigned cores = run.is_long ? std::thread::hardware_concurrency() : 1;
  for (unsigned thread = 1; thread < cores; ++thread)
    threads.push_back(std::async(std::launch::async, take_parts));
  take_parts();
  for (std::future<void>& thread : threads) thread.get();
  if (run.is_long) {
    std::printf(
        "%zu priors: CI holds at %zu; least margin %.2g; %zu held against exact programs; %zu wrong; %zu "
        "unknown, all "
        "with t* <= %.2g\n",
        parts * each, all.holds, all.least, all.exact, all.wrong.size(), all.unknown, all.greatest_unknown);
  }
  CHECK(all.wrong.empty());
  CHECK(all.exact > 0);
  CHECK(all.holds > parts * each / 2);
  CHECK(all.unknown * 100 <= all.holds);
  CHECK(all.greatest_unknown < 1e-9);
}

}  // namespace genericity
