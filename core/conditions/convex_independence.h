#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <vector>

#include "core/coalition.h"
#include "core/exact/integers.h"
#include "core/gordan/gordan.h"
#include "core/prior.h"
#include "core/type_space.h"
#include "core/verdict.h"

namespace genericity {

/// Proof that no posterior of the coalition lies in the convex hull of its other posteriors: for every θ̄_S a
/// function f on Θ_-S, `functionals[θ̄_S][θ_-S]`, with Σ_x f(x) p(x|θ̂_S) < Σ_x f(x) p(x|θ̄_S) for all θ̂_S ≠
/// θ̄_S.
struct SeparationCertificate {
  Coalition coalition;
  std::vector<std::vector<mpz_class>> functionals;
};

/// Proof that one does: λ ≥ 0, λ(θ̄_S) = 0, with Σ_θ̂ λ(θ̂_S) w(θ̂_S, x) proportional to w(θ̄_S, x) > 0.
struct CombinationCertificate {
  Coalition coalition;
  std::uint32_t type = 0;  ///< θ̄_S
  std::vector<mpz_class> weights;
};

/// Exact checks that know nothing of the solver.
bool proves_convex_independence(const TypeSpace& space, const IntegerWeights& weights,
                                const SeparationCertificate& certificate);
bool refutes_convex_independence(const TypeSpace& space, const IntegerWeights& weights,
                                 const CombinationCertificate& certificate);

/// Convex Independence (Crémer and McLean 1988) of one coalition's posteriors: no p(·|θ̄_S) is a convex
/// combination of the p(·|θ̂_S), θ̂_S ≠ θ̄_S. For a single agent it is their condition for full extraction of
/// his surplus. Verdicts are proved exactly. Holds its memory from call to call; one object per thread.
class ConvexIndependence {
 public:
  ConvexIndependence(const TypeSpace& space, Coalition coalition);

  [[nodiscard]] Coalition coalition() const { return coalition_; }
  Decision decide(const Prior& prior);
  /// Proofs of the last decide(): separation() after holds, combination() after fails.
  [[nodiscard]] const SeparationCertificate& separation() const { return separation_; }
  [[nodiscard]] const CombinationCertificate& combination() const { return combination_; }
  /// The least total-variation distance between a posterior and the hull of the others; floating point, to
  /// about 1e-9; NaN where that does not tell it from 0.
  double margin(const Prior& prior);

 private:
  /// The rows w(θ̂, ·) w(θ̄) − w(θ̄, ·) w(θ̂), θ̂ ≠ θ̄, as integers and nearest doubles.
  void fill(const IntegerWeights& weights, std::size_t type);

  TypeSpace space_;
  Coalition coalition_;
  CoalitionSplit split_;
  std::vector<mpz_class> totals_;
  SparseRows<mpz_class> exact_;
  SparseRows<double> rows_;
  SparseRows<double> no_forms_;
  std::vector<double> scale_;
  GordanSolver solver_;
  SeparationCertificate separation_;
  CombinationCertificate combination_;
};

/// Convex Independence of every single agent.
class AgentsConvexIndependence {
 public:
  explicit AgentsConvexIndependence(const TypeSpace& space);
  /// Fails if it fails for some agent, holds if it holds for all, and is undecided otherwise.
  Decision decide(const Prior& prior);
  /// The least over the agents.
  double margin(const Prior& prior);
  [[nodiscard]] std::vector<ConvexIndependence>& agents() { return agents_; }

 private:
  std::vector<ConvexIndependence> agents_;
};

}  // namespace genericity
