#include "tests/sim/store/example_result.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "sim/statistics/sample_grid.h"

namespace genericity {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A cheap scrambled counter; quality does not matter here. No two calls stand in one call's arguments:
/// compilers differ in which they make first.
class Numbers {
 public:
  std::uint64_t next(std::uint64_t below) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33U) % below;
  }
  double margin() {
    const double mantissa = 1.0 + static_cast<double>(next(1000)) / 1000;
    return std::ldexp(mantissa, -static_cast<int>(next(75)));
  }

 private:
  std::uint64_t state_ = 12;
};

const std::vector<double UnitInference::*> inferred_values{&UnitInference::simultaneous_low,
                                                           &UnitInference::simultaneous_high,
                                                           &UnitInference::sequence_low,
                                                           &UnitInference::sequence_high,
                                                           &UnitInference::tail_exponent,
                                                           &UnitInference::tail_exponent_low,
                                                           &UnitInference::tail_exponent_high,
                                                           &UnitInference::tail_constant,
                                                           &UnitInference::codimension,
                                                           &UnitInference::theory_exponent,
                                                           &UnitInference::theory_constant,
                                                           &UnitInference::constant_at_theory,
                                                           &UnitInference::constant_at_theory_low,
                                                           &UnitInference::constant_at_theory_high};

Tally make_tally(Numbers& numbers, std::size_t stages) {
  Tally tally;
  for (std::uint64_t& count : tally.verdicts) count = numbers.next(1000);
  tally.certified = numbers.next(1 + tally.verdicts[0] + tally.verdicts[1]);
  for (std::size_t stage = 0; stage < stages; ++stage) tally.stages.push_back(numbers.next(100));
  for (int i = 0; i < 40; ++i) {
    const double margin = numbers.margin();
    tally.margins.add(margin);
    tally.least.margin = std::min(tally.least.margin, margin);
  }
  tally.least.sample = numbers.next(1000);
  // Fewer extremes than there is room for, as many, and more.
  for (std::uint64_t i = numbers.next(100); i > 0; --i) {
    const double margin = numbers.margin();
    tally.extremes.add(margin, numbers.next(1000));
  }
  for (std::uint64_t i = numbers.next(100); i > 0; --i) {
    const auto bin = grid_bin(numbers.next(5000));
    tally.trace.add(bin, numbers.next(3));
  }
  return tally;
}

void add_cells(StudyResult& result, std::size_t ensemble, const std::vector<std::string>& patterns,
               Numbers& numbers) {
  for (const std::string& pattern : patterns) {
    CellResult& cell = result.cells.emplace_back();
    cell.ensemble = ensemble;
    cell.pattern = pattern;
    cell.coalitions = "{1},{2},{3}" + (pattern == "minimal" ? std::string() : "," + pattern);
    cell.samples.resize(result.conditions.size());
    for (SampleRanges& samples : cell.samples) {
      for (std::uint64_t begin = 0; begin < result.ensembles[ensemble].samples; begin += 400)
        samples.insert({begin, begin + 1 + numbers.next(400)});
    }
    for (std::size_t i = 0; i < result.conditions.size(); ++i) {
      cell.tallies.push_back(make_tally(numbers, result.stages.size()));
      cell.low.push_back(static_cast<double>(numbers.next(500)) / 1001);
      cell.high.push_back(static_cast<double>(500 + numbers.next(500)) / 1001);
      UnitInference& inferred = cell.inferred.emplace_back();
      for (double UnitInference::*const value : inferred_values) {
        if (numbers.next(4) > 0) inferred.*value = numbers.margin();
      }
      cell.theory.push_back({inferred.codimension, inferred.theory_exponent, inferred.theory_constant});
      inferred.tail_size = numbers.next(65);
      inferred.tail_straight = numbers.next(2) == 1;
      cell.theorem.shares.push_back(numbers.next(2) == 1 ? 1 : nan);
    }
    cell.theorem.verdict = numbers.next(2) == 1 ? "almost_always" : "open";
    cell.theorem.reason = "größte Koalition {1,2}";
  }
}

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

bool same(const Tally& a, const Tally& b) {
  return a == b;
}

bool same(const UnitInference& a, const UnitInference& b) {
  return a.tail_size == b.tail_size && a.tail_straight == b.tail_straight &&
         std::all_of(inferred_values.begin(), inferred_values.end(),
                     [&](double UnitInference::*const value) { return same(a.*value, b.*value); });
}

bool same(const EnsembleResult& a, const EnsembleResult& b) {
  return a.types == b.types && a.prior == b.prior && a.key == b.key && a.samples == b.samples &&
         a.looks == b.looks && a.stop_reason == b.stop_reason && a.seed == b.seed &&
         a.parameters == b.parameters;
}

bool same(const CellResult& a, const CellResult& b) {
  if (a.ensemble != b.ensemble || a.pattern != b.pattern || a.coalitions != b.coalitions ||
      a.samples != b.samples || !same(a.low, b.low) || !same(a.high, b.high) ||
      a.tallies.size() != b.tallies.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.tallies.size(); ++i) {
    if (!same(a.tallies[i], b.tallies[i]) || !same(a.inferred[i], b.inferred[i]) ||
        !same_bits(a.theory[i], b.theory[i]) || !same(a.theorem.share(i), b.theorem.share(i)))
      return false;
  }
  return a.theorem.verdict == b.theorem.verdict && a.theorem.reason == b.theorem.reason;
}

bool same(const SampleRecord& a, const SampleRecord& b) {
  return a.cell == b.cell && a.sample == b.sample && a.condition == b.condition && a.verdict == b.verdict &&
         a.certified == b.certified && same(a.margin, b.margin) && same(a.least_transfer, b.least_transfer) &&
         same(a.least_subsidy, b.least_subsidy);
}

