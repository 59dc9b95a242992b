#pragma once

#include <cmath>
#include <cstddef>

#include "core/simd/contraction.h"
#include "core/simd/gordan_view.h"
#include "core/simd/normal_matrix.h"

namespace genericity::simd {

/// Looks for either side of Gordan's alternative for Lemma 1's system A x < 0, one prior a lane: x with
/// A x < 0, or c ≥ 0, not 0, with Aᵀc = 0. It proves nothing.
///
/// With G = −A, rows as posteriors: the homogeneous self-dual embedding of "find x with G x ≥ 1",
///
///   G x − τ1 = s ≥ 0,   Gᵀc = 0,   1·c = κ ≥ 0,   c ≥ 0,   τ ≥ 0,   c∘s = 0,   τκ = 0,
///
/// by a primal–dual interior point method from c∘s = 1, x = 0, τ = κ = 1 with Mehrotra's predictor and
/// corrector (Xu, Hung and Ye 1996): τ > 0 in the limit is CI, κ > 0 its failure. A step is one factorisation
/// of N = GᵀDG, D = c/s, for all lanes at once.
///
/// No limit is needed. Every step solves the weighted least squares problem N u = GᵀD1, and then Gᵀ D(1 − Gu)
/// = 0: once Gu < 1 everywhere, D(1 − Gu) is the c that is sought, well inside the cone of all of them
/// because D is. The x that is sought is found at the first iterate with G x > 0.
///
/// Where some rows have c = 0 in every solution, Gu < 1 never holds there. On the way to the limit their D
/// vanishes beside that of the others, and D(1 − Gu) of the others alone is a solution.
///
/// A lane that is done takes the next job, so that all lanes are busy until the last few. Its numbers depend
/// on its own job alone.
///
/// In floats N loses its digits as D spreads, and the search finds less. Where it stops, doubles can go on:
/// the embedding allows any positive c, s, τ, κ, and what x, c and s miss of the equations is part of every
/// step.
template <class Lanes>
class GordanSearch {
 public:
  using Real = typename Lanes::Real;
  using Vector = typename Lanes::Vector;
  using Mask = typename Lanes::Mask;
  using Normal = NormalMatrix<Lanes>;

  /// Does `count` ≥ 1 jobs, each in at most `limit` steps.
  static void run(const GordanView& view, Vector* space, GordanJob* jobs, std::size_t count, int limit) {
    GordanSearch search(view, space);
    Queue queue{jobs, count};
    // Lanes that never get a prior repeat the first one.
    for (int lane = 0; lane < Lanes::width; ++lane) {
      if (static_cast<std::size_t>(lane) >= count) search.load({jobs[0].prior}, lane);
      queue.refill(search, lane);
    }
    while (queue.active != 0) {
      search.apply_loaded(queue.begun);
      queue.begun = 0;
      const unsigned refuted = search.fit() & queue.active;
      for (int lane = 0; lane < Lanes::width; ++lane) {
        if (((refuted >> static_cast<unsigned>(lane)) & 1U) == 0) continue;
        GordanJob& job = *queue.job_of[lane];
        search.store_multipliers(lane, job.values);
        search.store_state(lane, job);
        job.side = GordanSide::multipliers;
      }
      const Ends ends = search.step();
      for (int lane = 0; lane < Lanes::width; ++lane) {
        const unsigned bit = 1U << static_cast<unsigned>(lane);
        if ((queue.active & bit) == 0) continue;
        if ((refuted & bit) == 0) {
          GordanJob& job = *queue.job_of[lane];
          if ((ends.solved & bit) != 0) {
            search.store_solution(lane, job.values);
            job.side = GordanSide::solution;
          } else if (++queue.steps[lane] >= limit || (ends.lost & bit) != 0) {
            job.side = GordanSide::none;
            job.is_begun = false;
            if ((ends.lost & bit) == 0) search.store_state(lane, job);
          } else {
            continue;
          }
        }
        queue.refill(search, lane);
      }
    }
  }

 private:
  /// Lanes whose x is a solution, and lanes in which no number makes sense any more.
  struct Ends {
    unsigned solved = 0;
    unsigned lost = 0;
  };

