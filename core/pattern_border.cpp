#include "core/pattern_border.h"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/errors.h"
#include "core/pattern_catalogue.h"

namespace genericity {

namespace {

/// A set of optional coalitions by their places.
using Set = std::uint32_t;

bool contains(Set larger, Set smaller) {
  return (larger & smaller) == smaller;
}

class BorderSearch {
 public:
  BorderSearch(int agents, const DecidePattern& decide)
      : agents_(agents), coalitions_(optional_coalitions(agents)), decide_(&decide) {}

  PatternBorder run() {
    if (verdict(0) != Verdict::fails) {
      for (std::size_t k = 0; k < coalitions_.size(); ++k) (void)verdict(bit(k));
      for (const Set pair : complementary_pairs()) (void)verdict(pair);
      std::vector<Set> candidates;
      add_candidates(0, 0, std::vector<Set>(failing_), candidates);
      std::stable_sort(candidates.begin(), candidates.end(),
                       [](Set a, Set b) { return std::popcount(a) > std::popcount(b); });
      for (const Set candidate : candidates) (void)verdict(candidate);
      return border(candidates);
    }
    return border({});
  }

 private:
  static Set bit(std::size_t place) { return Set{1} << place; }

  [[nodiscard]] Pattern pattern(Set set) const {
    std::vector<Coalition> members;
    for (std::size_t k = 0; k < coalitions_.size(); ++k) {
      if ((set & bit(k)) != 0) members.push_back(coalitions_[k]);
    }
    return {agents_, std::move(members)};
  }

  [[nodiscard]] Set set_of(const std::vector<Coalition>& members) const {
    Set set = 0;
    for (const Coalition member : members) {
      const auto place = std::lower_bound(coalitions_.begin(), coalitions_.end(), member);
      if (place != coalitions_.end() && *place == member)
        set |= bit(static_cast<std::size_t>(place - coalitions_.begin()));
    }
    return set;
  }

  [[nodiscard]] std::vector<Set> complementary_pairs() const {
    std::vector<Set> pairs;
    for (std::size_t k = 0; k < coalitions_.size(); ++k) {
      const Set pair = bit(k) | set_of({coalitions_[k].complement(agents_)});
      if (pair != bit(k) && std::countr_zero(pair) == static_cast<int>(k)) pairs.push_back(pair);
    }
    return pairs;
  }

  /// Every set that contains none of `excluded`.
  void add_candidates(std::size_t place, Set set, const std::vector<Set>& excluded,
                      std::vector<Set>& candidates) const {
    if (place == coalitions_.size()) {
      candidates.push_back(set);
      return;
    }
    const Set with = set | bit(place);
    if (std::none_of(excluded.begin(), excluded.end(), [&](Set s) { return contains(with, s); }))
      add_candidates(place + 1, with, excluded, candidates);
    add_candidates(place + 1, set, excluded, candidates);
  }

  /// What follows from what has been decided.
  [[nodiscard]] Verdict known(Set set) const {
    const auto is_inside = [&](Set holding) { return contains(holding, set); };
    if (std::any_of(holding_.begin(), holding_.end(), is_inside)) return Verdict::holds;
    const auto has = [&](Set failing) { return contains(set, failing); };
    if (std::any_of(failing_.begin(), failing_.end(), has)) return Verdict::fails;
    return Verdict::undecided;
  }

  /// Decides, unless the verdict is known, and takes from a failing set what it does not need for that.
  Verdict verdict(Set set) {
    if (const Verdict before = known(set); before != Verdict::undecided) return before;
    if (open_.contains(set)) return Verdict::undecided;
    const PatternVerdict decided = (*decide_)(pattern(set));
    if (decided.verdict == Verdict::holds) {
      holding_.push_back(set);
    } else if (decided.verdict == Verdict::undecided) {
      open_.insert(set);
    } else {
      Set needed = set & set_of(decided.culprits);
      // What is found below contains no failing set that is known; each time the set becomes smaller.
      failing_.push_back(needed);
      for (std::size_t k = 0; k < coalitions_.size(); ++k) {
        if ((needed & bit(k)) == 0) continue;
        if (verdict(needed & ~bit(k)) != Verdict::fails) continue;
        // A smaller one is in failing_ now, and with it all that was to be found from here.
        return Verdict::fails;
      }
    }
    return decided.verdict;
  }

  [[nodiscard]] PatternBorder border(const std::vector<Set>& candidates) const {
    PatternBorder found;
    for (const Set set : holding_) {
      const auto is_larger = [&](Set other) { return other != set && contains(other, set); };
      if (std::none_of(holding_.begin(), holding_.end(), is_larger)) found.holding.push_back(pattern(set));
    }
    for (const Set set : failing_) {
      const auto is_smaller = [&](Set other) { return other != set && contains(set, other); };
      if (std::none_of(failing_.begin(), failing_.end(), is_smaller)) found.failing.push_back(pattern(set));
    }
    std::uint64_t undecided = 0;
    for (const Set set : candidates) {
      const Verdict verdict = known(set);
      if (verdict == Verdict::holds) ++found.holds;
      if (verdict != Verdict::undecided) continue;
      ++undecided;
      found.undecided.push_back(pattern(set));
    }
    found.fails = (std::uint64_t{1} << coalitions_.size()) - found.holds - undecided;
    for (auto* patterns : {&found.holding, &found.failing, &found.undecided}) {
      std::sort(patterns->begin(), patterns->end(), [](const Pattern& a, const Pattern& b) {
        const auto left = a.coalitions();
        const auto right = b.coalitions();
        if (left.size() != right.size()) return left.size() < right.size();
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
      });
    }
    return found;
  }

  int agents_;
  std::vector<Coalition> coalitions_;
  const DecidePattern* decide_;
  std::vector<Set> holding_;
  std::vector<Set> failing_;
  std::unordered_set<Set> open_;
};

}  // namespace

void require_border_agents(int agents) {
  if (agents <= most_border_agents) return;
  throw InvalidInput("all patterns are looked at for at most " + std::to_string(most_border_agents) +
                     " agents, not " + std::to_string(agents));
}

PatternBorder find_border(int agents, const DecidePattern& decide) {
  require_border_agents(agents);
  return BorderSearch(agents, decide).run();
}

}  // namespace genericity
