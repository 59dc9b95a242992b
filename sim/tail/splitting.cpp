#include "sim/tail/splitting.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/errors.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"
#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

/// Of the pilot's particles this part is below the next level.
constexpr std::uint64_t levels_apart = 5;
/// Steps of the chain after each level; every other one is wide.
constexpr int steps_a_level = 10;
/// Of the first level, the share of a law's width that leads through the set below it.
constexpr double first_width = 0.5;
/// Distances that are rounding alone.
constexpr double rounding = 1e-14;

StreamKey part_of(StreamKey key, const std::string& what, std::uint64_t number) {
  return derive_stream_key(derive_stream_key(key, hash_text(what)), number);
}

}  // namespace

SplittingSampler::SplittingSampler(const TypeSpace& space, std::span<const Coalition> coalitions,
                                   const PriorFamily& family)
    : events_(space, coalitions),
      distances_(events_),
      form_(family.generative_form()),
      moves_(*form_),
      resolution_(form_->resolution()),
      weights_(space.profiles()),
      proposal_(form_->laws().size()) {}

std::span<double> SplittingSampler::inputs_of(Population& population, std::size_t particle) const {
  return std::span(population.inputs).subspan(particle * proposal_.size(), proposal_.size());
}

double SplittingSampler::distance_of(const PairEvent& event, std::span<const double> inputs) {
  form_->assemble(inputs, weights_);
  return distances_.distance(event, weights_);
}

SplittingSampler::Population SplittingSampler::start(const PairEvent& event, StreamKey key,
                                                     std::uint64_t particles) {
  Population population;
  population.event = &event;
  population.key = key;
  population.inputs.resize(particles * proposal_.size());
  for (std::size_t i = 0; i < particles; ++i) {
    Stream stream(part_of(key, "level", 0), i);
    moves_.draw(stream, inputs_of(population, i));
    population.distances.push_back(distance_of(event, inputs_of(population, i)));
    population.roots.push_back(i);
  }
  return population;
}

double SplittingSampler::descend(Population& population, double level, double first_level) {
  const std::size_t particles = population.distances.size();
  std::vector<std::size_t> survivors;
  for (std::size_t i = 0; i < particles; ++i)
    if (population.distances[i] < level) survivors.push_back(i);
  if (survivors.empty()) return 0;
  const double share = static_cast<double>(survivors.size()) / static_cast<double>(particles);
  ++population.level;

  // Every survivor equally often, and what is left over at random: shuffled to the front.
  Stream stream(part_of(population.key, "copies", population.level), 0);
  const std::size_t left_over = particles % survivors.size();
  for (std::size_t i = 0; i < left_over; ++i)
    std::swap(survivors[i], survivors[uniform_integer(stream, i, survivors.size() - 1)]);
  Population copies;
  copies.event = population.event;
  copies.key = population.key;
  copies.level = population.level;
  copies.inputs.reserve(population.inputs.size());
  for (std::size_t i = 0; i < particles; ++i) {
    const std::size_t parent = survivors[i % survivors.size()];
    const std::span<const double> inputs = inputs_of(population, parent);
    copies.inputs.insert(copies.inputs.end(), inputs.begin(), inputs.end());
    copies.distances.push_back(population.distances[parent]);
    copies.roots.push_back(population.roots[parent]);
  }
  population = std::move(copies);
  const double width = std::min(1.0, level / first_level) * first_width;
  for (std::size_t i = 0; i < particles; ++i) move(population, i, level, width);
  return share;
}

void SplittingSampler::move(Population& population, std::size_t particle, double level, double width) {
  Stream stream(part_of(population.key, "level", population.level), particle);
  const std::span<double> inputs = inputs_of(population, particle);
  for (int step = 0; step < steps_a_level; ++step) {
    const double ratio = moves_.propose(stream, width, step % 2 == 1, inputs, proposal_);
    // First the density, which is cheap.
    if (!(std::log(uniform(stream)) < ratio)) continue;
    const double distance = distance_of(*population.event, proposal_);
    if (!(distance < level)) continue;
    std::copy(proposal_.begin(), proposal_.end(), inputs.begin());
    population.distances[particle] = distance;
  }
}

SplittingLevels SplittingSampler::find_levels(StreamKey key, std::uint64_t particles, double least_epsilon) {
  SplittingLevels levels;
  for (std::size_t j = 0; j < events(); ++j) {
    std::vector<double>& list = levels.emplace_back();
    Population population = start(events_.events()[j], part_of(key, "pilot", j), particles);
    for (;;) {
      std::vector<double> sorted = population.distances;
      std::sort(sorted.begin(), sorted.end());
      if (list.empty() && sorted.back() < rounding)
        throw InvalidInput("the margin is exactly 0 in every draw");
      const double level = sorted[particles / levels_apart];
      if (level < least_epsilon || level < rounding) break;
      // A fifth of the particles stand still at the least distance: it may be that none is smaller. Levels
      // decide about the error of an estimate only, not about its mean.
      if (!(sorted.front() < level)) break;
      list.push_back(level);
      (void)descend(population, level, list.front());
    }
  }
  return levels;
}

void SplittingSampler::add(Population& population, double weight, double epsilon, Estimate& estimate) {
  const std::size_t particles = population.distances.size();
  const double each = weight / static_cast<double>(particles);
  std::vector<std::uint64_t> roots;
  for (std::size_t i = 0; i < particles; ++i) {
    if (!(population.distances[i] < epsilon)) continue;
    form_->assemble(inputs_of(population, i), weights_);
    // The pair's own event holds, whatever is compared once more.
    const std::size_t holding = std::max<std::size_t>(1, distances_.closer_than(epsilon, weights_));
    estimate.probability += each / static_cast<double>(holding);
    estimate.pair_sum += each;
    roots.push_back(population.roots[i]);
  }
  std::sort(roots.begin(), roots.end());
  const auto different = static_cast<double>(std::unique(roots.begin(), roots.end()) - roots.begin());
  estimate.ancestor_share = std::min(estimate.ancestor_share, different / static_cast<double>(particles));
}

std::vector<SplittingSampler::Estimate> SplittingSampler::run(StreamKey key, std::uint64_t replication,
                                                              std::uint64_t particles,
                                                              const SplittingLevels& levels,
                                                              std::span<const double> epsilons) {
  std::vector<Estimate> estimates(epsilons.size());
  const StreamKey own = part_of(key, "replication", replication);
  for (std::size_t j = 0; j < events(); ++j) {
    Population population = start(events_.events()[j], part_of(own, "pair", j), particles);
    double weight = 1;
    std::size_t next = 0;
    for (std::size_t e = 0; e < epsilons.size(); ++e) {
      for (; weight > 0 && next < levels[j].size() && levels[j][next] >= epsilons[e]; ++next)
        weight *= descend(population, levels[j][next], levels[j].front());
      if (weight > 0) {
        add(population, weight, epsilons[e], estimates[e]);
      } else {
        estimates[e].ancestor_share = 0;
      }
    }
  }
  return estimates;
}

}  // namespace genericity::tail
