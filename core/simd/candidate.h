#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/candidate_view.h"
#include "core/simd/contraction.h"

namespace genericity::simd {

/// Looks for transfers ψ that make every deviation costly, one prior a lane, by preconditioned conjugate
/// gradients. It proves nothing.
///
/// With P_S the m_S×k_S matrix of w along coalition S and F_S that of f_S = Σ_{i∈S} ψ_i, entry (θ̄, θ̂) of
/// P_S F_Sᵀ is what type θ̄ expects of report θ̂, times w(θ̄_S). Asked for is that truth pays β_S w(θ̄_S) more
/// than every misreport. Let E_S be what is missing, each row centred to sum 0 (a constant in a row is no
/// incentive). The method lowers
///
///   Σ_S weight_S · tr(E_Sᵀ (P_S P_Sᵀ + δ diag)⁻¹ E_S)   over ψ with Σ_i ψ_i = 0.
///
/// Without δ and with one coalition the norm makes the normal equations a projection, whatever the prior; the
/// coalitions' overlap alone is left to iterate on, so a few steps do. There is no Gram matrix of the rows,
/// and memory is that of ψ and of the E_S. A lane is done at its first iterate at which truth pays more than
/// every misreport, which is long before the iteration has converged.
///
/// A lane's numbers depend on its own prior alone.
template <class Lanes>
class Candidate {
 public:
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  static constexpr int width = Lanes::width;

  /// Runs the priors `priors[0 … count−1]`, count ≤ width, for at most `limit` iterations, or until at most
  /// `leave` of them are unfinished. The transfers of the found lanes stay in the workspace.
  static void run(const CandidateView& view, Vector* space, const double* const* priors, int count, int limit,
                  int leave, LaneState* states) {
    load(view, space, priors, count);
    precondition(view, space);
    start(view, space);
    iterate(view, space, count, limit, leave, states);
  }

 private:
  /// Added to the diagonal of P_S P_Sᵀ, relative to it: keeps the rows of like types from ruling the norm,
  /// and the inverse in range where m_S > k_S.
  static constexpr double ridge = 0.1;
  /// The share of its target that a deviation's cost must exceed; below 1 − this the float's own roundings
  /// would spoil the proof.
  static constexpr double share = 0.02;

  static Vector splat(Real value) { return value - Vector{}; }

  static void load(const CandidateView& view, Vector* space, const double* const* priors, int count) {
    Vector* const weights = space + view.weights;
    for (int lane = 0; lane < width; ++lane) {
      // Lanes without a prior of their own repeat the last one.
      const double* const prior = priors[lane < count ? lane : count - 1];
      double total = 0;
      for (std::size_t profile = 0; profile < view.profiles; ++profile) total += prior[profile];
      const double scale = static_cast<double>(view.profiles) / total;
      for (std::size_t profile = 0; profile < view.profiles; ++profile) {
        weights[profile][lane] = static_cast<Real>(prior[profile] * scale);
      }
    }
  }

