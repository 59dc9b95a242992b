#include "core/generic/scoring_variety.h"

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "core/generic/scoring_search.h"

namespace genericity {

namespace {

using Image = std::vector<int>;

std::vector<Image> rotations_and_reflections(int agents) {
  std::vector<Image> images;
  for (int shift = 0; shift < agents; ++shift) {
    Image rotation;
    Image reflection;
    for (int agent = 0; agent < agents; ++agent) {
      rotation.push_back((agent + shift) % agents);
      reflection.push_back((shift + agents - agent) % agents);
    }
    if (shift > 0) images.push_back(std::move(rotation));
    images.push_back(std::move(reflection));
  }
  return images;
}

ScoringProof renamed(ScoringProof proof, const Image& image) {
  for (ScoringLevel& level : proof.levels) {
    for (ScoringLevel::Term& term : level.terms) {
      term.agent = image[static_cast<std::size_t>(term.agent)];
      term.of = term.of.relabelled(image);
    }
    for (ScoringLevel::Score& score : level.scores) {
      score.coalition = score.coalition.relabelled(image);
      score.given = score.given.relabelled(image);
      score.about = image[static_cast<std::size_t>(score.about)];
    }
  }
  return proof;
}

Image inverse(const Image& image) {
  Image back(image.size());
  for (std::size_t agent = 0; agent < image.size(); ++agent)
    back[static_cast<std::size_t>(image[agent])] = static_cast<int>(agent);
  return back;
}

/// The level divided by the greatest number that leaves its factors whole.
void shorten(ScoringLevel& level) {
  mpz_class divisor = 0;
  for (const ScoringLevel::Term& term : level.terms) {
    if (term.factor.get_den() != 1) return;
    divisor = gcd(divisor, term.factor.get_num());
  }
  if (divisor == 0) return;
  for (ScoringLevel::Term& term : level.terms) term.factor /= divisor;
  for (ScoringLevel::Score& score : level.scores) score.weight /= divisor;
}

ScoringLevel sum_of(const ScoringLevel& a, const ScoringLevel& b) {
  std::map<std::pair<std::uint32_t, int>, mpq_class> terms;
  std::map<std::tuple<Coalition, std::uint32_t, int>, mpq_class> scores;
  for (const ScoringLevel* level : {&a, &b}) {
    for (const ScoringLevel::Term& term : level->terms) terms[{term.of.mask(), term.agent}] += term.factor;
    for (const ScoringLevel::Score& score : level->scores)
      scores[{score.coalition, score.given.mask(), score.about}] += score.weight;
  }
  ScoringLevel sum;
  for (const auto& [key, factor] : terms) {
    if (factor != 0) sum.terms.push_back({key.second, Coalition(key.first), factor});
  }
  for (const auto& [key, weight] : scores)
    sum.scores.push_back({std::get<0>(key), Coalition(std::get<1>(key)), std::get<2>(key), weight});
  shorten(sum);
  return sum;
}

}  // namespace

std::optional<ScoringProof> sum_of_scores(const Pattern& pattern, Coalition informed, const ScoringProof& a,
                                          const ScoringProof& b) {
  if (a.levels.size() != b.levels.size()) return std::nullopt;
  ScoringProof sum;
  for (std::size_t level = 0; level < a.levels.size(); ++level)
    sum.levels.push_back(sum_of(a.levels[level], b.levels[level]));
  if (!proves_condition_l(pattern, informed, sum)) return std::nullopt;
  return sum;
}

std::vector<ScoringProof> other_scores(const Pattern& pattern, Coalition informed,
                                       const ScoringProof& first) {
  std::vector<ScoringProof> others;
  ScoringProof sum = first;
  for (const Image& image : rotations_and_reflections(pattern.agents())) {
    const ScoringSearch search = search_scores(pattern.relabelled(image), informed.relabelled(image));
    ScoringProof other = renamed(search.proof, inverse(image));
    if (!proves_condition_l(pattern, informed, other)) continue;
    if (auto longer = sum_of_scores(pattern, informed, sum, other)) sum = std::move(*longer);
    others.push_back(std::move(other));
  }
  others.push_back(std::move(sum));
  return others;
}

}  // namespace genericity
