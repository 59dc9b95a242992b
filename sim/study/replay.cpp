#include "sim/study/replay.h"

#include <stdexcept>
#include <utility>

#include "sim/random/stream.h"
#include "sim/study/sample_source.h"

namespace genericity {

Replay::Replay(Study study) : study_(std::move(study)) {
  study_.record_samples = RecordSamples::all;
}

Replay::Place Replay::place_of(std::size_t cell) const {
  for (std::size_t e = 0; e < study_.ensembles.size(); ++e) {
    if (cell < study_.ensembles[e].patterns.size()) return {e, cell};
    cell -= study_.ensembles[e].patterns.size();
  }
  throw std::out_of_range("there is no such cell");
}

Replay::Outcome Replay::decide(std::size_t cell, std::size_t condition, std::uint64_t sample,
                               std::uint64_t environment) {
  if (!runner_ || cell_ != cell || condition_ != condition) {
    const Place place = place_of(cell);
    runner_ =
        std::make_unique<GroupRunner>(study_, place.ensemble, UnitGroup{{place.pattern}, {condition}}, 1);
    cell_ = cell;
    condition_ = condition;
  }
  SampleSource source(1, SampleRange{sample, sample + 1});
  const RangeOutcome outcome = runner_->run(source);
  SampleRecord record = outcome.records.at(environment);
  record.cell = cell;
  return {record, outcome.tallies.at(0)};
}

Replay::Draw Replay::draw(std::size_t cell, std::uint64_t sample) const {
  const Ensemble& ensemble = study_.ensembles[place_of(cell).ensemble];
  if (const InformationStructure* exact = ensemble.family->exact_prior(sample)) return {*exact, {}};
  std::vector<double> weights(ensemble.space.profiles());
  std::vector<double> scratch(ensemble.family->scratch_size());
  ensemble.family->draw(ensemble.prior_stream(), sample, 1, weights, scratch);
  return {InformationStructure(ensemble.space, weights), std::move(weights)};
}

SampledEnvironment Replay::environment(std::size_t cell, std::uint64_t sample, std::uint64_t number) const {
  const Ensemble& ensemble = study_.ensembles[place_of(cell).ensemble];
  const EnvironmentLaw& law = *ensemble.environment;
  SampledEnvironment environment(ensemble.space, law.outcomes());
  std::vector<double> scratch(law.scratch_size());
  law.draw(ensemble.environment_stream(), sample, number, environment, scratch);
  return environment;
}

}  // namespace genericity
