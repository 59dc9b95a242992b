#include "sim/study/tail_cell.h"

#include "core/errors.h"
#include "sim/priors/spec.h"
#include "sim/random/hash.h"
#include "sim/study/input_error.h"

namespace genericity {

namespace {

using tail::SplittingSampler;
using tail::UnionSampler;

/// Splitting goes through the levels of each pair by itself.
constexpr std::size_t most_split_events = 5000;

/// A list of coalitions as text, in the pattern's order.
std::string coalitions_text(std::span<const Coalition> coalitions) {
  std::string text;
  for (const Coalition coalition : coalitions) text += coalition.to_string();
  return text;
}

/// The stream of a cell's draws. It is not the stream of the ensemble's own samples, nor another cell's; all
/// ε share it, so that what an estimate errs by is much the same at neighbouring ε.
StreamKey tail_stream(const Ensemble& ensemble, std::span<const Coalition> coalitions) {
  return derive_stream_key(ensemble.prior_stream(), hash_text("tail " + coalitions_text(coalitions)));
}

}  // namespace

TailCell::TailCell(const Study& study, const Ensemble& ensemble, const Pattern& pattern, Condition condition)
    : study_(&study),
      ensemble_(&ensemble),
      coalitions_(compared_coalitions(condition, pattern)),
      cell_law_(ensemble.family->cell_law()),
      key_(tail_stream(ensemble, coalitions_)) {
  const std::string refusal = ensemble.family->tail_refusal();
  if (!refusal.empty()) fail(": tail mode cannot treat it: " + refusal);
  if (ensemble.family->null_set_theory(ensemble.space, coalitions_).codimension == 0) {
    fail(": tail mode cannot treat the coalitions " + coalitions_text(coalitions_) +
         ": two of their posteriors are equal under all of these priors, so that the margin is exactly 0 in "
         "every draw");
  }
}

void TailCell::fail(const std::string& message) const {
  throw InputError("the ensemble of types " + ensemble_->space.to_string() + ", prior " +
                   ensemble_->family->name() + message);
}

void TailCell::prepare(std::uint64_t particles) {
  if (cell_law_) return;
  try {
    SplittingSampler sampler(ensemble_->space, coalitions_, *ensemble_->family);
    levels_ = sampler.find_levels(key_, particles, study_->tail.epsilons.back());
  } catch (const InvalidInput& error) {
    fail(std::string(": ") + error.what());
  }
}

std::unique_ptr<TailCell::Sampler> TailCell::sampler(std::span<const double> epsilons) const {
  auto result = std::make_unique<Sampler>();
  result->key_ = key_;
  result->epsilons_.assign(epsilons.begin(), epsilons.end());
  try {
    if (cell_law_) {
      result->union_ =
          std::make_unique<UnionSampler>(ensemble_->space, coalitions_, *cell_law_, epsilons.back());
      return result;
    }
    result->splitting_ =
        std::make_unique<SplittingSampler>(ensemble_->space, coalitions_, *ensemble_->family);
  } catch (const InvalidInput& error) {
    fail(std::string(", tail.epsilons: ") + error.what());
  }
  const double least = result->splitting_->least_epsilon();
  if (epsilons.back() < least) {
    fail(", tail.epsilons: this law is split with distances in doubles, which are not to be trusted below " +
         number_text(least));
  }
  if (result->splitting_->events() > most_split_events) {
    fail(": more than " + std::to_string(most_split_events) +
         " pairs of posteriors may be close, too many to split each by itself");
  }
  result->levels_ = &levels_;
  return result;
}

std::vector<TailReplication> TailCell::Sampler::run(std::uint64_t replication, std::uint64_t draws) {
  std::vector<TailReplication> result;
  if (splitting_) {
    for (const auto& found : splitting_->run(key_, replication, draws, *levels_, epsilons_)) {
      result.push_back({found.probability, found.ancestor_share,
                        found.probability > 0 ? found.pair_sum / found.probability : 0});
    }
    return result;
  }
  const UnionSampler::Sums sums = union_->run(key_, replication * draws, draws);
  const auto n = static_cast<double>(draws);
  // Squares of the tiniest estimates underflow; relative to the greatest draw they do not.
  result.push_back({sums.value / n, sums.value > 0 ? sums.effective_draws() / n : 0,
                    sums.value > 0 ? sums.multiplicity / sums.value : 0});
  return result;
}

}  // namespace genericity
