#include "sim/hunt/prior_hunt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/deviations.h"
#include "sim/hunt/descent.h"
#include "sim/priors/registry.h"
#include "sim/random/stream.h"
#include "sim/study/parallel.h"

namespace genericity {

namespace {

constexpr std::uint64_t hunt_seed = 1;
/// The number of the stream of draws that are always looked at, and of the first of the hunt's.
constexpr std::uint64_t standard_stream = 1;
constexpr std::uint64_t first_hunt_stream = 2;
constexpr std::size_t block = 64;
constexpr std::size_t most_standard_draws = 2000;
constexpr std::size_t fewest_standard_draws = 64;
/// Whole weights up to this under Dirichlet(1); √α times as many under flatter laws, whose weights differ
/// less.
constexpr double coarse_weight = 1023;
/// Of Dirichlet laws in a hunt. Flat ones have found the most.
constexpr std::array hunted_alphas{30.0, 1000.0, 100.0, 300.0, 10.0, 3.0, 1.0, 0.3, 0.1};
constexpr int descent_steps = 40;

/// Draws of Dirichlet(1) that are looked at before the first descent, and patterns that descend together.
constexpr std::size_t few_draws = 256;
constexpr std::size_t patterns_together = 8;

/// The last prior on the way down from `start`.
std::vector<double> bottom_of(const TypeSpace& space, const Pattern& pattern, std::vector<double> start) {
  Descent descent(space, pattern);
  double step = 0.25;
  for (int moved = 0; moved < descent_steps; ++moved) {
    auto next = descent.next(start, step);
    if (!next) break;
    start = std::move(*next);
  }
  return start;
}

std::unique_ptr<PriorFamily> family_of(const nlohmann::json& spec, const TypeSpace& space) {
  return build_prior_family(PriorSpec(spec), space, {});
}

/// 2,000, or as many less as an elimination of the largest system costs more than that of a usual one.
std::size_t draws_for(const TypeSpace& space, std::span<const Pattern> patterns) {
  constexpr double reference = 346.0 * 128.0 * 128.0;  // six triples of five agents with two types
  double greatest = 0;
  const auto unknowns = static_cast<double>(space.agents() - 1) * static_cast<double>(space.profiles());
  for (const Pattern& pattern : patterns) {
    const auto rows = static_cast<double>(DeviationSystem::count_rows(space, pattern));
    greatest = std::max(greatest, rows * unknowns * std::min(rows, unknowns));
  }
  const double draws = static_cast<double>(most_standard_draws) * reference / std::max(greatest, 1.0);
  return static_cast<std::size_t>(std::clamp(draws, static_cast<double>(fewest_standard_draws),
                                             static_cast<double>(most_standard_draws)));
}

}  // namespace

PriorHunt::PriorHunt(TypeSpace space, WitnessSearch& search, int threads)
    : space_(std::move(space)),
      search_(&search),
      threads_(threads),
      standard_draws_(draws_for(space_, search.patterns())) {
  for (const double alpha : hunted_alphas) {
    laws_.push_back({family_of({{"family", "dirichlet"}, {"alpha", alpha}}, space_),
                     coarse_weight * std::max(1.0, std::sqrt(alpha)), first_hunt_stream + laws_.size()});
  }
}
PriorHunt::~PriorHunt() = default;

std::vector<std::vector<double>> PriorHunt::draw(Law& law, std::size_t count) {
  const std::size_t profiles = space_.profiles();
  std::vector<double> weights(count * profiles);
  std::vector<double> scratch(law.family->scratch_size());
  law.family->draw(make_stream_key(hunt_seed, law.stream), law.drawn, count, weights, scratch);
  law.drawn += count;
  std::vector<std::vector<double>> priors;
  for (std::size_t k = 0; k < count; ++k) {
    priors.push_back(whole_weights(std::span(weights).subspan(k * profiles, profiles), law.greatest_weight));
  }
  return priors;
}

void PriorHunt::look_at_draws(Law& law, std::size_t count, const std::function<bool()>& stop) {
  for (std::size_t done = 0; done < count && search_->open() > 0 && !stop(); done += block)
    search_->look_at(draw(law, std::min(block, count - done)));
}

void PriorHunt::look_at_standard_draws(std::size_t descents, const std::function<bool()>& stop) {
  Law mixtures{family_of({{"family", "latent_class"}, {"classes", 2}}, space_), 0x1p20, standard_stream};
  Law uniform{family_of({{"family", "dirichlet"}, {"alpha", 1}}, space_), coarse_weight, standard_stream};
  const std::size_t few = std::min(few_draws, standard_draws_);
  look_at_draws(uniform, std::min(block, few), stop);
  look_at_draws(mixtures, std::min(block, few), stop);
  look_at_draws(uniform, few - std::min(block, few), stop);
  for (std::size_t k = 0; k < descents; ++k) descend(draw(laws_[k % laws_.size()], 1).front(), stop);
  look_at_draws(uniform, standard_draws_ - few, stop);
}

void PriorHunt::hunt(const std::function<bool()>& stop) {
  while (search_->open() > 0 && !stop()) {
    for (Law& law : laws_) {
      const std::vector<std::vector<double>> priors = draw(law, block);
      for (std::size_t k = 0; k < priors.size() && search_->open() > 0 && !stop(); k += block / 4)
        search_->look_at(std::span(priors).subspan(k, block / 4));
      descend(priors.back(), stop);
    }
  }
}

void PriorHunt::descend(const std::vector<double>& start, const std::function<bool()>& stop) {
  std::size_t next = 0;
  while (next < search_->patterns().size() && !stop()) {
    std::vector<std::size_t> chosen;
    for (; next < search_->patterns().size() && chosen.size() < patterns_together; ++next) {
      if (!search_->failure(next)) chosen.push_back(next);
    }
    std::vector<std::vector<double>> ends(chosen.size());
    for_each_in_parallel(chosen.size(), threads_, [&](std::size_t k) {
      ends[k] = bottom_of(space_, search_->patterns()[chosen[k]], start);
    });
    search_->look_at(ends);
  }
}

}  // namespace genericity
