#include "core/generic/scoring_search.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/generic/small_rational.h"
#include "core/programs/float_program.h"

namespace genericity {

namespace {

constexpr double unlimited = FloatProgram::infinity;

/// Every subset of `mask`, the empty one included.
template <class Visit>
void for_each_subset(std::uint32_t mask, Visit visit) {
  std::uint32_t subset = 0;
  do {
    visit(subset);
    subset = (subset - mask) & mask;
  } while (subset != 0);
}

/// About what the linear program of one level costs: CLP has taken some 50 operations for each entry of a
/// dense matrix of its size.
double level_cost(int agents, Coalition informed, const std::vector<Coalition>& open) {
  constexpr double operations_an_entry = 50;
  const double sets = std::exp2(informed.size());
  double rows = sets;
  double columns = 2 * agents * sets;
  for (const Coalition coalition : open) {
    const int outside = Coalition(informed.mask() & ~coalition.mask()).size();
    rows += sets - std::exp2(outside);
    columns += outside * std::exp2(outside - 1);
  }
  return operations_an_entry * rows * columns;
}

/// Each informed agent is scored about the next one, and somebody else pays it, to whom it makes no
/// difference what she reports. Nothing unless singletons alone may form, and there is such a somebody.
std::optional<ScoringLevel> singleton_level(const Pattern& pattern, Coalition informed) {
  const int agents = pattern.agents();
  if (pattern.coalitions().back().size() > 1 || informed.size() < 2 || agents < 3) return std::nullopt;
  ScoringLevel level;
  for (int agent = 0; agent < agents; ++agent) {
    if (!informed.contains(agent)) continue;
    int about = (agent + 1) % agents;
    while (!informed.contains(about)) about = (about + 1) % agents;
    int payer = (about + 1) % agents;
    while (payer == agent || payer == about) payer = (payer + 1) % agents;
    const Coalition own = Coalition::single(agent);
    const Coalition both(own.mask() | Coalition::single(about).mask());
    for (const auto& [paid, sign] : {std::pair{agent, 1}, {payer, -1}}) {
      level.terms.push_back({paid, both, sign});
      level.terms.push_back({paid, own, -sign});
    }
    level.scores.push_back({own, {}, about, 1});
  }
  return level;
}

/// The linear program of one level.
class LevelProgram {
 public:
  LevelProgram(const Pattern& pattern, Coalition informed, const std::vector<Coalition>& open)
      : agents_(pattern.agents()), informed_(informed.mask()), open_(open) {
    add_terms();
    for (const Coalition coalition : open) add_coalition(coalition);
    for (std::uint32_t set = 1; set <= informed_; ++set) {
      if ((set & ~informed_) != 0) continue;
      add_balance(set);
      for (std::size_t k = 0; k < open.size(); ++k) {
        if ((set & open[k].mask()) != 0) add_pay(k, set);
      }
    }
  }

  /// Whether each coalition can get a score at this level.
  std::optional<std::vector<bool>> scored() {
    const auto x = program_.minimise();
    if (!x) return std::nullopt;
    std::vector<bool> scored;
    for (const std::size_t column : reached_) scored.push_back((*x)[column] > 0.5);
    return scored;
  }

  /// The level with the least Σ|a| that gives each of these a score of weight at least 1 in all.
  std::optional<ScoringLevel> shortest(const std::vector<bool>& scored) {
    for (std::size_t k = 0; k < open_.size(); ++k) {
      program_.set_cost(reached_[k], 0);
      program_.set_bounds(reached_[k], scored[k] ? 1 : 0, scored[k] ? 1 : 0);
    }
    for (const TermColumns& term : terms_) {
      program_.set_cost(term.plus, 1);
      program_.set_cost(term.minus, 1);
    }
    const auto x = program_.minimise();
    if (!x) return std::nullopt;
    return read(*x);
  }

 private:
  struct TermColumns {
    int agent;
    std::uint32_t set;
    std::size_t plus, minus;
  };
  struct ScoreColumn {
    std::uint32_t given;
    int about;
    std::size_t column;
  };

  /// a_{i,T} as a difference of two columns ≥ 0.
  void add_terms() {
    first_term_.assign(std::size_t{informed_} + 1, 0);
    for (std::uint32_t set = 1; set <= informed_; ++set) {
      if ((set & ~informed_) != 0) continue;
      first_term_[set] = terms_.size();
      for (int agent = 0; agent < agents_; ++agent) {
        const std::size_t plus = program_.add_column(0, unlimited, 0);
        terms_.push_back({agent, set, plus, program_.add_column(0, unlimited, 0)});
      }
    }
  }

