#include "sim/tail/union_sampler.h"

#include <algorithm>
#include <limits>
#include <map>

#include "core/errors.h"
#include "sim/tail/variates.h"

namespace genericity::tail {

UnionSampler::UnionSampler(const TypeSpace& space, std::span<const Coalition> coalitions, const CellLaw& law,
                           double epsilon)
    : law_(law),
      epsilon_(epsilon),
      events_(space, coalitions),
      prior_(space, events_),
      weights_(space.profiles()) {
  std::map<std::size_t, std::size_t> law_of_size;
  std::size_t most_outcomes = 0;
  for (const CoalitionSplit& split : events_.splits()) {
    const std::size_t outcomes = split.outside.size();
    most_outcomes = std::max(most_outcomes, outcomes);
    const auto [place, is_new] = law_of_size.try_emplace(outcomes, laws_.size());
    if (is_new) laws_.push_back(make_pair_law(law, outcomes, epsilon));
    law_of_split_.push_back(place->second);
  }
  double sum = 0;
  for (const PairEvent& event : events_.events()) cumulative_.push_back(sum += law_of(event).share());
  if (!(sum >= std::numeric_limits<double>::min()))
    throw InvalidInput("the probability is below the least number that can be told from 0");
  const bool exact =
      std::all_of(laws_.begin(), laws_.end(), [](const auto& made) { return made->is_exact(); });
  if (!exact) law_share_ = sum * sum;
  first_.resize(most_outcomes);
  second_.resize(most_outcomes);
  difference_.resize(most_outcomes);
  drawn_.resize(most_outcomes);
}

bool UnionSampler::make_happen(const PairEvent& event, Stream& stream) {
  const std::size_t outcomes = events_.outcomes(event);
  double first_mass = prior_.mass(event, event.first);
  double second_mass = prior_.mass(event, event.second);
  const CoalitionSplit& split = events_.splits()[event.coalition];
  for (std::size_t i = 0; i < outcomes; ++i)
    drawn_[i] = weights_[split.inside[event.first] + split.outside[i]] / first_mass;
  pair_.resize(outcomes);
  const PairLaw& pair_law = law_of(event);
  if (!pair_law.draw(stream, std::span(drawn_).first(outcomes), pair_, first_mass, second_mass)) return false;
  prior_.set_pair(event, pair_, first_mass, second_mass);
  return true;
}

double UnionSampler::draw(Stream& stream, std::uint64_t& multiplicity) {
  const double place = uniform(stream) * (cumulative_.back() + law_share_);
  const auto chosen = std::upper_bound(cumulative_.begin(), cumulative_.end(), place);
  const PairEvent* event = nullptr;
  if (chosen != cumulative_.end()) {
    event = &events_.events()[static_cast<std::size_t>(chosen - cumulative_.begin())];
  } else if (law_share_ == 0) {
    event = &events_.events().back();  // rounding may put the place at the very end
  }

  draw_cells(law_, stream, weights_);
  prior_.set_weights(weights_);
  multiplicity = 0;
  if (event != nullptr && !make_happen(*event, stream)) return 0;
  prior_.prepare();

  double density = law_share_;
  for (const PairEvent& other : events_.events()) {
    const bool own = &other == event;
    if (!own && !prior_.is_closer(other, epsilon_)) continue;
    ++multiplicity;
    const PairLaw& other_law = law_of(other);
    if (other_law.share() <= 0) continue;
    if (other_law.is_exact()) {
      // share · (q/f) = P(E_i) / P(E_i).
      density += 1;
      continue;
    }
    const std::size_t k = events_.outcomes(other);
    const auto first = std::span(first_).first(k);
    const auto second = std::span(second_).first(k);
    const auto difference = std::span(difference_).first(k);
    prior_.compare(other, first, second, difference);
    density += other_law.share() * other_law.density_ratio(first, second, difference);
  }
  if (multiplicity == 0) return 0;
  return (cumulative_.back() + law_share_) / density;
}

UnionSampler::Sums UnionSampler::run(StreamKey key, std::uint64_t first, std::uint64_t count) {
  Sums sums;
  sums.scale = cumulative_.back();
  for (std::uint64_t i = first; i < first + count; ++i) {
    Stream stream(key, i);
    std::uint64_t multiplicity = 0;
    const double value = draw(stream, multiplicity);
    ++sums.draws;
    sums.value += value;
    sums.square += value / sums.scale * (value / sums.scale);
    sums.multiplicity += value * static_cast<double>(multiplicity);
  }
  return sums;
}

}  // namespace genericity::tail
