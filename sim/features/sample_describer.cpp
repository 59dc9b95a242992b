#include "sim/features/sample_describer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace genericity {

namespace {

constexpr std::array ci_alone{Condition::ci};

}  // namespace

std::vector<double> probabilities(std::span<const double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> prior(weights.begin(), weights.end());
  for (double& probability : prior) probability /= sum;
  return prior;
}

SampleDescriber::SampleDescriber(const Description& asked, const NestedPatterns& patterns)
    : asked_(&asked), patterns_(&patterns), entropies_(patterns.space()) {
  for (const Coalition coalition : patterns.coalitions()) {
    if (asks(Feature::mutual_information)) splits_.emplace_back(patterns.space(), coalition);
    if (asks(Feature::separation)) separations_.emplace_back(patterns.space(), coalition);
  }
}

bool SampleDescriber::asks(Feature feature) const {
  return std::find(asked_->features.begin(), asked_->features.end(), feature) != asked_->features.end();
}

void SampleDescriber::look_at(std::span<const Prior> priors) {
  priors_ = priors;
  place_.reset();
  has_evaluated_ = false;
}

void SampleDescriber::look_at_place(std::size_t place) {
  if (place_ == place) return;
  place_ = place;
  prior_ = probabilities(priors_[place].approximate());
  of_prior_.clear();
  for (const Feature feature : asked_->features) of_prior_.push_back(value_of_prior(feature));
  of_coalitions_.assign(patterns_->coalitions().size(), {});
  for (std::size_t k = 0; k < of_coalitions_.size(); ++k) {
    if (!splits_.empty()) of_coalitions_[k].information = entropies_.mutual_information(prior_, splits_[k]);
    if (!separations_.empty())
      of_coalitions_[k].separation = separations_[k].closest(priors_[place]).distance;
  }
}

double SampleDescriber::value_of_prior(Feature feature) {
  switch (feature) {
    case Feature::entropy:
      return entropies_.entropy(prior_);
    case Feature::total_correlation:
      return entropies_.total_correlation(prior_);
    case Feature::least_weight:
      return *std::min_element(prior_.begin(), prior_.end());
    case Feature::mutual_information:
    case Feature::separation:
    case Feature::t_star:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double SampleDescriber::value(std::size_t number, std::size_t pattern, std::size_t place,
                              std::optional<double> t_star) {
  const auto least_of = [&](double OfCoalition::*member) {
    double least = std::numeric_limits<double>::infinity();
    for (const std::uint32_t k : patterns_->members(pattern))
      least = std::min(least, of_coalitions_[k].*member);
    return least;
  };
  switch (asked_->features[number]) {
    case Feature::entropy:
    case Feature::total_correlation:
    case Feature::least_weight:
      return of_prior_[number];
    case Feature::mutual_information:
      return least_of(&OfCoalition::information);
    case Feature::separation:
      return margin_of_distance(least_of(&OfCoalition::separation));
    case Feature::t_star:
      break;
  }
  if (t_star) return *t_star;
  if (!ci_) ci_ = std::make_unique<BlockEvaluation>(ci_alone, *patterns_, EvaluatedMargins::all);
  if (!has_evaluated_) ci_->evaluate(priors_);
  has_evaluated_ = true;
  return ci_->outcome(0, pattern, place).margin;
}

std::vector<double> SampleDescriber::describe(std::size_t pattern, std::size_t place,
                                              std::optional<double> t_star) {
  look_at_place(place);
  std::vector<double> numbers;
  numbers.reserve(asked_->size(prior_.size()));
  for (std::size_t number = 0; number < asked_->features.size(); ++number)
    numbers.push_back(value(number, pattern, place, t_star));
  if (asked_->priors) numbers.insert(numbers.end(), prior_.begin(), prior_.end());
  return numbers;
}

}  // namespace genericity
