#pragma once

#include <cstddef>

#include "core/simd/lane_system.h"

namespace genericity::simd {

/// Another search for transfers, for priors whose posteriors lie close together: near independence the rows
/// of a coalition are nearly parallel, which slows HingeSearch down and is nothing to this one.
///
/// Every deviation is to cost β_S w(θ̄_S), β_S = n − |S|. (Redrawing θ_A from its law, A ⊆ S, makes one and
/// the same function of θ out of every S ⊇ A, so some mixtures of rows cancel out at every prior. Equalities
/// can be met only where their right sides cancel out as well, and these do: β_S = Σ_{i∈S} ℓ_i with ℓ_i = (n
/// − |A|)/|A| on A and −1 elsewhere, Σ_i ℓ_i = 0.) Let E_S be what is missing, each row centred to sum 0 (a
/// constant in a row is no incentive). Preconditioned conjugate gradients lower
///
///   Σ_S weight_S · tr(E_Sᵀ (P_S P_Sᵀ + δ diag)⁻¹ E_S)   over ψ with Σ_i ψ_i = 0.
///
/// Without δ and with one coalition the norm makes the normal equations a projection, whatever the prior; the
/// overlap of the coalitions alone is left to iterate on. It wants equalities, so it is of use only where the
/// system has no more rows than unknowns.
///
/// A lane's numbers depend on its own prior alone.
template <class Lanes>
class BlockSearch {
 public:
  using System = LaneSystem<Lanes>;
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;

  /// As HingeSearch::run.
  static void run(const CandidateView& view, Vector* space, const double* const* priors, int count, int limit,
                  int leave, LaneState* states) {
    System::load(view, space, priors, count);
    invert(view, space);
    start(view, space);
    const std::size_t unknowns = view.agents * view.profiles;
    Vector* const transfers = space + view.transfers;
    Vector* const direction = space + view.direction;
    Vector* const gradient = space + view.gradient;
    System::transpose(view, space, gradient);
    Vector square = project(view, gradient);
    for (std::size_t i = 0; i < unknowns; ++i) direction[i] = -gradient[i];
    LaneProgress<Lanes> progress(count, states);
    for (int iteration = 0; iteration < limit; ++iteration) {
      const Vector step = progress.admit(square / take_change(view, space));
      for (std::size_t i = 0; i < unknowns; ++i) transfers[i] += step * direction[i];
      if (!progress.proceed(advance(view, space, step), leave)) return;
      System::transpose(view, space, gradient);
      const Vector next = project(view, gradient);
      const Vector ratio = next / square;
      square = next;
      for (std::size_t i = 0; i < unknowns; ++i) direction[i] = ratio * direction[i] - gradient[i];
    }
    progress.give_up();
  }

 private:
  /// δ: keeps the inverse in range where m_S > k_S, and small margins from ruling the norm.
  static constexpr double ridge = 1e-3;

  /// inverse_S = weight_S (P_S P_Sᵀ + δ diag)⁻¹, by Gauss–Jordan steps in place; the matrix is positive
  /// definite, so no pivot is sought.
  static void invert(const CandidateView& view, Vector* space) {
    const Vector* const weights = space + view.weights;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const a = space + view.inverse + c.matrix;
      Contraction<Lanes>::run({weights, c.inside, c.outside}, {weights, c.inside, c.outside},
                              {a, c.row_starts, view.ramp}, m, m, c.other_types);
      for (std::size_t i = 0; i < m; ++i) a[i * m + i] *= static_cast<Real>(1 + ridge);
      for (std::size_t k = 0; k < m; ++k) {
        const Vector pivot = static_cast<Real>(1) / a[k * m + k];
        a[k * m + k] = System::splat(1);
        for (std::size_t j = 0; j < m; ++j) a[k * m + j] *= pivot;
        for (std::size_t i = 0; i < m; ++i) {
          if (i == k) continue;
          const Vector factor = a[i * m + k];
          a[i * m + k] = Vector{};
          for (std::size_t j = 0; j < m; ++j) a[i * m + j] -= factor * a[k * m + j];
        }
      }
      const Real weight = static_cast<Real>(c.weight);
      for (std::size_t i = 0; i < m * m; ++i) a[i] *= weight;
    }
  }

