#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "sim/random/stream.h"
#include "sim/tail/cell_law.h"
#include "sim/tail/close_pair.h"

namespace genericity::tail {

/// How one pair event E_j = {TV(x, y) < ε} is made to happen, for posteriors x, y of k outcomes each.
///
/// The prior p is drawn from its law f, and then x, y (and their masses, where the law ties these to them)
/// are replaced so that E_j holds. The result has the density q_j with respect to f·(dp), which is positive
/// on E_j and 0 elsewhere; density_ratio() is q_j / f.
class PairLaw {
 public:
  PairLaw() = default;
  PairLaw(const PairLaw&) = delete;
  PairLaw& operator=(const PairLaw&) = delete;
  virtual ~PairLaw() = default;

  /// P(E_j), exactly or roughly: how often the event should be chosen, relative to others.
  [[nodiscard]] virtual double share() const = 0;
  /// Whether every density_ratio is 1/share(): q_j is then f given E_j, and nothing need be compared.
  [[nodiscard]] virtual bool is_exact() const { return false; }

  /// Draws the pair. `drawn` is the first posterior as the law drew it, and may be used as room; the masses
  /// come as the law drew them and may be changed. False if y left the simplex: the draw then counts 0.
  virtual bool draw(Stream& stream, std::span<double> drawn, ClosePair& pair, double& first_mass,
                    double& second_mass) const = 0;

  /// q_j / f at a prior in E_j with these posteriors; `difference` = second − first.
  [[nodiscard]] virtual double density_ratio(std::span<const double> first, std::span<const double> second,
                                             std::span<const double> difference) const = 0;
};

/// Under Dirichlet(1) exact, with ClosePairLaw; under the others with TubeProposal.
std::unique_ptr<PairLaw> make_pair_law(const CellLaw& law, std::size_t outcomes, double epsilon);

}  // namespace genericity::tail
