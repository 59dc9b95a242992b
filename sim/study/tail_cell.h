#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/random/stream.h"
#include "sim/study/study.h"
#include "sim/study/tail_result.h"
#include "sim/tail/splitting.h"
#include "sim/tail/union_sampler.h"

namespace genericity {

/// The estimates of one cell and condition: which sampler makes them, and on what stream.
class TailCell {
 public:
  /// Throws InputError if tail mode cannot treat it, with the reason. `study` and `ensemble` must outlive
  /// this.
  TailCell(const Study& study, const Ensemble& ensemble, const Pattern& pattern, Condition condition);

  /// How many ε are asked together: all where one descent serves them, else one.
  static std::size_t epsilons_together(const Study& study, const Ensemble& ensemble) {
    return ensemble.family->cell_law() ? 1 : study.tail.epsilons.size();
  }

  /// Makes replications on one thread.
  class Sampler {
   public:
    /// One for each ε, a function of (study, ensemble, coalitions, ε, number) alone.
    [[nodiscard]] std::vector<TailReplication> run(std::uint64_t replication, std::uint64_t draws);

   private:
    friend class TailCell;
    StreamKey key_;
    std::vector<double> epsilons_;
    std::unique_ptr<tail::UnionSampler> union_;
    std::unique_ptr<tail::SplittingSampler> splitting_;
    const tail::SplittingLevels* levels_ = nullptr;
  };

  /// To be called before sampler() is: finds the levels of splitting with a pilot run. `particles`: how many
  /// it has; other numbers than the default are for measuring time.
  void prepare(std::uint64_t particles = pilot_particles);
  /// Throws InputError for an ε that is too small. Refers to this.
  [[nodiscard]] std::unique_ptr<Sampler> sampler(std::span<const double> epsilons) const;

  static constexpr std::uint64_t pilot_particles = 1000;

 private:
  [[noreturn]] void fail(const std::string& message) const;

  const Study* study_;
  const Ensemble* ensemble_;
  std::vector<Coalition> coalitions_;
  /// Of importance sampling; laws without it are split.
  std::optional<CellLaw> cell_law_;
  StreamKey key_;
  tail::SplittingLevels levels_;
};

}  // namespace genericity
