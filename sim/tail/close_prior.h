#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/tail/close_pair.h"
#include "sim/tail/pair_events.h"

namespace genericity::tail {

/// A prior in which one pair of posteriors is close, and the distances of all pairs in it.
///
/// A distance far below the resolution of doubles is still right: the weights of the pair are kept in parts
/// (ClosePair), and where doubles do not settle what is asked, everything is added up in 113 bits. Other
/// pairs need this, too: with two types an agent's 2×2 minor is seen by two coalitions, as rows by one and as
/// columns by the other, and both distances are as small as the minor.
class ClosePrior {
 public:
  ClosePrior(const TypeSpace& space, const PairEvents& events);
  ClosePrior(const ClosePrior&) = delete;
  ClosePrior& operator=(const ClosePrior&) = delete;
  ~ClosePrior();

  /// Takes over a prior that was drawn from the law: |Θ| positive weights.
  void set_weights(std::span<const double> weights);
  [[nodiscard]] std::span<const double> weights() const { return weights_; }

  /// Σ of the weights of one joint type of the event's coalition, of the drawn prior.
  [[nodiscard]] double mass(const PairEvent& event, std::uint32_t type) const;
  /// Puts mass·x on the event's first and mass·y on its second joint type.
  void set_pair(const PairEvent& event, const ClosePair& pair, double first_mass, double second_mass);

  /// To be called after the weights are in place, before the questions below.
  void prepare();
  /// Whether the two posteriors' total-variation distance is below epsilon.
  [[nodiscard]] bool is_closer(const PairEvent& event, double epsilon);
  /// The posteriors x and y of the two joint types and their difference y − x. Differences of posteriors that
  /// are closer than 2^-20 are formed in 113 bits.
  void compare(const PairEvent& event, std::span<double> first, std::span<double> second,
               std::span<double> difference);

 private:
  /// The weights in 113 bits.
  struct FineWeights;

  [[nodiscard]] double coarse_distance(const PairEvent& event) const;
  [[nodiscard]] bool is_closer_in_113_bits(const PairEvent& event, double epsilon);
  void make_fine();

  const PairEvents* events_;
  std::vector<double> weights_;
  std::vector<std::vector<double>> posteriors_;  // [coalition][θ_S · k_S + θ_-S]
  std::unique_ptr<FineWeights> fine_;            // valid if has_fine_
  bool has_fine_ = false;
  PairEvent pair_event_;
  const ClosePair* pair_ = nullptr;
  double first_mass_ = 0;
  double second_mass_ = 0;
};

}  // namespace genericity::tail
