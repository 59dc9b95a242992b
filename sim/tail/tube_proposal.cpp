#include "sim/tail/tube_proposal.h"

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

std::size_t largest_entry(std::span<const double> x) {
  return static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
}

/// The range of an entry y with density ∝ y^(shape−1).
struct PowerRange {
  double low_power;
  double high_power;
  PowerRange(double low, double high, double shape)
      : low_power(std::pow(low, shape)), high_power(std::pow(high, shape)) {}
  [[nodiscard]] double width() const { return high_power - low_power; }
};

void put(ClosePair& pair, std::size_t i, double x, double y, double difference) {
  pair.common[i] = std::min(x, y);
  pair.first[i] = std::max(-difference, 0.0);
  pair.second[i] = std::max(difference, 0.0);
}

}  // namespace

TubeProposal::TubeProposal(std::size_t outcomes, double epsilon, double shape)
    : outcomes_(outcomes), epsilon_(epsilon), shape_(shape) {
  const auto d = static_cast<double>(outcomes - 1);
  log_ball_ = d * std::log(epsilon) + std::lgamma(2 * d + 1) - 3 * std::lgamma(d + 1);
}

bool TubeProposal::is_inside(std::span<const double> x) const {
  return std::all_of(x.begin(), x.end(), [this](double entry) { return entry > 2 * epsilon_; });
}

void TubeProposal::draw_in_ball(Stream& stream, std::span<const double> x, ClosePair& pair) const {
  const double t = epsilon_ * std::pow(uniform(stream), 1 / static_cast<double>(outcomes_ - 1));
  double first_sum = 0;
  double second_sum = 0;
  std::size_t wanted = outcomes_ - 1;
  std::size_t things = 2 * outcomes_ - 2;
  // The direction is that of ClosePairLaw.
  for (std::size_t i = 0; i < outcomes_; ++i) {
    const bool rises = boost::random::uniform_int_distribution<std::size_t>(1, things)(stream) <= wanted;
    if (rises) --wanted;
    --things;
    const double part = exponential(stream);
    pair.first[i] = rises ? 0 : part;
    pair.second[i] = rises ? part : 0;
    (rises ? second_sum : first_sum) += part;
  }
  for (std::size_t i = 0; i < outcomes_; ++i) {
    pair.first[i] *= t / first_sum;
    pair.second[i] *= t / second_sum;
    pair.common[i] = x[i] - pair.first[i];
  }
}

bool TubeProposal::draw(Stream& stream, std::span<const double> x, ClosePair& pair) const {
  if (is_inside(x)) {
    draw_in_ball(stream, x, pair);
    return true;
  }
  const std::size_t pivot = largest_entry(x);
  double rises = 0;
  double falls = 0;
  for (std::size_t i = 0; i < outcomes_; ++i) {
    if (i == pivot) continue;
    const double down = std::min(x[i], epsilon_ - falls);
    const double up = epsilon_ - rises;
    double y = 0;
    double difference = 0;
    if (x[i] > 2 * epsilon_) {
      difference = -down + (up + down) * uniform(stream);
      y = x[i] + difference;
    } else {
      const PowerRange range(x[i] - down, x[i] + up, shape_);
      y = std::pow(range.low_power + range.width() * uniform(stream), 1 / shape_);
      y = std::max(y, 0x1p-1000);
      difference = y - x[i];
    }
    put(pair, i, x[i], y, difference);
    (difference > 0 ? rises : falls) += std::abs(difference);
  }
  const double left = falls - rises;
  put(pair, pivot, x[pivot], x[pivot] + left, left);
  return x[pivot] + left > 0 && std::max(rises, falls) < epsilon_;
}

double TubeProposal::log_density(std::span<const double> x, std::span<const double> y,
                                 std::span<const double> difference) const {
  if (is_inside(x)) return -log_ball_;
  const std::size_t pivot = largest_entry(x);
  double rises = 0;
  double falls = 0;
  double log = 0;
  for (std::size_t i = 0; i < outcomes_; ++i) {
    if (i == pivot) continue;
    const double down = std::min(x[i], epsilon_ - falls);
    const double up = epsilon_ - rises;
    if (x[i] > 2 * epsilon_) {
      log -= std::log(up + down);
    } else {
      const PowerRange range(x[i] - down, x[i] + up, shape_);
      log += (shape_ - 1) * std::log(y[i]) - std::log(range.width() / shape_);
    }
    (difference[i] > 0 ? rises : falls) += std::abs(difference[i]);
  }
  return log;
}

}  // namespace genericity::tail
