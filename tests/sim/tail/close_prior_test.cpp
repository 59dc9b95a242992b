#include "sim/tail/close_prior.h"

#include <doctest/doctest.h>
#include <gmpxx.h>

#include <cmath>

#include "core/pattern.h"
#include "sim/tail/variates.h"

namespace genericity::tail {
namespace {

constexpr std::uint64_t prior_seed = 32;

/// The distance of an event's posteriors in rational arithmetic, the pair's parts taken as exact numbers.
mpq_class exact_distance(const PairEvents& events, const PairEvent& asked,
                         const std::vector<mpq_class>& weights) {
  const CoalitionSplit& split = events.splits()[asked.coalition];
  mpq_class first_sum = 0;
  mpq_class second_sum = 0;
  for (const std::uint32_t rest : split.outside) {
    first_sum += weights[split.inside[asked.first] + rest];
    second_sum += weights[split.inside[asked.second] + rest];
  }
  mpq_class sum = 0;
  for (const std::uint32_t rest : split.outside) {
    sum += abs(weights[split.inside[asked.first] + rest] / first_sum -
               weights[split.inside[asked.second] + rest] / second_sum);
  }
  return sum / 2;
}

}  // namespace

// Every pair of every coalition, at distances from 1e-1 to 1e-14, against rationals. With two types an agent
// the tiny 2×2 minor of the drawn pair is seen by two coalitions: several events hold, and which ones is not
// visible in doubles.
TEST_CASE("events are told apart at distances far below the resolution of doubles") {
  CAPTURE(prior_seed);
  int shared = 0;
  for (const std::vector<int>& sizes :
       {std::vector{2, 2, 2}, std::vector{2, 3, 2}, std::vector{2, 2, 2, 2}}) {
    const TypeSpace space(sizes);
    const Pattern pattern = Pattern::maximal(space.agents());
    const PairEvents events(space, pattern.coalitions());
    for (const double epsilon : {1e-1, 1e-3, 1e-9, 1e-14}) {
      CAPTURE(epsilon);
      ClosePrior prior(space, events);
      for (std::uint64_t i = 0; i < 20; ++i) {
        Stream stream({prior_seed}, i);
        std::vector<double> weights(space.profiles());
        for (double& weight : weights) weight = exponential(stream);
        const PairEvent event = events.events()[stream() % events.events().size()];
        ClosePair pair;
        pair.resize(events.outcomes(event));
        ClosePairLaw(events.outcomes(event), epsilon).draw(stream, pair);
        prior.set_weights(weights);
        const double first_mass = prior.mass(event, event.first);
        const double second_mass = 2 * prior.mass(event, event.second);
        prior.set_pair(event, pair, first_mass, second_mass);
        prior.prepare();

        std::vector<mpq_class> exact(weights.size());
        for (std::size_t k = 0; k < weights.size(); ++k) exact[k] = weights[k];
        const CoalitionSplit& split = events.splits()[event.coalition];
        for (std::size_t k = 0; k < split.outside.size(); ++k) {
          exact[split.inside[event.first] + split.outside[k]] =
              mpq_class(first_mass) * (mpq_class(pair.common[k]) + mpq_class(pair.first[k]));
          exact[split.inside[event.second] + split.outside[k]] =
              mpq_class(second_mass) * (mpq_class(pair.common[k]) + mpq_class(pair.second[k]));
        }
        int holding = 0;
        for (const PairEvent& other : events.events()) {
          const mpq_class distance = exact_distance(events, other, exact);
          // The drawn pair itself may round to its bound.
          if (std::abs(distance.get_d() / epsilon - 1) < 1e-12) continue;
          CHECK(prior.is_closer(other, epsilon) == (distance < epsilon));
          holding += distance < epsilon ? 1 : 0;
          std::vector<double> x(events.outcomes(other));
          std::vector<double> y(x.size());
          std::vector<double> difference(x.size());
          prior.compare(other, x, y, difference);
          double sum = 0;
          for (const double entry : difference) sum += std::abs(entry);
          CHECK(sum / 2 == doctest::Approx(distance.get_d()).epsilon(1e-8));
        }
        shared += epsilon < 1e-6 && holding > 1 ? 1 : 0;
      }
    }
  }
  CHECK(shared > 10);
}

}  // namespace genericity::tail
