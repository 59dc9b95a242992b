#include "core/generic/witness_search.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>

#include "core/conditions/ci.h"
#include "core/exact/modular_matrix.h"
#include "core/generic/relabelling.h"
#include "core/prior.h"

namespace genericity {

namespace {

bool has_uninformed(const TypeSpace& space) {
  return informed_agents(space) != Coalition::grand(space.agents());
}

/// The first priors settle many patterns, at which the others need not be looked at any more.
constexpr std::size_t priors_at_a_time = 64;
static_assert(priors_at_a_time <= PriorBlock::capacity);

}  // namespace

/// Evaluates the open patterns on blocks of priors; where some agent has one type, one by one.
struct WitnessSearch::Evaluation {
  Evaluation(const TypeSpace& type_space, std::vector<std::size_t> open_places, std::vector<Pattern> open)
      : space(&type_space), places(std::move(open_places)), patterns(std::move(open)) {
    if (has_uninformed(type_space)) {
      for (const Pattern& pattern : patterns)
        deciders.push_back(std::make_unique<CiDecider>(*space, pattern));
      return;
    }
    nested = std::make_unique<NestedPatterns>(*space, patterns);
    static constexpr std::array conditions{Condition::ci};
    blocks = std::make_unique<BlockEvaluation>(conditions, *nested, EvaluatedMargins::with_verdicts);
  }

  void evaluate(std::span<const Prior> priors) {
    verdicts.assign(patterns.size() * priors.size(), Verdict::undecided);
    if (blocks) {
      blocks->evaluate(priors, PriorBlock::Places().set());
    }
    for (std::size_t k = 0; k < patterns.size(); ++k) {
      for (std::size_t place = 0; place < priors.size(); ++place) {
        verdicts[k * priors.size() + place] = blocks ? blocks->outcome(0, k, place).decision.verdict
                                                     : deciders[k]->decide(priors[place], {}).verdict;
      }
    }
  }

  const TypeSpace* space;
  std::vector<std::size_t> places;
  std::vector<Pattern> patterns;
  std::unique_ptr<NestedPatterns> nested;
  std::unique_ptr<BlockEvaluation> blocks;
  std::vector<std::unique_ptr<CiDecider>> deciders;
  std::vector<Verdict> verdicts;
};

WitnessSearch::WitnessSearch(TypeSpace space, std::vector<Pattern> patterns)
    : space_(std::move(space)),
      patterns_(std::move(patterns)),
      found_(patterns_.size()),
      relabellings_(type_preserving_relabellings(space_)) {}
WitnessSearch::~WitnessSearch() = default;

std::size_t WitnessSearch::open() const {
  return static_cast<std::size_t>(std::count_if(
      found_.begin(), found_.end(), [](const Found& found) { return !found.success || !found.failure; }));
}

void WitnessSearch::take(const OpenSuccess& success) {
  for (const std::vector<int>& image : relabellings_) {
    const Relabelling relabelling(space_, image);
    std::shared_ptr<const OpenSuccess> relabelled;
    for (std::size_t k = 0; k < patterns_.size(); ++k) {
      if (found_[k].success) continue;
      if (!relabelled) relabelled = std::make_shared<const OpenSuccess>(relabelling.of(success));
      if (proves_open_success(space_, patterns_[k], *relabelled)) found_[k].success = relabelled;
    }
  }
}

void WitnessSearch::take(const OpenFailure& failure) {
  std::set<Coalition> deviating;
  for (const DeviationCertificate::Entry& entry : failure.certificate.entries)
    deviating.insert(entry.coalition);
  for (const std::vector<int>& image : relabellings_) {
    const Relabelling relabelling(space_, image);
    const auto serves = [&](const Pattern& pattern) {
      return std::all_of(deviating.begin(), deviating.end(),
                         [&](Coalition coalition) { return pattern.contains(relabelling.of(coalition)); });
    };
    std::shared_ptr<const OpenFailure> relabelled;
    for (std::size_t k = 0; k < patterns_.size(); ++k) {
      if (found_[k].failure || !serves(patterns_[k])) continue;
      if (!relabelled) relabelled = std::make_shared<const OpenFailure>(relabelling.of(failure));
      found_[k].failure = relabelled;
    }
  }
}

bool WitnessSearch::take_success(const Pattern& pattern, std::span<const double> weights) {
  const Prior prior(weights);
  CiDecider decider(space_, pattern);
  if (decider.decide(prior, {}).verdict != Verdict::holds) return false;
  take(OpenSuccess{prior.exact(), std::get<TransferCertificate>(decider.certificate(prior))});
  return true;
}

bool WitnessSearch::take_failure(const Pattern& pattern, std::span<const double> weights) {
  const Prior prior(weights);
  CiDecider decider(space_, pattern);
  if (decider.decide(prior, {}).verdict != Verdict::fails) return false;
  const OpenFailure failure = open_failure(
      space_, prior.exact(), std::get<DeviationCertificate>(decider.certificate(prior)), rank_prime);
  if (how_open(space_, pattern, failure, 1) == Openness::refused) return false;
  take(failure);
  return true;
}

bool WitnessSearch::look_at(std::span<const std::vector<double>> priors) {
  const std::size_t before = open();
  while (!priors.empty() && open() > 0) {
    const std::size_t count = std::min(priors.size(), priors_at_a_time);
    look_at_block(priors.first(count));
    priors = priors.subspan(count);
  }
  return open() < before;
}

void WitnessSearch::look_at_block(std::span<const std::vector<double>> priors) {
  // Making an evaluation takes long for many patterns, so one serves until half of them are settled.
  if (!evaluation_ || 2 * open() <= evaluation_->patterns.size()) {
    std::vector<std::size_t> places;
    std::vector<Pattern> patterns;
    for (std::size_t k = 0; k < patterns_.size(); ++k) {
      if (found_[k].success && found_[k].failure) continue;
      places.push_back(k);
      patterns.push_back(patterns_[k]);
    }
    evaluation_ = std::make_unique<Evaluation>(space_, std::move(places), std::move(patterns));
  }
  std::vector<Prior> views;
  for (const std::vector<double>& weights : priors) views.emplace_back(weights);
  Evaluation& evaluation = *evaluation_;
  evaluation.evaluate(views);
  // A witness serves many patterns: successes come from the largest ones, failures from the smallest.
  std::vector<std::size_t> order(evaluation.patterns.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return evaluation.patterns[a].coalitions().size() < evaluation.patterns[b].coalitions().size();
  });
  const auto first_with = [&](std::size_t k, Verdict verdict) {
    std::size_t place = 0;
    while (place < priors.size() && evaluation.verdicts[k * priors.size() + place] != verdict) ++place;
    return place;
  };
  for (const std::size_t k : order) {
    if (found_[evaluation.places[k]].failure) continue;
    for (std::size_t place = first_with(k, Verdict::fails); place < priors.size(); ++place) {
      if (evaluation.verdicts[k * priors.size() + place] != Verdict::fails) continue;
      if (take_failure(evaluation.patterns[k], priors[place])) break;
    }
  }
  std::reverse(order.begin(), order.end());
  for (const std::size_t k : order) {
    if (found_[evaluation.places[k]].success) continue;
    const std::size_t place = first_with(k, Verdict::holds);
    if (place < priors.size()) take_success(evaluation.patterns[k], priors[place]);
  }
}

}  // namespace genericity
