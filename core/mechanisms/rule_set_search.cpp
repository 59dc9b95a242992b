#include "core/mechanisms/rule_set_search.h"

#include <algorithm>
#include <numeric>

#include "core/conditions/integer_judge.h"
#include "core/conditions/participation.h"
#include "core/exact/matrix_game.h"
#include "core/gordan/gordan.h"
#include "core/mechanisms/ambiguous_design.h"
#include "core/mechanisms/audit.h"
#include "core/prior.h"

namespace genericity {

namespace {

/// Mixtures are fractions with this denominator.
constexpr int mixture_steps = 12;

/// The deviations of one coalition's type: the expected payments of misreports, one row each, one column a
/// rule.
RationalMatrix payments(const InformationStructure& structure, const CoalitionSplit& split,
                        Coalition coalition, std::size_t truth, const std::vector<TransferRule>& rules) {
  RationalMatrix table(split.inside.size() - 1, rules.size());
  for (std::size_t report = 0; report < split.inside.size(); ++report) {
    if (report == truth) continue;
    for (std::size_t k = 0; k < rules.size(); ++k) {
      table(report < truth ? report : report - 1, k) =
          expected_transfer(structure, split, coalition, rules[k], truth, report);
    }
  }
  return table;
}

/// SplitMix64 (Steele, Lea and Flood 2014): enough randomness to vary a search, the same everywhere.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  /// On [0, 1).
  double uniform() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

class Search {
 public:
  Search(const InformationStructure& structure, const Pattern& pattern, std::uint64_t seed)
      : structure_(structure),
        pattern_(pattern),
        decider_(structure.space(), pattern, Participation::coalitional),
        draws_(seed) {}

  /// CI with CR: one rule.
  [[nodiscard]] Verdict decide_one(std::vector<TransferRule>& rules) {
    const Decision decision = decider_.decide(Prior(structure_));
    if (decision.verdict == Verdict::holds) {
      rules = {TransferRule(structure_.space(), decider_.transfers().psi)};
    } else {
      rows_ = decider_.exact_rows(structure_.exact());
    }
    return decision.verdict;
  }

  /// One draw of mixtures for `count` rules.
  [[nodiscard]] std::optional<std::vector<TransferRule>> attempt(std::size_t count, bool ordered) {
    const SparseRows<mpz_class> system = mixed_rows(count, ordered);
    const SparseRows<double> nearest = nearest_rows(system);
    const std::vector<double> scale = unit_scale(nearest);
    SparseRows<double> no_forms;
    no_forms.columns = system.columns;
    IntegerJudge judge(system);
    if (solver_.decide({nearest, scale, no_forms}, judge).verdict != Verdict::holds) return std::nullopt;
    std::vector<TransferRule> rules;
    for (std::size_t k = 0; k < count; ++k) {
      const std::span<const mpz_class> part(judge.solution().data() + k * rows_.columns, rows_.columns);
      TransferRule& rule =
          rules.emplace_back(structure_.space(), decider_.transfers_of(structure_.exact(), part));
      const mpq_class greatest = rule.greatest();
      if (greatest > 0) rule *= 1 / greatest;
    }
    return rules;
  }

 private:
  /// Σ_k λ_k · (row of the deviation in the unknowns of rule k).
  SparseRows<mpz_class> mixed_rows(std::size_t count, bool ordered) {
    SparseRows<mpz_class> system;
    system.columns = count * rows_.columns;
    std::size_t row = 0;
    for (const Coalition coalition : pattern_.coalitions()) {
      const std::vector<std::vector<mpq_class>> posteriors = structure_.posteriors(coalition);
      const std::vector<std::vector<int>> mixtures = draw_mixtures(count, ordered, posteriors);
      for (const std::vector<int>& mixture : mixtures) {
        for (std::size_t misreport = 0; misreport + 1 < posteriors.size(); ++misreport, ++row) {
          for (std::size_t k = 0; k < count; ++k) {
            if (mixture[k] == 0) continue;
            for (std::uint32_t at = rows_.start[row]; at < rows_.start[row + 1]; ++at)
              system.push(k * rows_.columns + rows_.column[at], mpz_class(mixture[k] * rows_.value[at]));
          }
          system.end_row();
        }
      }
    }
    return system;
  }

