#include "sim/hunt/descent.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/prior.h"

namespace genericity {

namespace {

constexpr double margin_accuracy = 0.01;
constexpr double least_step = 1e-3;
/// Steps end on whole weights this fine.
constexpr double finest_weight = 0x1p20;

double greatest_transfer(const TransferCertificate& transfers) {
  mpz_class greatest = 0;
  for (const mpz_class& value : transfers.psi) greatest = std::max(greatest, mpz_class(abs(value)));
  return greatest.get_d();
}

}  // namespace

std::vector<double> whole_weights(std::span<const double> weights, double greatest) {
  const double factor = greatest / *std::max_element(weights.begin(), weights.end());
  std::vector<double> whole;
  whole.reserve(weights.size());
  for (const double weight : weights) whole.push_back(std::max(1.0, std::round(weight * factor)));
  return whole;
}

Descent::Descent(const TypeSpace& space, const Pattern& pattern)
    : space_(space), pattern_(pattern), decider_(space, pattern) {}

double Descent::margin_and_slope(const std::vector<double>& weights) {
  const Prior prior(weights);
  if (decider_.decide(prior, {}).verdict == Verdict::fails) return 0;
  const MarginBounds bounds = decider_.margin(prior, margin_accuracy);
  slope_.assign(weights.size(), 0);
  if (!bounds.agree(margin_accuracy)) return bounds.upper;
  const MarginProof proof = decider_.margin_proof();
  const double unit = greatest_transfer(proof.transfers);
  std::map<Coalition, CoalitionSplit> splits;
  double total = 0;
  for (const DeviationCertificate::Entry& entry : proof.deviations.entries) {
    const auto found = splits.find(entry.coalition);
    const CoalitionSplit& split =
        found != splits.end()
            ? found->second
            : splits.emplace(entry.coalition, CoalitionSplit(space_, entry.coalition)).first->second;
    const double cost = entry.weight.get_d();
    double mass = 0;
    double mean = 0;
    std::vector<double> gains;
    for (const std::uint32_t rest : split.outside) {
      const std::size_t truth = split.inside[entry.truth] + rest;
      const std::size_t report = split.inside[entry.report] + rest;
      double gain = 0;
      for (int agent = 0; agent < space_.agents(); ++agent) {
        if (!entry.coalition.contains(agent)) continue;
        const std::size_t first = static_cast<std::size_t>(agent) * space_.profiles();
        gain += mpz_class(proof.transfers.psi[first + report] - proof.transfers.psi[first + truth]).get_d() /
                unit;
      }
      gains.push_back(gain);
      mass += weights[truth];
      mean += weights[truth] * gain;
    }
    mean /= mass;
    total += cost * mass;
    for (std::size_t k = 0; k < gains.size(); ++k) {
      const std::size_t truth = split.inside[entry.truth] + split.outside[k];
      slope_[truth] -= cost * (gains[k] - mean) * weights[truth];
    }
  }
  if (total > 0) {
    for (double& entry : slope_) entry /= total;
  }
  return bounds.lower;
}

std::optional<std::vector<double>> Descent::next(const std::vector<double>& weights, double& step) {
  const double margin = margin_and_slope(weights);
  const std::vector<double> slope = slope_;
  double steepest = 0;
  for (const double entry : slope) steepest = std::max(steepest, std::abs(entry));
  if (!(margin > 0) || !(steepest > 0)) return std::nullopt;
  while (step >= least_step) {
    std::vector<double> moved = weights;
    for (std::size_t k = 0; k < moved.size(); ++k) moved[k] *= std::exp(-step * slope[k] / steepest);
    moved = whole_weights(moved, finest_weight);
    if (margin_and_slope(moved) < margin) {
      step *= 1.5;
      return moved;
    }
    step /= 2;
  }
  return std::nullopt;
}

}  // namespace genericity
