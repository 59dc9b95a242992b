#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <tuple>

#include "sim/cli/exit_code.h"
#include "sim/cli/stored_study.h"
#include "sim/cli/verb_parser.h"
#include "sim/cli/verbs.h"
#include "sim/store/consistency.h"
#include "sim/store/result_file.h"
#include "sim/study/recount.h"
#include "sim/study/replay.h"
#include "sim/study/same_study.h"

namespace genericity {

namespace {

struct VerifyOptions {
  std::string file;
  std::uint64_t samples = 100;
  std::uint64_t seed = 0;
  bool recount = false;
};

/// Equal, or both unknown.
bool is_same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Draws samples again and compares what is found with what the result says.
class Verification {
 public:
  Verification(const StudyResult& result, const Study& study, std::uint64_t seed)
      : result_(result), again_(study), engine_(seed) {}

  std::vector<std::string> check(std::uint64_t samples) {
    std::vector<std::pair<std::size_t, std::size_t>> units;
    for (std::size_t i = 0; i < result_.cells.size(); ++i) {
      for (std::size_t c = 0; c < result_.conditions.size(); ++c) {
        if (!result_.cells[i].samples[c].empty()) units.emplace_back(i, c);
      }
    }
    for (std::uint64_t k = 0; k < samples && !units.empty(); ++k) {
      const auto [cell, condition] = units[below(units.size())];
      check_sample(cell, condition, random_sample(result_.cells[cell].samples[condition]));
      const Tally& tally = result_.cells[cell].tallies[condition];
      if (!std::isinf(tally.least.margin)) check_sample(cell, condition, tally.least.sample);
      if (!result_.samples.empty()) {
        const SampleRecord& record = result_.samples[below(result_.samples.size())];
        check_sample(record.cell, record.condition, record.sample, record.environment);
      }
    }
    return faults_;
  }

  [[nodiscard]] std::uint64_t checked() const { return checked_; }

 private:
  std::uint64_t below(std::uint64_t count) {
    return std::uniform_int_distribution<std::uint64_t>(0, count - 1)(engine_);
  }

  std::uint64_t random_sample(const SampleRanges& samples) {
    std::uint64_t place = below(samples.count());
    for (const SampleRange& range : samples.ranges()) {
      if (place < range.size()) return range.begin + place;
      place -= range.size();
    }
    return 0;
  }

  [[nodiscard]] const SampleRecord* record_of(std::size_t cell, std::size_t condition, std::uint64_t sample,
                                              std::uint64_t environment) const {
    using Key = std::tuple<std::uint64_t, std::uint64_t, std::size_t, std::uint64_t>;
    const auto key = [](const SampleRecord& record) {
      return Key(record.cell, record.sample, record.condition, record.environment);
    };
    const Key wanted(cell, sample, condition, environment);
    const auto place = std::ranges::lower_bound(result_.samples, wanted, {}, key);
    return place != result_.samples.end() && key(*place) == wanted ? &*place : nullptr;
  }

  void check_sample(std::size_t cell, std::size_t condition, std::uint64_t sample,
                    std::uint64_t environment = 0) {
    const auto [found, of_sample] = again_.decide(cell, condition, sample, environment);
    const Tally& stored = result_.cells[cell].tallies[condition];
    const SampleRecord* record = record_of(cell, condition, sample, environment);
    ++checked_;
    const auto require = [&](bool holds, const std::string& fault) {
      if (holds) return;
      faults_.push_back("cell " + std::to_string(cell) + ", " + result_.conditions[condition] + ", sample " +
                        std::to_string(sample) + ": " + fault);
    };
    // Distances of this size were known to within rounding only before margins had a version.
    constexpr double rounding = 1e-11;
    const bool is_rounded = condition_named(result_.conditions[condition]) != Condition::ci &&
                            found.margin > 0 && found.margin < rounding;
    // By itself a sample may stay undecided where another pattern's proof decided it.
    if (found.verdict == 2) return;
    const std::string verdict = found.verdict == 0 ? "holds" : "fails";
    require(stored.verdicts[found.verdict] + stored.verdicts[2] > 0,
            "found anew, it " + verdict + ", but no sample does by the file");
    // A study may ask for proofs of some samples only; which of the others have one depends on the company.
    const bool all_proved = stored.certified == stored.decided();
    require(found.certified == 1 || !all_proved, "found anew, its verdict carries no proof");
    if (record != nullptr && record->verdict != 2) {
      require(record->verdict == found.verdict && (record->certified == found.certified || !all_proved),
              "found anew, it " + verdict + ", which its record contradicts");
      require((is_rounded && record->margin > 0 && record->margin < 2 * rounding) ||
                  is_same(record->margin, found.margin),
              "found anew, its margin is another one than its record's");
      require(is_same(record->least_transfer, found.least_transfer) &&
                  is_same(record->least_subsidy, found.least_subsidy),
              "found anew, its least transfer or subsidy is another one than its record's");
    }
    require(record == nullptr || same_description(*record, found),
            "found anew, its prior is described by other numbers than its record's");
    require(record != nullptr || result_.recorded == RecordSamples::none ||
                result_.recorded == RecordSamples::undecided ||
                (result_.recorded == RecordSamples::failures && found.verdict == 0),
            "found anew, it " + verdict + ", but it has no record");
    if (result_.margins == RecordMargins::none || std::isnan(found.margin) || is_rounded) return;
    require(found.margin == 0 ? stored.margins.zeros() > 0
                              : stored.margins.count(MarginHistogram::bin_of(found.margin)) > 0,
            "its margin is not in the histogram");
    // Of all its environments, where there are any.
    const double least = of_sample.least.margin;
    require(stored.least.margin < least || (stored.least.margin == least && stored.least.sample <= sample),
            "its margin is less than the least one");
    if (sample == stored.least.sample)
      require(least == stored.least.margin, "it is named for the least margin, but has another");
  }