  /// inverse_S = weight_S (P_S P_Sᵀ + δ diag)⁻¹, by Gauss–Jordan steps in place; the matrix is positive
  /// definite, so no pivot is sought.
  static void precondition(const CandidateView& view, Vector* space) {
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
        a[k * m + k] = splat(1);
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
    for (std::size_t i = 0; i < view.agents * view.profiles; ++i) space[view.transfers + i] = Vector{};
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const e = space + view.residual + c.matrix;
      const Real part = static_cast<Real>(1.0 / static_cast<double>(m));
      for (std::size_t i = 0; i < m; ++i) {
        Vector mass{};
        for (std::size_t o = 0; o < c.other_types; ++o) mass += weights[c.inside[i] + c.outside[o]];
        mass *= static_cast<Real>(c.target);
        space[view.threshold + c.row + i] = mass * static_cast<Real>(1 - share);
        for (std::size_t j = 0; j < m; ++j) e[i * m + j] = mass * part;
        e[i * m + i] -= mass;
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

  static void iterate(const CandidateView& view, Vector* space, int count, int limit, int leave,
                      LaneState* states) {
    for (int lane = 0; lane < count; ++lane) states[lane] = LaneState::unfinished;
    const std::size_t unknowns = view.agents * view.profiles;
    Vector* const transfers = space + view.transfers;
    Vector* const direction = space + view.direction;
    const Vector* const gradient = space + view.gradient;
    Vector square = take_gradient(view, space);
    for (std::size_t i = 0; i < unknowns; ++i) direction[i] = -gradient[i];
    unsigned active = (count == 32 ? ~0U : (1U << static_cast<unsigned>(count)) - 1U);
    Mask running = Lanes::first(count);
    for (int iteration = 0;; ++iteration) {
      const Vector curvature = take_change(view, space);
      Vector step = square / curvature;
      // A lane that is done stands still; one whose numbers have left the range is given up.
      const Mask usable = running & (step > Vector{}) & (step < splat(Lanes::greatest));
      step = usable ? step : Vector{};
      for (std::size_t i = 0; i < unknowns; ++i) transfers[i] += step * direction[i];
      const Mask found = usable & advance(view, space, step);
      running = usable & ~found;
      const unsigned found_bits = Lanes::bits(found);
      const unsigned running_bits = Lanes::bits(running);
      for (int lane = 0; lane < count; ++lane) {
        const unsigned bit = 1U << static_cast<unsigned>(lane);
        if ((found_bits & bit) != 0) {
          states[lane] = LaneState::found;
        } else if ((active & ~running_bits & bit) != 0) {
          states[lane] = LaneState::given_up;
        }
      }
      active = running_bits;
      if (iteration + 1 >= limit) break;
      if (__builtin_popcount(active) <= leave) return;
      const Vector next = take_gradient(view, space);
      Vector ratio = next / square;
      ratio = running ? ratio : Vector{};
      square = next;
      for (std::size_t i = 0; i < unknowns; ++i) direction[i] = ratio * direction[i] - gradient[i];
    }
    for (int lane = 0; lane < count; ++lane) {
      if (states[lane] == LaneState::unfinished) states[lane] = LaneState::given_up;
    }
  }

  /// The gradient with respect to ψ, projected onto Σ_i ψ_i = 0; returns its square.
  static Vector take_gradient(const CandidateView& view, Vector* space) {
    const std::size_t profiles = view.profiles;
    const Vector* const weights = space + view.weights;
    Vector* const gradient = space + view.gradient;
    Vector* const joint = space + view.joint;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const bool single = s < view.agents;
      Vector* const to = single ? gradient + s * profiles : joint;
      Contraction<Lanes>::run({space + view.weighted + c.matrix, view.ramp, c.row_starts},
                              {weights, c.outside, c.inside}, {to, c.inside, c.outside}, c.joint_types,
                              c.other_types, c.joint_types);
      if (single) continue;
      for (std::size_t member = 0; member < c.member_count; ++member) {
        Vector* const of_member = gradient + c.members[member] * profiles;
        for (std::size_t profile = 0; profile < profiles; ++profile) of_member[profile] += joint[profile];
      }
    }
    const Real share_of_one = static_cast<Real>(1.0 / static_cast<double>(view.agents));
    Vector square{};
    for (std::size_t profile = 0; profile < profiles; ++profile) {
      Vector mean = gradient[profile];
      for (std::size_t agent = 1; agent < view.agents; ++agent) mean += gradient[agent * profiles + profile];
      mean *= share_of_one;
      for (std::size_t agent = 0; agent < view.agents; ++agent) {
        Vector& entry = gradient[agent * profiles + profile];
        entry -= mean;
        square += entry * entry;
      }
    }
    return square;
  }

  /// What a unit step along the direction changes in the E_S, and the curvature along it.
  static Vector take_change(const CandidateView& view, Vector* space) {
    const std::size_t profiles = view.profiles;
    const Vector* const weights = space + view.weights;
    const Vector* const direction = space + view.direction;
    Vector* const joint = space + view.joint;
    Vector curvature{};
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      const Vector* transfer = direction + c.members[0] * profiles;
      if (c.member_count > 1) {
        const Vector* const second = direction + c.members[1] * profiles;
        for (std::size_t profile = 0; profile < profiles; ++profile)
          joint[profile] = transfer[profile] + second[profile];
        for (std::size_t member = 2; member < c.member_count; ++member) {
          const Vector* const next = direction + c.members[member] * profiles;
          for (std::size_t profile = 0; profile < profiles; ++profile) joint[profile] += next[profile];
        }
        transfer = joint;
      }
      Vector* const q = space + view.change + c.matrix;
      Contraction<Lanes>::run({weights, c.inside, c.outside}, {transfer, c.inside, c.outside},
                              {q, c.row_starts, view.ramp}, m, m, c.other_types);
      const Real part = static_cast<Real>(1.0 / static_cast<double>(m));
      for (std::size_t i = 0; i < m; ++i) {
        Vector mean = q[i * m];
        for (std::size_t j = 1; j < m; ++j) mean += q[i * m + j];
        mean *= part;
        for (std::size_t j = 0; j < m; ++j) q[i * m + j] -= mean;
      }
      multiply_inverse(view, space, c, view.change, view.weighted_change);
      const Vector* const z = space + view.weighted_change + c.matrix;
      for (std::size_t i = 0; i < m * m; ++i) curvature += q[i] * z[i];
    }
    return curvature;
  }

  /// Takes the step; which lanes have every deviation costly after it.
  static Mask advance(const CandidateView& view, Vector* space, const Vector& step) {
    Vector* const weighted = space + view.weighted;
    const Vector* const weighted_change = space + view.weighted_change;
    for (std::size_t i = 0; i < view.matrix_size; ++i) weighted[i] += step * weighted_change[i];
    Mask costly = Lanes::first(width);
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      const std::size_t m = c.joint_types;
      Vector* const e = space + view.residual + c.matrix;
      const Vector* const q = space + view.change + c.matrix;
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) e[i * m + j] += step * q[i * m + j];
        const Vector limit = e[i * m + i] + space[view.threshold + c.row + i];
        for (std::size_t j = 0; j < m; ++j) {
          if (j != i) costly &= e[i * m + j] < limit;
        }
      }
    }
    return costly;
  }
};

}  // namespace genericity::simd
