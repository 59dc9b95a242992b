#include "sim/tail/close_pair.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

double beta_a(std::size_t outcomes) {
  return static_cast<double>(outcomes - 1);
}
double beta_b(std::size_t outcomes) {
  return static_cast<double>(outcomes);
}

}  // namespace

void ClosePair::resize(std::size_t outcomes) {
  common.resize(outcomes);
  first.resize(outcomes);
  second.resize(outcomes);
}

ClosePairLaw::ClosePairLaw(std::size_t outcomes, double epsilon)
    : outcomes_(outcomes),
      epsilon_(std::min(epsilon, 1.0)),
      probability_(boost::math::ibeta(beta_a(outcomes), beta_b(outcomes), epsilon_)) {}

double ClosePairLaw::draw_distance(Stream& stream) const {
  const double d = beta_a(outcomes_);
  if (epsilon_ * d <= 0.5) {
    // Of the density t^(d−1) (1−t)^d on (0, ε) the second factor is at least (1 − 1/(2d))^d ≥ 1/2 here.
    for (;;) {
      const double t = epsilon_ * std::pow(uniform(stream), 1 / d);
      if (std::log(uniform(stream)) < d * std::log1p(-t) && t < epsilon_) return t;
    }
  }
  // The inverse may be off in its last digits, the event may not.
  return std::min(boost::math::ibeta_inv(d, beta_b(outcomes_), uniform(stream) * probability_), epsilon_);
}

double ClosePairLaw::draw(Stream& stream, ClosePair& pair) const {
  const double t = draw_distance(stream);
  double common_sum = 0;
  double first_sum = 0;
  double second_sum = 0;
  std::size_t wanted = outcomes_ - 1;
  std::size_t things = 2 * outcomes_ - 2;
  for (std::size_t i = 0; i < outcomes_; ++i) {
    pair.common[i] = exponential(stream);
    common_sum += pair.common[i];
    const bool rises = boost::random::uniform_int_distribution<std::size_t>(1, things)(stream) <= wanted;
    if (rises) --wanted;
    --things;
    const double part = exponential(stream);
    pair.first[i] = rises ? 0 : part;
    pair.second[i] = rises ? part : 0;
    (rises ? second_sum : first_sum) += part;
  }
  for (std::size_t i = 0; i < outcomes_; ++i) {
    pair.common[i] *= (1 - t) / common_sum;
    pair.first[i] *= t / first_sum;
    pair.second[i] *= t / second_sum;
  }
  return t;
}

}  // namespace genericity::tail
