#include "sim/tail/first_posterior.h"

#include <algorithm>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

constexpr double corners_below = 0.6;
/// Entries this small do not change any distance that doubles can tell.
constexpr double least_entry = 0x1p-1000;

/// ∫_ε^1 x^(a−1) dx.
double power_integral(double epsilon, double a) {
  const double log = std::log(epsilon);
  return a == 0 ? -log : -std::expm1(a * log) / a;
}

}  // namespace

double log_dirichlet(double alpha, std::span<const double> x) {
  const auto k = static_cast<double>(x.size());
  double log = std::lgamma(k * alpha) - k * std::lgamma(alpha);
  for (const double entry : x) log += (alpha - 1) * std::log(entry);
  return log;
}

FirstPosterior::FirstPosterior(double alpha, double epsilon)
    : alpha_(alpha), at_corners_(alpha < corners_below), epsilon_(epsilon) {
  if (!at_corners_) return;
  below_ = std::pow(epsilon, 2 * alpha - 1) / alpha;
  above_ = power_integral(epsilon, 2 * alpha - 1);
}

double FirstPosterior::draw_entry(Stream& stream) const {
  const double place = uniform(stream) * (below_ + above_);
  if (place < below_) return std::max(epsilon_ * std::pow(place / below_, 1 / alpha_), least_entry);
  const double a = 2 * alpha_ - 1;
  const double rest = place - below_;
  // Solves ∫_ε^x = rest.
  if (a == 0) return epsilon_ * std::exp(rest);
  return std::pow(std::pow(epsilon_, a) + a * rest, 1 / a);
}

double FirstPosterior::log_entry_density(double x) const {
  return (alpha_ - 1) * (std::log(x) + std::log(std::max(x, epsilon_))) - std::log(below_ + above_);
}

bool FirstPosterior::draw(Stream& stream, std::span<double> x) const {
  if (at_corners_) {
    const std::size_t last = boost::random::uniform_int_distribution<std::size_t>(0, x.size() - 1)(stream);
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i == last) continue;
      x[i] = draw_entry(stream);
      sum += x[i];
    }
    x[last] = 1 - sum;
    return x[last] > 0;
  }
  const double beta = 2 * alpha_ - 1;
  double greatest = -HUGE_VAL;
  for (double& entry : x) {
    entry = log_gamma_variate(stream, beta);
    greatest = std::max(greatest, entry);
  }
  double sum = 0;
  for (double& entry : x) {
    entry = std::max(std::exp(entry - greatest), least_entry);
    sum += entry;
  }
  for (double& entry : x) entry /= sum;
  return true;
}

double FirstPosterior::log_density(std::span<const double> x) const {
  if (!at_corners_) return log_dirichlet(2 * alpha_ - 1, x);
  // log of (1/k) Σ_i Π_{j≠i} h_j = Π h · (1/k) Σ 1/h_i; the greatest term is taken out of the sum.
  double all = 0;
  double least = HUGE_VAL;
  for (const double entry : x) {
    const double log = log_entry_density(entry);
    all += log;
    least = std::min(least, log);
  }
  double sum = 0;
  for (const double entry : x) sum += std::exp(least - log_entry_density(entry));
  return all - least + std::log(sum / static_cast<double>(x.size()));
}

}  // namespace genericity::tail