  /// y_{S,R,j}, and a column that is at most 1 and at most their sum, to be made great.
  void add_coalition(Coalition coalition) {
    std::vector<ScoreColumn>& scores = scores_.emplace_back();
    const std::uint32_t outside = informed_ & ~coalition.mask();
    for_each_subset(outside, [&](std::uint32_t given) {
      for (int about = 0; about < agents_; ++about) {
        const std::uint32_t single = Coalition::single(about).mask();
        if ((outside & ~given & single) == 0) continue;
        scores.push_back({given, about, program_.add_column(0, unlimited, 0)});
      }
    });
    reached_.push_back(program_.add_column(0, 1, -1));
    row_.clear();
    row_.push_back({reached_.back(), 1});
    for (const ScoreColumn& score : scores) row_.push_back({score.column, -1});
    program_.add_row(row_, -unlimited, 0);
  }

  void add_balance(std::uint32_t set) {
    row_.clear();
    for (int agent = 0; agent < agents_; ++agent) add_term(agent, set);
    program_.add_row(row_, 0, 0);
  }

  void add_term(int agent, std::uint32_t set) {
    const TermColumns& term = terms_[first_term_[set] + static_cast<std::size_t>(agent)];
    row_.push_back({term.plus, 1});
    row_.push_back({term.minus, -1});
  }

  /// What the coalition gets of L_T is what its scores say.
  void add_pay(std::size_t k, std::uint32_t set) {
    row_.clear();
    const Coalition coalition = open_[k];
    for (int agent = 0; agent < agents_; ++agent) {
      if (coalition.contains(agent)) add_term(agent, set);
    }
    const std::uint32_t inside = coalition.mask() & informed_;
    for (const ScoreColumn& score : scores_[k]) {
      const std::uint32_t given = inside | score.given;
      if (set == given) row_.push_back({score.column, 1});
      if (set == (given | Coalition::single(score.about).mask())) row_.push_back({score.column, -1});
    }
    program_.add_row(row_, 0, 0);
  }

  /// The vertex as rationals, times their least common denominator.
  [[nodiscard]] ScoringLevel read(const std::vector<double>& x) const {
    ScoringLevel level;
    mpz_class scale = 1;
    const auto rational = [&](double value) {
      mpq_class number = small_rational(value);
      mpz_lcm(scale.get_mpz_t(), scale.get_mpz_t(), number.get_den_mpz_t());
      return number;
    };
    for (const TermColumns& term : terms_) {
      mpq_class factor = rational(x[term.plus] - x[term.minus]);
      if (factor != 0) level.terms.push_back({term.agent, Coalition(term.set), std::move(factor)});
    }
    for (std::size_t k = 0; k < open_.size(); ++k) {
      for (const ScoreColumn& score : scores_[k]) {
        mpq_class weight = rational(x[score.column]);
        if (weight > 0)
          level.scores.push_back({open_[k], Coalition(score.given), score.about, std::move(weight)});
      }
    }
    for (ScoringLevel::Term& term : level.terms) term.factor *= scale;
    for (ScoringLevel::Score& score : level.scores) score.weight *= scale;
    return level;
  }

  int agents_;
  std::uint32_t informed_;
  const std::vector<Coalition>& open_;
  FloatProgram program_;
  std::vector<TermColumns> terms_;
  std::vector<std::size_t> first_term_;           // by set
  std::vector<std::vector<ScoreColumn>> scores_;  // by coalition
  std::vector<std::size_t> reached_;
  std::vector<FloatProgram::Entry> row_;
};

}  // namespace

ScoringSearch search_scores(const Pattern& pattern, Coalition informed, SearchEffort effort) {
  if (auto level = singleton_level(pattern, informed)) return {{{*std::move(level)}}, {}};
  ScoringSearch search{{}, deviating_coalitions(pattern, informed)};
  while (!search.left.empty()) {
    if (!effort.allows(level_cost(pattern.agents(), informed, search.left))) break;
    LevelProgram program(pattern, informed, search.left);
    const auto scored = program.scored();
    if (!scored || std::find(scored->begin(), scored->end(), true) == scored->end()) break;
    auto level = program.shortest(*scored);
    if (!level) break;
    ScoringProof longer = search.proof;
    longer.levels.push_back(std::move(*level));
    const std::vector<Coalition> left = without_score(pattern, informed, longer);
    if (left.size() >= search.left.size()) break;
    search = {std::move(longer), left};
  }
  return search;
}

}  // namespace genericity
