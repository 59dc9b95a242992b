#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sim/tail/cell_law.h"
#include "sim/tail/close_prior.h"
#include "sim/tail/pair_events.h"
#include "sim/tail/pair_law.h"

namespace genericity::tail {

/// Estimates P(margin < ε) = P(∪_j E_j) from draws that lie in the event, all or nearly all of them.
///
/// Draw j with probability a_j = share_j / Σ share, then a prior p from q_j, which makes E_j happen
/// (PairLaw), and count
///
///     v(p) = 1 / Σ_i a_i (q_i / f)(p),        the sum over all events that hold at p.
///
/// Since q_i > 0 exactly on E_i, the mean of v under Σ a_j q_j is P(∪ E_j): v is the density of the law f
/// against that of the draws. Unbiased whatever the shares.
///
/// Where the pair laws are not exact, v can be large at priors that f likes and every q_i neglects, which
/// happens when the events are not rare. A prior is therefore drawn from f itself with probability
/// a_0 = S/(1+S), S = Σ share (a defensive mixture: Hesterberg, Technometrics 37, 1995). Then v = 0 outside
/// the events, v = 1 / (a_0 + (1−a_0) Σ_i a_i q_i/f) ≤ 1/a_0 in them, and for rare events little changes.
///
/// Where the pair laws are exact (Dirichlet(1)), a_0 = 0, and v is Σ_j P(E_j) over the number of events that
/// hold: the at-least-one-rare-event sampler of Owen, Maximov and Chertkov (Electronic Journal of Statistics
/// 13, 2019), whose v lies between Σ P(E_j) / #events and Σ P(E_j), however small ε.
///
/// Draw i is a pure function of (key, i). Holds its memory from draw to draw; one object per thread.
class UnionSampler {
 public:
  /// Throws InvalidInput if the probability of every event is below the least double.
  UnionSampler(const TypeSpace& space, std::span<const Coalition> coalitions, const CellLaw& law,
               double epsilon);
  UnionSampler(const UnionSampler&) = delete;
  UnionSampler& operator=(const UnionSampler&) = delete;

  /// Sums over draws, added up in their order.
  struct Sums {
    std::uint64_t draws = 0;
    double value = 0;         ///< Σ v
    double square = 0;        ///< Σ (v/c)² with c = share_sum(): squares of tiny v would underflow
    double multiplicity = 0;  ///< Σ v · (number of events that hold)
    double scale = 1;         ///< c

    /// (Σv)²/Σv²: how many draws of equal weight would do as well.
    [[nodiscard]] double effective_draws() const {
      return square > 0 ? value / scale * (value / scale) / square : 0;
    }
  };
  Sums run(StreamKey key, std::uint64_t first, std::uint64_t count);

  [[nodiscard]] std::size_t events() const { return events_.events().size(); }
  /// Σ_j P(E_j), an upper bound of the probability: exact under Dirichlet(1), otherwise an estimate.
  [[nodiscard]] double share_sum() const { return cumulative_.back(); }

 private:
  /// v of draw i, 0 if it left the simplex or no event holds; `multiplicity` becomes the number of events
  /// that hold.
  double draw(Stream& stream, std::uint64_t& multiplicity);
  /// Puts the event's pair close. False if it left the simplex.
  bool make_happen(const PairEvent& event, Stream& stream);
  [[nodiscard]] const PairLaw& law_of(const PairEvent& event) const {
    return *laws_[law_of_split_[event.coalition]];
  }

  CellLaw law_;
  double epsilon_;
  PairEvents events_;
  ClosePrior prior_;
  std::vector<std::unique_ptr<PairLaw>> laws_;  // one for every size k of posteriors
  std::vector<std::size_t> law_of_split_;
  std::vector<double> cumulative_;  // Σ of the shares of events 0 … j
  double law_share_ = 0;            // of the law itself, relative to the events' shares
  std::vector<double> weights_;
  std::vector<double> first_, second_, difference_;
  std::vector<double> drawn_;
  ClosePair pair_;
};

}  // namespace genericity::tail
