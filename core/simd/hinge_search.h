#pragma once

#include <cstddef>

#include "core/simd/lane_system.h"

namespace genericity::simd {

/// Looks for transfers ψ that make every deviation costly, one prior a lane. It proves nothing.
///
/// Asked for is that truth pays w(θ̄_S) more than every misreport; let r_S(θ̄, θ̂) be what is missing to that.
/// Minimised over ψ with Σ_i ψ_i = 0 is
///
///   Σ_S Σ_{θ̄≠θ̂} max(0, r_S(θ̄, θ̂))² / ‖row‖²,   ‖row‖² = 2 |S| (n − |S|)/n Σ_{θ_-S} w(θ̄, θ_-S)²,
///
/// by nonlinear conjugate gradients (Hestenes and Stiefel 1952, restarted where their β is negative), each
/// step a Newton step along the direction for the rows that miss their target at its start. Rows that have
/// what they need drop out, so that more rows than unknowns do no harm. A lane is done at its first iterate
/// at which truth pays more than every misreport, long before the minimum.
///
/// A lane's numbers depend on its own prior alone.
template <class Lanes>
class HingeSearch {
 public:
  using System = LaneSystem<Lanes>;
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;

  /// Runs the priors `priors[0 … count−1]`, count ≤ width, for at most `limit` iterations, or until at most
  /// `leave` of them are unfinished. The transfers of the found lanes stay in the workspace.
  static void run(const CandidateView& view, Vector* space, const double* const* priors, int count, int limit,
                  int leave, LaneState* states) {
    System::load(view, space, priors, count);
    start(view, space);
    const std::size_t unknowns = view.agents * view.profiles;
    Vector* const transfers = space + view.transfers;
    Vector* const direction = space + view.direction;
    Vector* gradient = space + view.gradient;
    Vector* previous = space + view.previous;
    descend(view, space, previous);
    LaneProgress<Lanes> progress(count, states);
    for (int iteration = 1;; ++iteration) {
      const Vector step = progress.admit(take_change(view, space));
      const bool going = progress.proceed(advance(view, space, step), leave);
      if (!going || iteration >= limit) {
        for (std::size_t i = 0; i < unknowns; ++i) transfers[i] += step * direction[i];
        if (going) progress.give_up();
        return;
      }
      System::transpose(view, space, gradient);
      const Vector ratio = project(view, space, gradient, previous);
      // The step is taken here, on the way through memory.
      for (std::size_t i = 0; i < unknowns; ++i) {
        transfers[i] += step * direction[i];
        direction[i] = ratio * direction[i] - gradient[i];
      }
      Vector* const swapped = gradient;
      gradient = previous;
      previous = swapped;
    }
  }

 private:
  /// ψ = 0: everything is missing.
  static void start(const CandidateView& view, Vector* space) {
    const Vector* const weights = space + view.weights;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const residual = space + view.residual + c.matrix;
      Vector* const weighted = space + view.weighted + c.matrix;
      const Real weight = static_cast<Real>(0.5 * c.weight);
      const Real others = static_cast<Real>(m - 1);
      for (std::size_t i = 0; i < m; ++i) {
        Vector mass{};
        Vector square{};
        for (std::size_t o = 0; o < c.other_types; ++o) {
          const Vector entry = weights[c.inside[i] + c.outside[o]];
          mass += entry;
          square += entry * entry;
        }
        const Vector scale = weight / square;
        const Vector first = scale * mass;
        space[view.scale + c.row + i] = scale;
        space[view.threshold + c.row + i] = mass * static_cast<Real>(1 - least_share);
        for (std::size_t j = 0; j < m; ++j) {
          residual[i * m + j] = mass;
          weighted[i * m + j] = first;
        }
        weighted[i * m + i] = -(first * others);
      }
    }
  }

  /// The first direction: against the projected gradient, which is kept.
  static void descend(const CandidateView& view, Vector* space, Vector* gradient) {
    System::transpose(view, space, gradient);
    Vector* const direction = space + view.direction;
    for (std::size_t profile = 0; profile < view.profiles; ++profile) {
      const Vector mean = System::mean_at(view, gradient, profile);
      for (std::size_t agent = 0; agent < view.agents; ++agent) {
        const std::size_t i = agent * view.profiles + profile;
        const Vector entry = gradient[i] - mean;
        gradient[i] = entry;
        direction[i] = -entry;
      }
    }
  }

  /// Projects the gradient onto Σ_i ψ_i = 0; returns β ≥ 0.
  static Vector project(const CandidateView& view, const Vector* space, Vector* gradient,
                        const Vector* previous) {
    const Vector* const direction = space + view.direction;
    Vector over{};
    Vector under{};
    for (std::size_t profile = 0; profile < view.profiles; ++profile) {
      const Vector mean = System::mean_at(view, gradient, profile);
      for (std::size_t agent = 0; agent < view.agents; ++agent) {
        const std::size_t i = agent * view.profiles + profile;
        const Vector entry = gradient[i] - mean;
        gradient[i] = entry;
        const Vector difference = entry - previous[i];
        over += entry * difference;
        under += direction[i] * difference;
      }
    }
    // In a lane that stands still 0/0: no memory of the direction.
    const Vector ratio = over / under;
    return ((ratio > Vector{}) & (ratio < System::splat(Lanes::greatest))) ? ratio : Vector{};
  }

  /// What a unit step along the direction changes in the r_S; returns the step to take.
  static Vector take_change(const CandidateView& view, Vector* space) {
    Vector slope{};
    Vector curvature{};
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      System::apply(view, space, c);
      Vector* const change = space + view.change + c.matrix;
      const Vector* const residual = space + view.residual + c.matrix;
      for (std::size_t i = 0; i < m; ++i) {
        const Vector truth = change[i * m + i];
        Vector row_slope{};
        Vector row_curvature{};
        // The place of truth itself changes by 0.
        for (std::size_t j = 0; j < m; ++j) {
          const Vector entry = change[i * m + j] - truth;
          change[i * m + j] = entry;
          const Vector missing = residual[i * m + j];
          const Vector counted = missing > Vector{} ? entry : Vector{};
          row_slope += counted * missing;
          row_curvature += counted * entry;
        }
        const Vector scale = space[view.scale + c.row + i];
        slope += scale * row_slope;
        curvature += scale * row_curvature;
      }
    }
    return -slope / curvature;
  }

  /// Takes the step; which lanes have every deviation costly after it.
  static Mask advance(const CandidateView& view, Vector* space, const Vector& step) {
    Mask costly = Lanes::first(Lanes::width);
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const residual = space + view.residual + c.matrix;
      Vector* const weighted = space + view.weighted + c.matrix;
      const Vector* const change = space + view.change + c.matrix;
      for (std::size_t i = 0; i < m; ++i) {
        const Vector limit = space[view.threshold + c.row + i];
        const Vector scale = space[view.scale + c.row + i];
        Vector sum{};
        for (std::size_t j = 0; j < m; ++j) {
          if (j == i) continue;
          const Vector missing = residual[i * m + j] + step * change[i * m + j];
          residual[i * m + j] = missing;
          costly &= missing < limit;
          const Vector entry = missing > Vector{} ? scale * missing : Vector{};
          weighted[i * m + j] = entry;
          sum += entry;
        }
        weighted[i * m + i] = -sum;
      }
    }
    return costly;
  }
};

}  // namespace genericity::simd