template <class T>
bool all_same(const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace

StudyResult example_result() {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  Numbers numbers;
  StudyResult result;
  result.title = "CI gegen CBDP – für «drei» Agenten, Θ";
  result.seed = std::numeric_limits<std::uint64_t>::max() - 1;
  result.stop = {1200, 0.125, std::nullopt, 77, 0.99, std::nullopt};
  result.shard = {3, 64};
  result.conditions = {"ci", "cbdp"};
  result.condition_labels = {"CI", "Überzeugungen"};
  result.stages = {"closed form", "double precision", "exact"};
  result.identity = "conditions = [\"ci\", \"cbdp\"]\nseed = 18446744073709551614\n";
  const auto add_ensemble = [&](std::vector<int> types, const std::string& prior, std::uint64_t key,
                                std::uint64_t looks, StopReason stop_reason) -> EnsembleResult& {
    EnsembleResult& ensemble = result.ensembles.emplace_back();
    ensemble.types = std::move(types);
    ensemble.prior = prior;
    ensemble.key = key;
    ensemble.looks = looks;
    ensemble.stop_reason = stop_reason;
    ensemble.seed = result.seed;
    return ensemble;
  };
  add_ensemble({2, 2, 2}, "dirichlet(alpha=1)", 0x00000000000000FFU, 0, StopReason::samples).parameters = {
      {"family", "dirichlet"}, {"alpha", 1.0}};
  add_ensemble({2, 3, 4, 2}, "near(base=independent,epsilon=0.001)", 0xFEDCBA9876543210U, 3, StopReason::none)
      .parameters = {{"family", "near"}, {"base_family", "independent"}, {"epsilon", 0.001}};
  add_ensemble({12, 2}, "lattice(denominator=24)", 0, 0, StopReason::none).parameters = {
      {"family", "lattice"}, {"denominator", 24.0}};
  result.ensembles[0].seed = 5;
  add_cells(result, 0, {"minimal", "{1,2}", "{1,2},{2,3}", "maximal"}, numbers);
  add_cells(result, 1, {"minimal", "maximal"}, numbers);
  add_cells(result, 2, {"minimal"}, numbers);

  result.cells[2].tallies[0].joint = {{{5, 0, 1}, {7, 2, 0}, {0, 0, 3}}};
  Tally& extreme = result.cells[1].tallies[0];
  extreme.margins.add(0.0);
  extreme.margins.add(1e-300);
  extreme.margins.add(1e300);
  extreme.least.margin = 0.0;
  extreme.verdicts = {most, 0, 1};
  extreme.least.sample = most;
  Tally& unseen = result.cells[6].tallies[1];
  unseen = Tally{};
  unseen.stages.resize(result.stages.size());
  unseen.least.margin = infinity;
  result.cells[6].low[1] = nan;
  result.cells[6].high[1] = -nan;
  result.cells[5].low[0] = 0.0;
  result.cells[5].high[0] = 1.0;

  for (std::size_t e = 0; e < result.ensembles.size(); ++e)
    result.ensembles[e].samples = common_samples(cells_of(result, e)).count();
  result.recorded = RecordSamples::failures;
  result.margins = RecordMargins::all;
  result.described = {{Feature::t_star, Feature::entropy}, true};
  for (std::uint64_t i = 0; i < 300; ++i) {
    const double margin = i % 7 == 0 ? nan : (i % 11 == 0 ? -0.0 : numbers.margin());
    result.samples.push_back({i % 7,
                              i * 3,
                              0,
                              static_cast<std::uint8_t>(i % 2),
                              static_cast<std::uint8_t>(i % 3),
                              static_cast<std::uint8_t>(i % 5 == 0),
                              margin,
                              nan,
                              nan,
                              {}});
    const std::size_t profiles = profiles_of(result.ensembles[result.cells[i % 7].ensemble].types);
    std::vector<double>& description = result.samples.back().description;
    description = {nan, margin};
    while (description.size() < result.described.size(profiles)) description.push_back(numbers.margin());
  }
  result.complete = true;
  result.provenance = {
      {"config", "format = 1\ntitle = \"…\"\n"}, {"host", "node-17"}, {"threads", "2"}, {"empty", ""}};
  result.seconds = {0.25, 17.5, 0.0};
  return result;
}

StudyResult large_result(std::size_t cells) {
  Numbers numbers;
  StudyResult result = example_result();
  result.cells.clear();
  result.samples.clear();
  result.recorded = RecordSamples::none;
  result.described = {};
  result.seconds.clear();
  result.ensembles.resize(1);
  while (result.cells.size() < cells) add_cells(result, 0, {"{1,2},{1,3}", "{1,2},{2,3}"}, numbers);
  result.ensembles[0].samples = common_samples(cells_of(result, 0)).count();
  return result;
}

std::string difference(const StudyResult& a, const StudyResult& b) {
  if (a.title != b.title) return "title";
  if (a.seed != b.seed) return "seed";
  if (a.stop != b.stop) return "stop";
  if (a.shard != b.shard) return "shard";
  if (a.conditions != b.conditions || a.condition_labels != b.condition_labels) return "conditions";
  if (a.stages != b.stages) return "stages";
  if (a.identity != b.identity) return "identity";
  if (!all_same(a.ensembles, b.ensembles)) return "ensembles";
  if (!all_same(a.cells, b.cells)) return "cells";
  if (!all_same(a.samples, b.samples)) return "samples";
  if (a.recorded != b.recorded) return "recorded";
  if (a.margins != b.margins) return "margins";
  if (a.complete != b.complete) return "complete";
  if (a.provenance != b.provenance) return "provenance";
  if (!same(a.seconds, b.seconds)) return "seconds";
  return {};
}

}  // namespace genericity
