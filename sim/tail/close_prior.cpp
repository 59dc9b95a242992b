#include "sim/tail/close_prior.h"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>

namespace genericity::tail {

namespace {

using Fine = boost::multiprecision::cpp_bin_float_quad;

/// Below this distance differences of posteriors are formed in 113 bits.
constexpr double fine_below = 0x1p-20;

/// More than the rounding error of a distance formed in doubles: each entry of a posterior has a relative
/// error below (k+8)·2^-53 and the entries of two posteriors sum to 2.
double resolution(std::size_t outcomes) {
  return 4 * (static_cast<double>(outcomes) + 8) * std::numeric_limits<double>::epsilon();
}

}  // namespace

struct ClosePrior::FineWeights {
  std::vector<Fine> at;
};

ClosePrior::ClosePrior(const TypeSpace& space, const PairEvents& events)
    : events_(&events), weights_(space.profiles()), fine_(std::make_unique<FineWeights>()) {
  fine_->at.resize(space.profiles());
  posteriors_.assign(events.splits().size(), std::vector<double>(space.profiles()));
}

ClosePrior::~ClosePrior() = default;

void ClosePrior::set_weights(std::span<const double> weights) {
  std::copy(weights.begin(), weights.end(), weights_.begin());
  pair_ = nullptr;
  has_fine_ = false;
}

double ClosePrior::mass(const PairEvent& event, std::uint32_t type) const {
  const CoalitionSplit& split = events_->splits()[event.coalition];
  double sum = 0;
  for (const std::uint32_t rest : split.outside) sum += weights_[split.inside[type] + rest];
  return sum;
}

void ClosePrior::set_pair(const PairEvent& event, const ClosePair& pair, double first_mass,
                          double second_mass) {
  const CoalitionSplit& split = events_->splits()[event.coalition];
  for (std::size_t i = 0; i < split.outside.size(); ++i) {
    weights_[split.inside[event.first] + split.outside[i]] = first_mass * (pair.common[i] + pair.first[i]);
    weights_[split.inside[event.second] + split.outside[i]] = second_mass * (pair.common[i] + pair.second[i]);
  }
  pair_event_ = event;
  pair_ = &pair;
  first_mass_ = first_mass;
  second_mass_ = second_mass;
  has_fine_ = false;
}

void ClosePrior::prepare() {
  for (std::size_t s = 0; s < posteriors_.size(); ++s) {
    const CoalitionSplit& split = events_->splits()[s];
    double* posterior = posteriors_[s].data();
    for (const std::uint32_t inside : split.inside) {
      double sum = 0;
      for (const std::uint32_t rest : split.outside) sum += weights_[inside + rest];
      for (const std::uint32_t rest : split.outside) *posterior++ = weights_[inside + rest] / sum;
    }
  }
}

double ClosePrior::coarse_distance(const PairEvent& event) const {
  const std::size_t outcomes = events_->outcomes(event);
  const double* first = posteriors_[event.coalition].data() + event.first * outcomes;
  const double* second = posteriors_[event.coalition].data() + event.second * outcomes;
  double sum = 0;
  for (std::size_t i = 0; i < outcomes; ++i) sum += std::abs(first[i] - second[i]);
  return sum / 2;
}

void ClosePrior::make_fine() {
  if (has_fine_) return;
  std::vector<Fine>& fine = fine_->at;
  std::copy(weights_.begin(), weights_.end(), fine.begin());
  if (pair_ != nullptr) {
    const CoalitionSplit& split = events_->splits()[pair_event_.coalition];
    for (std::size_t i = 0; i < split.outside.size(); ++i) {
      fine[split.inside[pair_event_.first] + split.outside[i]] =
          Fine(first_mass_) * (Fine(pair_->common[i]) + pair_->first[i]);
      fine[split.inside[pair_event_.second] + split.outside[i]] =
          Fine(second_mass_) * (Fine(pair_->common[i]) + pair_->second[i]);
    }
  }
  has_fine_ = true;
}

bool ClosePrior::is_closer_in_113_bits(const PairEvent& event, double epsilon) {
  make_fine();
  const std::vector<Fine>& fine = fine_->at;
  const CoalitionSplit& split = events_->splits()[event.coalition];
  const std::uint32_t a = split.inside[event.first];
  const std::uint32_t b = split.inside[event.second];
  Fine first_sum = 0;
  Fine second_sum = 0;
  for (const std::uint32_t rest : split.outside) {
    first_sum += fine[a + rest];
    second_sum += fine[b + rest];
  }
  Fine sum = 0;
  for (const std::uint32_t rest : split.outside)
    sum += abs(fine[a + rest] / first_sum - fine[b + rest] / second_sum);
  return sum / 2 < epsilon;
}

bool ClosePrior::is_closer(const PairEvent& event, double epsilon) {
  const double coarse = coarse_distance(event);
  const double error = resolution(events_->outcomes(event));
  if (coarse > epsilon + error) return false;
  if (coarse < epsilon - error) return true;
  return is_closer_in_113_bits(event, epsilon);
}

void ClosePrior::compare(const PairEvent& event, std::span<double> first, std::span<double> second,
                         std::span<double> difference) {
  const std::size_t outcomes = events_->outcomes(event);
  const double* x = posteriors_[event.coalition].data() + event.first * outcomes;
  const double* y = posteriors_[event.coalition].data() + event.second * outcomes;
  std::copy(x, x + outcomes, first.begin());
  std::copy(y, y + outcomes, second.begin());
  if (coarse_distance(event) >= fine_below) {
    for (std::size_t i = 0; i < outcomes; ++i) difference[i] = y[i] - x[i];
    return;
  }
  make_fine();
  const std::vector<Fine>& fine = fine_->at;
  const CoalitionSplit& split = events_->splits()[event.coalition];
  const std::uint32_t a = split.inside[event.first];
  const std::uint32_t b = split.inside[event.second];
  Fine first_sum = 0;
  Fine second_sum = 0;
  for (const std::uint32_t rest : split.outside) {
    first_sum += fine[a + rest];
    second_sum += fine[b + rest];
  }
  for (std::size_t i = 0; i < outcomes; ++i) {
    const std::uint32_t rest = split.outside[i];
    difference[i] = static_cast<double>(fine[b + rest] / second_sum - fine[a + rest] / first_sum);
  }
}

}  // namespace genericity::tail
