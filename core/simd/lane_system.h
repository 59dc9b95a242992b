#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/candidate_view.h"
#include "core/simd/contraction.h"

namespace genericity::simd {

/// Lemma 1's system in lanes, applied and never formed. With P_S the m_S×k_S matrix of w along coalition S
/// and F_S that of f_S = Σ_{i∈S} ψ_i, entry (θ̄, θ̂) of P_S F_Sᵀ is what type θ̄ expects of report θ̂, times
/// w(θ̄_S).
template <class Lanes>
struct LaneSystem {
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  static constexpr int width = Lanes::width;

  static Vector splat(Real value) { return value - Vector{}; }

  /// The priors, scaled to a mean weight of 1, and ψ = 0.
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
    for (std::size_t i = 0; i < view.agents * view.profiles; ++i) space[view.transfers + i] = Vector{};
  }

  /// change_S = P_S F_Sᵀ for ψ = direction, up to a constant in each row.
  static void apply(const CandidateView& view, Vector* space, const CandidateCoalition& c) {
    const std::size_t profiles = view.profiles;
    const Vector* const weights = space + view.weights;
    const Vector* const direction = space + view.direction;
    const Vector* transfer = direction + c.members[0] * profiles;
    if (c.member_count > 1) {
      Vector* const joint = space + view.joint;
      const Vector* const second = direction + c.members[1] * profiles;
      for (std::size_t profile = 0; profile < profiles; ++profile)
        joint[profile] = transfer[profile] + second[profile];
      for (std::size_t member = 2; member < c.member_count; ++member) {
        const Vector* const next = direction + c.members[member] * profiles;
        for (std::size_t profile = 0; profile < profiles; ++profile) joint[profile] += next[profile];
      }
      transfer = joint;
    }
    Vector* const change = space + view.change + c.matrix;
    if (c.joint_types == 2) {
      apply_to_two(weights, transfer, c, change);
    } else {
      Contraction<Lanes>::run({weights, c.inside, c.outside}, {transfer, c.inside, c.outside},
                              {change, c.row_starts, view.ramp}, c.joint_types, c.joint_types, c.other_types);
    }
  }

  /// gradient_i = Σ_{S∋i} P_Sᵀ weighted_S, the adjoint of apply; the rows of weighted_S sum to 0.
  static void transpose(const CandidateView& view, Vector* space, Vector* gradient) {
    const std::size_t profiles = view.profiles;
    const Vector* const weights = space + view.weights;
    Vector* const joint = space + view.joint;
    for (std::size_t s = 0; s < view.coalition_count; ++s) {
      const CandidateCoalition& c = view.coalitions[s];
      // The singletons come first and fill every part of the gradient.
      const bool single = s < view.agents;
      Vector* const to = single ? gradient + s * profiles : joint;
      const Vector* const weighted = space + view.weighted + c.matrix;
      if (c.joint_types == 2) {
        transpose_of_two(weights, weighted, c, to);
      } else {
        Contraction<Lanes>::run({weighted, view.ramp, c.row_starts}, {weights, c.outside, c.inside},
                                {to, c.inside, c.outside}, c.joint_types, c.other_types, c.joint_types);
      }
      if (single) continue;
      for (std::size_t member = 0; member < c.member_count; ++member) {
        Vector* const of_member = gradient + c.members[member] * profiles;
        for (std::size_t profile = 0; profile < profiles; ++profile) of_member[profile] += joint[profile];
      }
    }
  }

  /// apply with two joint types: one number a row says it all.
  static void apply_to_two(const Vector* weights, const Vector* transfer, const CandidateCoalition& c,
                           Vector* change) {
    const std::size_t one = c.inside[0];
    const std::size_t two = c.inside[1];
    Vector first{};
    Vector second{};
    for (std::size_t o = 0; o < c.other_types; ++o) {
      const std::size_t rest = c.outside[o];
      const Vector difference = transfer[two + rest] - transfer[one + rest];
      first += weights[one + rest] * difference;
      second += weights[two + rest] * difference;
    }
    change[0] = change[3] = Vector{};
    change[1] = first;
    change[2] = -second;
  }

  static void transpose_of_two(const Vector* weights, const Vector* weighted, const CandidateCoalition& c,
                               Vector* to) {
    const std::size_t one = c.inside[0];
    const std::size_t two = c.inside[1];
    const Vector first = weighted[1];
    const Vector second = weighted[2];
    for (std::size_t o = 0; o < c.other_types; ++o) {
      const std::size_t rest = c.outside[o];
      const Vector entry = first * weights[one + rest] - second * weights[two + rest];
      to[one + rest] = -entry;
      to[two + rest] = entry;
    }
  }

  /// The mean over the agents: what the projection onto Σ_i ψ_i = 0 takes away.
  static Vector mean_at(const CandidateView& view, const Vector* transfers, std::size_t profile) {
    Vector sum = transfers[profile];
    for (std::size_t agent = 1; agent < view.agents; ++agent)
      sum += transfers[agent * view.profiles + profile];
    return sum * static_cast<Real>(1.0 / static_cast<double>(view.agents));
  }
};

/// Which lanes still run, and what became of the others.
template <class Lanes>
class LaneProgress {
 public:
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;

  LaneProgress(int count, LaneState* states)
      : running_(Lanes::first(count)),
        active_((1U << static_cast<unsigned>(count)) - 1U),
        count_(count),
        states_(states) {
    for (int lane = 0; lane < count; ++lane) states[lane] = LaneState::unfinished;
  }

  /// The step of the lanes that run, 0 for the others: a lane that is done stands still. A lane whose numbers
  /// have left the range is given up.
  Vector admit(const Vector& step) {
    const Vector range = Lanes::greatest - Vector{};
    running_ &= (step < range) & (step > -range);
    return running_ ? step : Vector{};
  }
  /// `costly`: where every deviation is costly now. False once at most `leave` lanes run.
  bool proceed(const Mask& costly, int leave) {
    const unsigned found = Lanes::bits(running_ & costly);
    running_ &= ~costly;
    const unsigned now = Lanes::bits(running_);
    if (now == active_) return true;
    for (int lane = 0; lane < count_; ++lane) {
      const unsigned bit = 1U << static_cast<unsigned>(lane);
      if ((found & bit) != 0) {
        states_[lane] = LaneState::found;
      } else if ((active_ & ~now & bit) != 0) {
        states_[lane] = LaneState::given_up;
      }
    }
    active_ = now;
    return __builtin_popcount(active_) > leave;
  }
  /// The limit is reached.
  void give_up() {
    for (int lane = 0; lane < count_; ++lane) {
      if (states_[lane] == LaneState::unfinished) states_[lane] = LaneState::given_up;
    }
  }

 private:
  Mask running_;
  unsigned active_;
  int count_;
  LaneState* states_;
};

/// The share of w(θ̄_S) by which truth must pay more than a misreport, of the whole w(θ̄_S) that is aimed at: a
/// candidate with less is spoilt by what floats round away.
inline constexpr double least_share = 0.005;

}  // namespace genericity::simd