  /// λ for every joint type, times mixture_steps.
  std::vector<std::vector<int>> draw_mixtures(std::size_t count, bool ordered,
                                              const std::vector<std::vector<mpq_class>>& posteriors) {
    std::vector<std::vector<int>> mixtures(posteriors.size(), std::vector<int>(count));
    std::vector<std::size_t> order(posteriors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (ordered) {
      // Along a random direction e, the first rule's weight falls as e·p(·|θ) grows: for one coalition alone
      // two rules then suffice, f(θ̂, x) = (λ − λ_θ̂)(e·x − e·x_θ̂).
      std::vector<double> direction;
      for (std::size_t x = 0; x < posteriors.front().size(); ++x) direction.push_back(draws_.uniform() - 0.5);
      std::vector<double> height;
      for (const std::vector<mpq_class>& posterior : posteriors) {
        double sum = 0;
        for (std::size_t x = 0; x < posterior.size(); ++x) sum += direction[x] * posterior[x].get_d();
        height.push_back(sum);
      }
      std::sort(order.begin(), order.end(),
                [&](std::size_t a, std::size_t b) { return height[a] < height[b]; });
    }
    const std::size_t steps = posteriors.size() > 1 ? posteriors.size() - 1 : 1;
    for (std::size_t place = 0; place < order.size(); ++place) {
      std::vector<int>& mixture = mixtures[order[place]];
      int left = mixture_steps;
      if (ordered) {
        mixture[0] = static_cast<int>(mixture_steps * place / steps);
        left -= mixture[0];
      }
      for (std::size_t k = ordered ? 1 : 0; k + 1 < count; ++k) {
        mixture[k] = static_cast<int>(draws_.uniform() * (left + 1));
        left -= mixture[k];
      }
      mixture[count - 1] += left;
    }
    return mixtures;
  }

  const InformationStructure& structure_;
  const Pattern& pattern_;
  ParticipationDecider decider_;
  Draws draws_;
  SparseRows<mpz_class> rows_;
  GordanSolver solver_;
};

/// Drops rules, the last first, while the others still deter.
void thin(const InformationStructure& structure, const Pattern& pattern, std::vector<TransferRule>& rules) {
  for (std::size_t k = rules.size(); k-- > 0 && rules.size() > 1;) {
    std::vector<TransferRule> fewer = rules;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
    if (deters_every_misreport(structure, pattern, fewer)) rules = std::move(fewer);
  }
}

}  // namespace

bool deters_every_misreport(const InformationStructure& structure, const Pattern& pattern,
                            const std::vector<TransferRule>& rules) {
  if (rules.empty() || audit_budget(rules)) return false;
  for (const Coalition coalition : pattern.coalitions()) {
    for (const TransferRule& rule : rules) {
      for (const mpq_class& value : interim_transfers(structure, coalition, rule)) {
        if (value != 0) return false;
      }
    }
    const CoalitionSplit split(structure.space(), coalition);
    for (std::size_t truth = 0; truth < split.inside.size(); ++truth) {
      const RationalMatrix table = payments(structure, split, coalition, truth, rules);
      const GameSolution game = solve_matrix_game(table);
      if (!proves_value(table, game) || game.value >= 0) return false;
    }
  }
  return true;
}

std::optional<DeterringRules> find_few_rules(const InformationStructure& structure, const Pattern& pattern,
                                             std::uint64_t seed, int attempts, int greatest) {
  // The closed form deters exactly if CBDP holds.
  std::vector<TransferRule> closed_form = neutral_rules(structure, pattern);
  if (!deters_every_misreport(structure, pattern, closed_form)) return std::nullopt;
  Search search(structure, pattern, seed);
  DeterringRules found;
  const Verdict one = search.decide_one(found.rules);
  if (one == Verdict::holds && deters_every_misreport(structure, pattern, found.rules)) {
    found.fewest = true;
    return found;
  }
  for (int count = 2; count <= greatest; ++count) {
    for (int k = 0; k < attempts; ++k) {
      auto rules = search.attempt(static_cast<std::size_t>(count), k % 2 == 0);
      if (!rules || !deters_every_misreport(structure, pattern, *rules)) continue;
      return DeterringRules{std::move(*rules), count == 2 && one == Verdict::fails};
    }
  }
  thin(structure, pattern, closed_form);
  const bool fewest = closed_form.size() == 2 && one == Verdict::fails;
  return DeterringRules{std::move(closed_form), fewest};
}

}  // namespace genericity
