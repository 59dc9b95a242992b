#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/priors/family.h"
#include "sim/tail/pair_distances.h"
#include "sim/tail/pair_events.h"
#include "sim/tail/particle_moves.h"

namespace genericity::tail {

/// Descending distances for each pair event: the levels that its particles go through. A level list that was
/// made for a smaller ε goes on where that of a larger one ends.
using SplittingLevels = std::vector<std::vector<double>>;

/// Estimates P(margin < ε) by splitting each pair event E_j = {d_j < ε} by itself.
///
/// For a pair j and fixed levels t_1 > t_2 > …, N particles are drawn from the family's law. At each level
/// those with d_j < t_l survive, are copied up to N again, and every particle makes some steps of a Markov
/// chain that leaves the law given {d_j < t_l} as it is. γ_l, the product of the surviving shares, times the
/// mean of f over the particles is an unbiased estimate of E[f; d_j < t_l], for any f, any N, however slowly
/// the chain mixes (Del Moral, Feynman-Kac Formulae, 2004, section 7.4). With f = 1{d_j < ε} / #{events that
/// hold} the sum over the pairs is P(∪ E_j), because each prior of the union is counted once in all.
///
/// One descent for the least margin of all pairs would be unbiased as well, but in practice misses most of
/// the pairs. The same may happen within one pair if its event has several regions: the number of different
/// first particles that the last ones descend from says how much there was to choose from.
///
/// Replications are functions of (key, number); the value at ε does not depend on what other ε are asked.
class SplittingSampler {
 public:
  /// The family must have a generative form and outlive this.
  SplittingSampler(const TypeSpace& space, std::span<const Coalition> coalitions, const PriorFamily& family);
  SplittingSampler(const SplittingSampler&) = delete;
  SplittingSampler& operator=(const SplittingSampler&) = delete;

  /// What is asked at one ε.
  struct Estimate {
    double probability = 0;  ///< of the union
    double pair_sum = 0;     ///< Σ P(E_j)
    /// The least over the pairs: of N first particles the share that has descendants within ε.
    double ancestor_share = 1;
  };

  /// Levels down to `least_epsilon`, from a pilot run of so many particles with a stream of its own: each is
  /// the fifth of the distances from below. Throws InvalidInput if all are 0.
  [[nodiscard]] SplittingLevels find_levels(StreamKey key, std::uint64_t particles, double least_epsilon);

  /// `epsilons` descend, none below what the levels were found for.
  [[nodiscard]] std::vector<Estimate> run(StreamKey key, std::uint64_t replication, std::uint64_t particles,
                                          const SplittingLevels& levels, std::span<const double> epsilons);

  [[nodiscard]] std::size_t events() const { return events_.events().size(); }
  /// The least ε for which distances tell what they should.
  [[nodiscard]] double least_epsilon() const { return resolution_ * 1024; }

 private:
  /// Particles on their way down one pair's levels.
  struct Population {
    const PairEvent* event = nullptr;
    StreamKey key;
    std::size_t level = 0;             ///< levels passed
    std::vector<double> inputs;        ///< [particle][input]
    std::vector<double> distances;     ///< [particle]
    std::vector<std::uint64_t> roots;  ///< [particle]: the first particle it descends from
  };

  [[nodiscard]] std::span<double> inputs_of(Population& population, std::size_t particle) const;
  [[nodiscard]] double distance_of(const PairEvent& event, std::span<const double> inputs);
  [[nodiscard]] Population start(const PairEvent& event, StreamKey key, std::uint64_t particles);
  /// Goes below `level`, the first of whose list is `first_level`; returns the share that survived, 0 if none
  /// did: then nothing is left to go on with.
  double descend(Population& population, double level, double first_level);
  void move(Population& population, std::size_t particle, double level, double width);
  /// Adds what this population says of ε; `weight` is γ.
  void add(Population& population, double weight, double epsilon, Estimate& estimate);

  PairEvents events_;
  PairDistances distances_;
  std::unique_ptr<GenerativeForm> form_;
  ParticleMoves moves_;
  double resolution_;
  std::vector<double> weights_;
  std::vector<double> proposal_;
};

}  // namespace genericity::tail