  /// ψ = 0: everything is missing.
  static void start(const CandidateView& view, Vector* space) {
    const Vector* const weights = space + view.weights;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const residual = space + view.residual + c.matrix;
      const Real part = static_cast<Real>(1.0 / static_cast<double>(m));
      for (std::size_t i = 0; i < m; ++i) {
        Vector mass{};
        for (std::size_t o = 0; o < c.other_types; ++o) mass += weights[c.inside[i] + c.outside[o]];
        mass *= static_cast<Real>(view.agents - c.member_count);
        space[view.threshold + c.row + i] = mass * static_cast<Real>(1 - least_share);
        for (std::size_t j = 0; j < m; ++j) residual[i * m + j] = mass * part;
        residual[i * m + i] -= mass;
      }
      multiply_inverse(view, space, c, view.residual, view.weighted);
    }
  }

  static void multiply_inverse(const CandidateView& view, Vector* space, const CandidateCoalition& c,
                               std::size_t from, std::size_t to) {
    Contraction<Lanes>::run({space + view.inverse + c.matrix, c.row_starts, view.ramp},
                            {space + from + c.matrix, view.ramp, c.row_starts},
                            {space + to + c.matrix, c.row_starts, view.ramp}, c.joint_types, c.joint_types,
                            c.joint_types);
  }

  /// Projects the gradient onto Σ_i ψ_i = 0; returns its square.
  static Vector project(const CandidateView& view, Vector* gradient) {
    Vector square{};
    for (std::size_t profile = 0; profile < view.profiles; ++profile) {
      const Vector mean = System::mean_at(view, gradient, profile);
      for (std::size_t agent = 0; agent < view.agents; ++agent) {
        const std::size_t i = agent * view.profiles + profile;
        const Vector entry = gradient[i] - mean;
        gradient[i] = entry;
        square += entry * entry;
      }
    }
    return square;
  }

  /// What a unit step along the direction changes in the E_S; returns the curvature.
  static Vector take_change(const CandidateView& view, Vector* space) {
    Vector curvature{};
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      System::apply(view, space, c);
      Vector* const change = space + view.change + c.matrix;
      const Real part = static_cast<Real>(1.0 / static_cast<double>(m));
      for (std::size_t i = 0; i < m; ++i) {
        Vector mean = change[i * m];
        for (std::size_t j = 1; j < m; ++j) mean += change[i * m + j];
        mean *= part;
        for (std::size_t j = 0; j < m; ++j) change[i * m + j] -= mean;
      }
      multiply_inverse(view, space, c, view.change, view.weighted_change);
      const Vector* const weighted_change = space + view.weighted_change + c.matrix;
      for (std::size_t i = 0; i < m * m; ++i) curvature += change[i] * weighted_change[i];
    }
    return curvature;
  }

  /// Takes the step; which lanes have every deviation costly after it.
  static Mask advance(const CandidateView& view, Vector* space, const Vector& step) {
    Vector* const weighted = space + view.weighted;
    const Vector* const weighted_change = space + view.weighted_change;
    for (std::size_t i = 0; i < view.matrix_size; ++i) weighted[i] += step * weighted_change[i];
    Mask costly = Lanes::first(Lanes::width);
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const residual = space + view.residual + c.matrix;
      const Vector* const change = space + view.change + c.matrix;
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) residual[i * m + j] += step * change[i * m + j];
        const Vector limit = residual[i * m + i] + space[view.threshold + c.row + i];
        for (std::size_t j = 0; j < m; ++j) {
          if (j != i) costly &= residual[i * m + j] < limit;
        }
      }
    }
    return costly;
  }
};

}  // namespace genericity::simd
