#pragma once

#include <cstddef>
#include <cstdint>

#include "core/simd/elementary_lanes.h"
#include "core/simd/philox_lanes.h"
#include "core/simd/variate_kernels.h"

namespace genericity::simd {

/// Samples' variates, one pair of coordinates a lane.
template <class Set>
class Variates {
  using Math = Elementary<Set>;
  using Vector = typename Set::Doubles;
  using Mask = typename Set::LongWords;
  using Bits = typename Set::UnsignedLongWords;
  static constexpr int width = Set::bytes / static_cast<int>(sizeof(double));
  static constexpr auto lanes = static_cast<std::size_t>(width);

 public:
  static void uniforms(const VariateView& view, std::uint32_t layer) {
    const Philox<Set> philox(view.key);
    for (Walk walk(view); !walk.done(); walk.next()) {
      Bits first, second;
      philox.block(walk.sample(), walk.pair(), layer, first, second);
      walk.store(Math::open_unit(first), Math::open_unit(second));
    }
  }

  static void exponentials(const VariateView& view) {
    const Philox<Set> philox(view.key);
    for (Walk walk(view); !walk.done(); walk.next()) {
      Bits first, second;
      philox.block(walk.sample(), walk.pair(), main_layer, first, second);
      walk.store(-Math::log_of_normal(Math::open_unit(first)), -Math::log_of_normal(Math::open_unit(second)));
    }
  }

  static void normals(const VariateView& view, double deviation) {
    const Philox<Set> philox(view.key);
    for (Walk walk(view); !walk.done(); walk.next()) {
      Vector first, second;
      normal_pair(philox, walk.sample(), walk.pair(), main_layer, first, second);
      walk.store(deviation * first, deviation * second);
    }
  }

  /// Gamma variates of a shape of at least 1.
  static void gammas(const VariateView& view, double shape) { reject<false>(view, shape, shape); }

  /// Logarithms of gamma variates of a shape below 1: G(shape + 1)·U^(1/shape).
  static void log_gammas(const VariateView& view, double shape) { reject<true>(view, shape + 1, shape); }

  static void exp(double* values, std::size_t count) {
    map(values, values, count, [](const Vector& x) { return Math::exp(x); });
  }
  static void log(double* values, std::size_t count) {
    map(values, values, count, [](const Vector& x) { return Math::log(x); });
  }
  static void sine_and_cosine(const double* turns, double* sines, double* cosines, std::size_t count) {
    Vector sine, cosine;
    map(turns, sines, count, [&](const Vector& t) {
      Math::sine_and_cosine(t, sine, cosine);
      return sine;
    });
    map(turns, cosines, count, [&](const Vector& t) {
      Math::sine_and_cosine(t, sine, cosine);
      return cosine;
    });
  }

  static constexpr VariateKernels make() {
    return {uniforms, exponentials, normals, gammas, log_gammas, exp, log, sine_and_cosine};
  }

 private:
  /// Walks through the pairs of all samples, sample by sample, `width` at a time.
  class Walk {
   public:
    explicit Walk(const VariateView& view)
        : view_(view),
          pairs_((view.coordinates + 1) / 2),
          left_(view.samples * pairs_),
          last_place_(static_cast<std::int64_t>(pairs_) - 1),
          whole_step_(lanes / pairs_),
          part_step_(lanes % pairs_) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        row_[lane] = lane / pairs_;
        place_[lane] = lane % pairs_;
      }
    }
    [[nodiscard]] bool done() const { return left_ == 0; }
    void next() {
      left_ -= lanes < left_ ? lanes : left_;
      row_ += whole_step_;
      place_ += part_step_;
      // Both are far below 2^63, and signed numbers are what the instruction sets compare.
      const Bits wrapped = reinterpret_cast<Bits>(reinterpret_cast<Mask>(place_) > last_place_);
      row_ -= wrapped;
      place_ -= wrapped & pairs_;
    }
    [[nodiscard]] Bits sample() const { return row_ + view_.first_sample; }
    [[nodiscard]] Bits pair() const { return place_ + view_.first_pair; }
    [[nodiscard]] std::size_t lanes_in_use() const { return lanes < left_ ? lanes : left_; }
    [[nodiscard]] std::size_t row(std::size_t lane) const { return row_[lane]; }
    [[nodiscard]] std::size_t place(std::size_t lane) const { return place_[lane]; }
    /// Where the first coordinate of a lane's pair goes.
    [[nodiscard]] std::size_t target(std::size_t lane) const {
      return row_[lane] * view_.coordinates + 2 * place_[lane];
    }