  const StudyResult& result_;
  Replay again_;
  std::mt19937_64 engine_;
  std::vector<std::string> faults_;
  std::uint64_t checked_ = 0;
};

/// The result in the file, or none, and its faults.
std::optional<StudyResult> read_with_faults(const std::string& file, std::vector<std::string>& faults) {
  try {
    StudyResult result = read_result(file);
    if (result.mode == StudyMode::sample) faults = faults_of(result);
    if (std::string fault = fault_of_ci_margins(result); !fault.empty()) faults.push_back(std::move(fault));
    return result;
  } catch (const UnreadableFile&) {
    throw;  // nothing is known of what it holds
  } catch (const StoreError& fault) {
    faults.emplace_back(fault.what());
    return std::nullopt;
  }
}

int verify(const VerifyOptions& options) {
  std::vector<std::string> faults;
  std::uint64_t checked = 0;
  const std::uint64_t seed = options.seed > 0 ? options.seed : std::random_device{}();
  const std::optional<StudyResult> result = read_with_faults(options.file, faults);
  // A result that contradicts itself is at fault whatever its study says.
  std::optional<Study> study;
  if (result && faults.empty()) {
    study = stored_study(*result, options.file);
    faults = faults_of_theory(*study, *result);
  }
  if (result && result->mode != StudyMode::sample && faults.empty()) {
    std::cout << "good: seal, checksums and digest fit together; a result of mode " << to_string(result->mode)
              << " has no samples to decide anew: run its study again and compare\n";
    return exit_done;
  }
  if (study && result->mode == StudyMode::sample) {
    Verification verification(*result, *study, seed);
    std::ranges::move(verification.check(options.samples), std::back_inserter(faults));
    checked = verification.checked();
    if (options.recount) std::ranges::move(faults_of_recount(*study, *result, 1), std::back_inserter(faults));
  }
  for (const std::string& fault : std::set<std::string>(faults.begin(), faults.end()))
    std::cout << "fault: " << fault << '\n';
  if (!faults.empty()) return exit_fault_found;
  std::cout << "good: seal, checksums, digest and contents fit together; " << checked
            << " verdicts found and proved anew (seed " << seed << ")"
            << (options.recount ? "; everything counted anew" : "") << '\n';
  return exit_done;
}

}  // namespace

void add_verify_verb(CLI::App& program, VerbAction& action) {
  VerbParser verb(program, "verify", "Check a result file, and decide some of its samples again");
  auto& options = verb.does(action, verify);
  verb.option("file", options.file, "the result, an HDF5 file").required().file("h5");
  verb.option("--samples", options.samples, "how many random samples to decide again (default: 100)")
      .between(std::uint64_t{0}, std::uint64_t{1'000'000'000});
  verb.option("--seed", options.seed, "of the choice of samples (default: another one every time)");
  verb.flag("--recount", options.recount, "also count all of its samples from the beginning, on one thread");
  verb.footer(
      "Exit code 5 if a fault is found; the faults go to standard output, a line each. What is not known is "
      "no fault: 3, if the file or a list of priors that it names cannot be read; 2, if it is of another "
      "study or program.\n\n"
      "Example: genericity verify results/reference/patterns.h5");
}

}  // namespace genericity