  /// Which job each lane works on.
  struct Queue {
    GordanJob* jobs;
    std::size_t count;
    std::size_t next = 0;
    GordanJob* job_of[Lanes::width] = {};
    int steps[Lanes::width] = {};
    unsigned active = 0;
    unsigned begun = 0;  // lanes that have just been loaded with a job that goes on

    /// The next job for a lane that is done with its own, if there is one left.
    void refill(GordanSearch& search, int lane) {
      if (next < count) {
        job_of[lane] = &jobs[next++];
        search.load(*job_of[lane], lane);
        steps[lane] = 0;
        active |= 1U << static_cast<unsigned>(lane);
        if (job_of[lane]->is_begun) begun |= 1U << static_cast<unsigned>(lane);
      } else {
        active &= ~(1U << static_cast<unsigned>(lane));
      }
    }
  };

  static constexpr bool in_doubles = sizeof(Real) == sizeof(double);
  static constexpr Real one = 1;
  /// Part of the greatest D below which rows no longer count.
  static constexpr auto negligible = static_cast<Real>(in_doubles ? 1e-11 : 1e-5);
  /// How far 1 − Gu must stay above 0, and G x relative to |x|, to be worth a proof.
  static constexpr auto least_multiplier = static_cast<Real>(1e-3);
  static constexpr auto least_gain = static_cast<Real>(in_doubles ? 1e-10 : 1e-5);
  /// Part of the way to the boundary that a step may go.
  static constexpr auto step_fraction = static_cast<Real>(0.99);
  /// Complementarity below which rounding rules.
  static constexpr auto least_complementarity = static_cast<Real>(in_doubles ? 1e-15 : 1e-8);

  GordanSearch(const GordanView& view, Vector* space) : view_(view), space_(space) {}

  [[nodiscard]] Vector* at(std::size_t offset) const { return space_ + offset; }
  static Vector splat(Real value) { return value - Vector{}; }
  static Vector smaller(const Vector& a, const Vector& b) { return a < b ? a : b; }

  void load(const GordanJob& job, int lane) {
    const double* const prior = job.prior;
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const GordanCoalition& c = view_.coalitions[s];
      Vector* posterior = at(view_.posteriors) + c.posterior;
      for (std::size_t truth = 0; truth < c.joint_types; ++truth) {
        double total = 0;
        for (std::size_t x = 0; x < c.other_types; ++x) total += prior[c.inside[truth] + c.outside[x]];
        for (std::size_t x = 0; x < c.other_types; ++x) {
          (*posterior++)[lane] = static_cast<Real>(prior[c.inside[truth] + c.outside[x]] / total);
        }
      }
      // Where a coalition has many deviations, each of them starts with less of a part.
      const auto start = static_cast<Real>(1 / std::sqrt(static_cast<double>(c.joint_types - 1)));
      const std::size_t end = c.first_row + std::size_t{c.joint_types} * (c.joint_types - 1);
      for (std::size_t r = c.first_row; r < end; ++r) {
        at(view_.multiplier)[r][lane] = start;
        at(view_.slack)[r][lane] = 1 / start;
        at(view_.value)[r][lane] = 0;
      }
    }
    for (std::size_t i = 0; i < view_.unknowns; ++i) at(view_.solution)[i][lane] = 0;
    tau_[lane] = 1;
    kappa_[lane] = 1;
    if (!job.is_begun) return;
    const double* state = job.state;
    const auto take = [&state] { return static_cast<Real>(*state++); };
    for (std::size_t r = 0; r < view_.rows; ++r) at(view_.multiplier)[r][lane] = take();
    for (std::size_t r = 0; r < view_.rows; ++r) at(view_.slack)[r][lane] = take();
    for (std::size_t i = 0; i < view_.unknowns; ++i) at(view_.solution)[i][lane] = take();
    tau_[lane] = take();
    kappa_[lane] = take();
  }