    /// Coordinates 2i of the pairs, and 2i+1.
    void store(const Vector& first, const Vector& second) const {
      Vector ordered[2];
      Set::interleave(first, second, ordered[0], ordered[1]);
      // Between two samples of an odd number of coordinates the targets skip a place. Within a sample the
      // last pair's second number is one too many: it lies where the next sample begins, and is written over
      // later.
      const bool even = view_.coordinates % 2 == 0;
      if (even ? left_ >= lanes : left_ > lanes && row_[0] == row_[width - 1]) {
        __builtin_memcpy(view_.out + target(0), ordered, sizeof ordered);
        return;
      }
      for (std::size_t lane = 0; lane < lanes_in_use(); ++lane) {
        double* const target_of_lane = view_.out + target(lane);
        target_of_lane[0] = first[lane];
        if (2 * place_[lane] + 1 < view_.coordinates) target_of_lane[1] = second[lane];
      }
    }

   private:
    const VariateView& view_;
    std::size_t pairs_;
    std::size_t left_;
    std::int64_t last_place_;
    std::uint64_t whole_step_;
    std::uint64_t part_step_;
    Bits row_{};
    Bits place_{};
  };

  /// Two independent standard normals from one block (Box and Muller, Annals of Mathematical Statistics 29,
  /// 1958).
  static void normal_pair(const Philox<Set>& philox, const Bits& sample, const Bits& pair,
                          std::uint32_t layer, Vector& first, Vector& second) {
    Bits for_radius, for_angle;
    philox.block(sample, pair, layer, for_radius, for_angle);
    const Vector radius = Set::square_root(-2.0 * Math::log_of_normal(Math::open_unit(for_radius)));
    Vector sine, cosine;
    Math::sine_and_cosine(Math::open_unit(for_angle), sine, cosine);
    first = radius * cosine;
    second = radius * sine;
  }

  /// What an attempt needs besides the words.
  struct GammaLaw {
    double d = 0, c = 0;
    double scale = 0;      ///< 1/shape of the boost
    double log_scale = 0;  ///< ln d
  };

  /// Gamma variates are no smaller: such come up with a chance below 2^-60 and are redrawn, so that products
  /// of many variates stay inside the range of doubles.
  static constexpr double least_variate = 0x1p-60;
  /// Stands for a rejected variate; no variate and no logarithm of one is infinite.
  static constexpr double rejected = __builtin_inf();

  /// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000: d·(1 +
  /// c·x)³ for a normal x, accepted against a uniform. Theirs has a squeeze before the logarithms, which
  /// lanes that run in step gain nothing from.
  template <bool logarithms>
  static Vector attempt(const GammaLaw& law, const Vector& x, const Vector& uniform, const Vector& boost) {
    const Vector root = 1.0 + law.c * x;
    const Vector v = root * root * root;
    const Vector log_v = Math::log_of_normal(v);
    const Vector value = law.d * v;
    const Mask accepted = (root > 0.0) & (value >= least_variate) &
                          (Math::log_of_normal(uniform) < 0.5 * x * x + law.d * (1.0 - v + log_v));
    if constexpr (logarithms) {
      const Vector log_value = (law.log_scale + log_v) + Math::log_of_normal(boost) * law.scale;
      return accepted ? log_value : Vector{} + rejected;
    } else {
      return accepted ? value : Vector{} + rejected;
    }
  }

  template <bool logarithms>
  static void attempt_pair(const Philox<Set>& philox, const GammaLaw& law, std::uint32_t number,
                           const Bits& sample, const Bits& pair, Vector& first, Vector& second) {
    const std::uint32_t layer = attempt_layers + 2 * number;
    Vector x, y;
    normal_pair(philox, sample, pair, layer, x, y);
    Bits words, more_words, boosts{}, more_boosts{};
    philox.block(sample, pair, layer + 1, words, more_words);
    if constexpr (logarithms) philox.block(sample, pair, boost_layer, boosts, more_boosts);
    first = attempt<logarithms>(law, x, Math::open_unit(words), Math::open_unit(boosts));
    second = attempt<logarithms>(law, y, Math::open_unit(more_words), Math::open_unit(more_boosts));
  }

  /// Pairs with a coordinate that was rejected: all lanes of an attempt are packed with these, and each pair
  /// has words of its own for each attempt, so what becomes of one does not touch another.
  struct Pending {
    static constexpr std::size_t capacity = 512;
    std::uint64_t sample[capacity + lanes];  // the last vector reads past `count`
    std::uint64_t pair[capacity + lanes];
    double* target[capacity];
    bool has_second[capacity];
    std::size_t count = 0;
  };

  static bool open(const Pending& pending, std::size_t k) {
    return pending.target[k][0] == rejected || (pending.has_second[k] && pending.target[k][1] == rejected);
  }

  template <bool logarithms>
  static void reject(const VariateView& view, double shape, double boosted) {
    GammaLaw law;
    law.d = shape - 1.0 / 3;
    law.c = 1 / square_root(9 * law.d);
    law.scale = 1 / boosted;
    law.log_scale = Math::log_of_normal(Vector{} + law.d)[0];
    Pending pending;
    const Philox<Set> philox(view.key);
    for (Walk walk(view); !walk.done(); walk.next()) {
      Vector first, second;
      attempt_pair<logarithms>(philox, law, 0, walk.sample(), walk.pair(), first, second);
      walk.store(first, second);
      const typename Set::LongWords refused = (first == rejected) | (second == rejected);
      const unsigned again = Set::bits(refused);
      if (again != 0) note(view, walk, again, pending);
      if (pending.count + lanes > Pending::capacity) finish<logarithms>(philox, law, pending);
    }
    finish<logarithms>(philox, law, pending);
  }

  static void note(const VariateView& view, const Walk& walk, unsigned again, Pending& pending) {
    for (std::size_t lane = 0; lane < walk.lanes_in_use(); ++lane) {
      if (((again >> lane) & 1U) == 0) continue;
      const std::size_t k = pending.count;
      pending.sample[k] = view.first_sample + walk.row(lane);
      pending.pair[k] = view.first_pair + walk.place(lane);
      pending.target[k] = view.out + walk.target(lane);
      pending.has_second[k] = 2 * walk.place(lane) + 1 < view.coordinates;
      if (open(pending, k)) ++pending.count;
    }
  }

  template <bool logarithms>
  static void finish(const Philox<Set>& philox, const GammaLaw& law, Pending& pending) {
    for (std::uint32_t number = 1; pending.count > 0; ++number) {
      for (std::size_t k = pending.count; k < pending.count + lanes; ++k)
        pending.sample[k] = pending.pair[k] = 0;
      std::size_t kept = 0;
      for (std::size_t begin = 0; begin < pending.count; begin += lanes) {
        Bits sample, pair;
        __builtin_memcpy(&sample, pending.sample + begin, sizeof sample);
        __builtin_memcpy(&pair, pending.pair + begin, sizeof pair);
        Vector first, second;
        attempt_pair<logarithms>(philox, law, number, sample, pair, first, second);
        for (std::size_t lane = 0; lane < lanes && begin + lane < pending.count; ++lane) {
          const std::size_t k = begin + lane;
          double* const target = pending.target[k];
          if (target[0] == rejected) target[0] = first[lane];
          if (pending.has_second[k] && target[1] == rejected) target[1] = second[lane];
          if (!open(pending, k)) continue;
          pending.sample[kept] = pending.sample[k];
          pending.pair[kept] = pending.pair[k];
          pending.target[kept] = target;
          pending.has_second[kept] = pending.has_second[k];
          ++kept;
        }
      }
      pending.count = kept;
    }
  }

  static double square_root(double x) { return Set::square_root(Vector{} + x)[0]; }

  template <class Function>
  static void map(const double* from, double* to, std::size_t count, Function&& function) {
    std::size_t done = 0;
    for (; done + lanes <= count; done += lanes) {
      Vector x;
      __builtin_memcpy(&x, from + done, sizeof x);
      x = function(x);
      __builtin_memcpy(to + done, &x, sizeof x);
    }
    if (done == count) return;
    Vector rest = Vector{} + 0.5;
    for (std::size_t k = done; k < count; ++k) rest[k - done] = from[k];
    rest = function(rest);
    for (std::size_t k = done; k < count; ++k) to[k] = rest[k - done];
  }
};

}  // namespace genericity::simd