  /// Where a lane's search stands.
  void store_state(int lane, GordanJob& job) const {
    double* state = job.state;
    for (std::size_t r = 0; r < view_.rows; ++r) *state++ = at(view_.multiplier)[r][lane];
    for (std::size_t r = 0; r < view_.rows; ++r) *state++ = at(view_.slack)[r][lane];
    for (std::size_t i = 0; i < view_.unknowns; ++i) *state++ = at(view_.solution)[i][lane];
    *state++ = tau_[lane];
    *state++ = kappa_[lane];
    job.is_begun = true;
  }

  /// Works out G x in the lanes whose x was loaded, from `lanes`, one bit each.
  void apply_loaded(unsigned lanes) {
    if (lanes == 0) return;
    Mask loaded{};
    for (int lane = 0; lane < Lanes::width; ++lane)
      loaded[lane] = ((lanes >> static_cast<unsigned>(lane)) & 1U) != 0 ? -1 : 0;
    Vector* const value = at(view_.value);
    const Vector* const fresh = at(view_.scratch);
    apply(at(view_.solution), at(view_.scratch));
    for (std::size_t r = 0; r < view_.rows; ++r) value[r] = loaded ? fresh[r] : value[r];
  }

  void store_solution(int lane, double* x) const {
    for (std::size_t i = 0; i < view_.unknowns; ++i) x[i] = at(view_.solution)[i][lane];
  }
  void store_multipliers(int lane, double* c) const {
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Real weight = at(view_.weight)[r][lane];
      c[r] = weight < cutoff_[lane] ? 0 : weight * (one - at(view_.fit)[r][lane]);
    }
  }

  /// out = G x over rows; x over unknowns.
  void apply(const Vector* x, Vector* out) const {
    Vector* const joint = at(view_.joint);
    Vector* const square = at(view_.square);
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const GordanCoalition& c = view_.coalitions[s];
      const auto sign = static_cast<Real>(c.sign);
      for (std::size_t p = 0; p < view_.profiles; ++p) {
        Vector sum = x[c.carriers[0] * view_.profiles + p];
        for (std::size_t a = 1; a < c.carrier_count; ++a) sum += x[c.carriers[a] * view_.profiles + p];
        joint[p] = sign * sum;
      }
      const std::size_t m = c.joint_types;
      Contraction<Lanes>::run({at(view_.posteriors) + c.posterior, c.slice_starts, view_.ramp},
                              {joint, c.inside, c.outside}, {square, c.row_starts, view_.ramp}, m, m,
                              c.other_types);
      Vector* to = out + c.first_row;
      for (std::size_t truth = 0; truth < m; ++truth) {
        const Vector* const row = square + truth * m;
        for (std::size_t report = 0; report < m; ++report) {
          if (report != truth) *to++ = row[truth] - row[report];
        }
      }
    }
  }

  /// out = Gᵀ y over unknowns; y over rows.
  void transpose(const Vector* y, Vector* out) const {
    Vector* const joint = at(view_.joint);
    Vector* const square = at(view_.square);
    for (std::size_t i = 0; i < view_.unknowns; ++i) out[i] = Vector{};
    for (std::size_t s = 0; s < view_.coalition_count; ++s) {
      const GordanCoalition& c = view_.coalitions[s];
      const auto sign = static_cast<Real>(c.sign);
      const std::size_t m = c.joint_types;
      const Vector* from = y + c.first_row;
      for (std::size_t truth = 0; truth < m; ++truth) {
        Vector* const row = square + truth * m;
        Vector leaving{};
        for (std::size_t report = 0; report < m; ++report) {
          if (report == truth) continue;
          const Vector entry = *from++;
          row[report] = -entry;
          leaving += entry;
        }
        row[truth] = leaving;
      }
      Contraction<Lanes>::run({square, view_.ramp, c.row_starts},
                              {at(view_.posteriors) + c.posterior, view_.ramp, c.slice_starts},
                              {joint, c.inside, c.outside}, m, c.other_types, m);
      for (std::size_t a = 0; a < c.carrier_count; ++a) {
        Vector* const to = out + c.carriers[a] * view_.profiles;
        for (std::size_t p = 0; p < view_.profiles; ++p) to[p] += sign * joint[p];
      }
    }
  }

  /// Factorises N and solves for u and for the predictor's part v; returns the lanes with Gu < 1.
  unsigned fit() {
    const Vector* const multiplier = at(view_.multiplier);
    const Vector* const slack = at(view_.slack);
    const Vector* const value = at(view_.value);
    Vector* const weight = at(view_.weight);
    Vector* const inverse_multiplier = at(view_.inverse_multiplier);
    Vector* const inverse_slack = at(view_.inverse_slack);
    Vector* const scratch = at(view_.scratch);
    Vector complementarity = tau_ * kappa_;
    for (std::size_t r = 0; r < view_.rows; ++r) {
      complementarity += multiplier[r] * slack[r];
      inverse_multiplier[r] = one / multiplier[r];
      inverse_slack[r] = one / slack[r];
      weight[r] = multiplier[r] * inverse_slack[r];
      scratch[r] = -(weight[r] * (value[r] - tau_ - slack[r]));
    }
    mu_ = complementarity * (one / static_cast<Real>(view_.rows + 1));
    Normal::form(view_, space_);
    Normal::factorise(view_, space_);
    transpose(weight, at(view_.fitted));
    transpose(scratch, at(view_.direction));
    Normal::solve(view_, space_, {at(view_.fitted), at(view_.direction)});
    apply(at(view_.fitted), at(view_.fit));
    apply(at(view_.direction), at(view_.change));
    // All rows, and those whose D is at least 1, c ≥ s; the greatest D of these and of the others.
    Mask inside = Lanes::first(Lanes::width);
    Mask inside_face = Lanes::first(Lanes::width);
    const Vector* const fit = at(view_.fit);
    Vector defect = kappa_ / tau_;
    Vector greatest{};
    Vector vanishing{};
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Vector room = one - fit[r];
      const Mask positive = room > splat(least_multiplier);
      const Mask is_on_face = weight[r] >= one;
      inside &= positive;
      inside_face &= positive | ~is_on_face;
      const Vector off = is_on_face ? Vector{} : weight[r];
      vanishing = off > vanishing ? off : vanishing;
      greatest = weight[r] > greatest ? weight[r] : greatest;
      defect += weight[r] * room;
    }
    defect_ = defect;
    const Mask is_face = inside_face & ~inside & (vanishing <= negligible * greatest) & (kappa_ > tau_);
    cutoff_ = is_face ? splat(1) : Vector{};
    return Lanes::bits(inside | is_face);
  }

  /// The direction for complementarity targets `target_r` (scratch holds target/s over rows) and that of τκ,
  /// with residuals reduced by the factor `reduction`. Uses change = G v.
  void direct(const Vector& reduction, const Vector& tau_target, Vector& tau_change,
              Vector& kappa_change) const {
    const Vector* const slack = at(view_.slack);
    const Vector* const multiplier = at(view_.multiplier);
    const Vector* const value = at(view_.value);
    const Vector* const weight = at(view_.weight);
    const Vector* const fit = at(view_.fit);
    const Vector* const change = at(view_.change);
    const Vector* const scratch = at(view_.scratch);
    Vector sum{};
    Vector total{};
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Vector residual = value[r] - tau_ - slack[r];
      sum += scratch[r] - weight[r] * (change[r] + reduction * residual);
      total += multiplier[r];
    }
    // 1·dc − dκ = −reduction (1·c − κ), with dc and dκ put in.
    tau_change = (tau_target / tau_ - reduction * (total - kappa_) - sum) / defect_;
    kappa_change = (tau_target - kappa_ * tau_change) / tau_;
    Vector* const multiplier_change = at(view_.multiplier_change);
    Vector* const slack_change = at(view_.slack_change);
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Vector residual = value[r] - tau_ - slack[r];
      slack_change[r] = fit[r] * tau_change + change[r] - tau_change + reduction * residual;
      multiplier_change[r] = scratch[r] - weight[r] * slack_change[r];
    }
  }

  /// The longest step, at most 1/step_fraction, that keeps everything positive.
  [[nodiscard]] Vector longest(const Vector& tau_change, const Vector& kappa_change) const {
    // The greatest −change/value bounds it; values are positive.
    Vector bound = splat(step_fraction);
    const auto meet = [&bound](const Vector& inverse, const Vector& change) {
      const Vector ratio = -change * inverse;
      bound = ratio > bound ? ratio : bound;
    };
    for (std::size_t r = 0; r < view_.rows; ++r) {
      meet(at(view_.inverse_multiplier)[r], at(view_.multiplier_change)[r]);
      meet(at(view_.inverse_slack)[r], at(view_.slack_change)[r]);
    }
    meet(one / tau_, tau_change);
    meet(one / kappa_, kappa_change);
    return one / bound;
  }

  /// Predictor, corrector, step.
  Ends step() {
    Vector* const multiplier = at(view_.multiplier);
    Vector* const slack = at(view_.slack);
    Vector* const value = at(view_.value);
    Vector* const scratch = at(view_.scratch);
    const Vector* const weight = at(view_.weight);
    const Vector* const inverse_slack = at(view_.inverse_slack);
    const Vector* const multiplier_change = at(view_.multiplier_change);
    const Vector* const slack_change = at(view_.slack_change);
    for (std::size_t r = 0; r < view_.rows; ++r) scratch[r] = -multiplier[r];
    Vector tau_change;
    Vector kappa_change;
    direct(splat(1), -(tau_ * kappa_), tau_change, kappa_change);
    const Vector affine = smaller(splat(1), longest(tau_change, kappa_change));
    Vector predicted = (tau_ + affine * tau_change) * (kappa_ + affine * kappa_change);
    for (std::size_t r = 0; r < view_.rows; ++r) {
      predicted += (multiplier[r] + affine * multiplier_change[r]) * (slack[r] + affine * slack_change[r]);
    }
    const Vector ratio = predicted * (one / static_cast<Real>(view_.rows + 1)) / mu_;
    const Vector centring = ratio * ratio * ratio;
    const Vector reduction = one - centring;
    const Vector target = centring * mu_;
    Vector* const rows = at(view_.change);
    for (std::size_t r = 0; r < view_.rows; ++r) {
      const Vector residual = value[r] - tau_ - slack[r];
      scratch[r] = (target - multiplier_change[r] * slack_change[r]) * inverse_slack[r] - multiplier[r];
      rows[r] = scratch[r] + reduction * (multiplier[r] - weight[r] * residual);
    }
    Vector* const direction = at(view_.direction);
    transpose(rows, direction);
    Normal::solve(view_, space_, {direction});
    apply(direction, rows);
    const Vector tau_target = target - tau_change * kappa_change - tau_ * kappa_;
    direct(reduction, tau_target, tau_change, kappa_change);
    const Vector length = step_fraction * longest(tau_change, kappa_change);

    Mask costly = Lanes::first(Lanes::width);
    Vector largest{};
    Vector* const solution = at(view_.solution);
    const Vector* const fitted = at(view_.fitted);
    for (std::size_t i = 0; i < view_.unknowns; ++i) {
      solution[i] += length * (fitted[i] * tau_change + direction[i]);
      const Vector size = solution[i] < Vector{} ? -solution[i] : solution[i];
      largest = size > largest ? size : largest;
    }
    const Vector floor = least_gain * largest;
    const Vector* const fit = at(view_.fit);
    for (std::size_t r = 0; r < view_.rows; ++r) {
      value[r] += length * (fit[r] * tau_change + rows[r]);
      slack[r] += length * slack_change[r];
      multiplier[r] += length * multiplier_change[r];
      costly &= value[r] > floor;
    }
    tau_ += length * tau_change;
    kappa_ += length * kappa_change;
    const Mask sound = (mu_ > least_complementarity - Vector{}) & (mu_ < splat(Lanes::greatest)) &
                       (largest < splat(Lanes::greatest));
    return {Lanes::bits(costly), ~Lanes::bits(sound)};
  }

  const GordanView& view_;
  Vector* space_;
  Vector tau_{}, kappa_{}, mu_{}, defect_{};
  Vector cutoff_{};  // rows with less D have no part in the multipliers
};

}  // namespace genericity::simd
