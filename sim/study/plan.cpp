#include "sim/study/plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

#include "core/condition_g.h"
#include "core/deviations.h"
#include "core/gordan/row_space.h"
#include "core/simd/batch_prover.h"
#include "core/simd/batch_refuter.h"
#include "core/simd/batch_search.h"
#include "sim/study/input_error.h"
#include "sim/study/result.h"

namespace genericity {

namespace {

/// The most memory that one thread's workspace may take.
constexpr double most_bytes_per_thread = 4.0 * (1U << 30U);
/// The most comparisons of posterior entries a prior: some seconds.
constexpr double most_comparisons = 4e9;

/// Bytes of one pattern's system of Lemma 1.
struct SystemBytes {
  double kept = 0;    ///< what every pattern has from the start: the sparse rows' structure and coefficients
  double solver = 0;  ///< what the deciders of single priors take besides, when a prior first gets to them
};

/// The solver's memory: a scaled copy of the rows, the dense matrix of the interior point method, and the
/// Gram matrix where the least-norm candidate is tried.
SystemBytes system_bytes(const TypeSpace& space, const Pattern& pattern, LinearSystem system) {
  const auto profiles = static_cast<double>(space.profiles());
  const double unknowns = static_cast<double>(space.agents() - 1) * profiles;
  double rows = 0;
  double coefficients = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    const auto joint_types = static_cast<double>(count_joint_types(space, coalition));
    const int carriers = std::min(coalition.size(), space.agents() - coalition.size());
    rows += joint_types * (joint_types - 1);
    coefficients += joint_types * (joint_types - 1) * 2 * (profiles / joint_types) * std::max(1, carriers);
  }
  const double gram = rows <= 1.25 * unknowns ? rows * rows : 0;
  // With far fewer rows than unknowns the interior point method works with as many unknowns as rows.
  // Participation adds constraints of every type, and does not.
  const bool reduced = system == LinearSystem::lemma_1 &&
                       RowSpace::suits(static_cast<std::size_t>(rows), static_cast<std::size_t>(unknowns));
  const double order = (reduced ? rows : unknowns) + 1;
  const double sparse = reduced ? 12 * rows * rows : 0;
  return {24 * coefficients + 200 * rows, 16 * coefficients + 8 * (order * order + gram) + sparse};
}

/// The workspace that the batch stages of a thread share, as far as this pattern needs it.
double workspace_bytes(const TypeSpace& space, const Pattern& pattern) {
  std::size_t bytes = 0;
  if (BatchProver::suits(space, pattern)) bytes = BatchProver::memory(space, pattern);
  if (BatchSearch::suits(space, pattern)) bytes = std::max(bytes, BatchSearch::memory(space, pattern));
  if (BatchSearch::suits(space, pattern) && BatchRefuter::suits(space, pattern))
    bytes += BatchRefuter::memory(space, pattern);
  return static_cast<double>(bytes);
}

std::string gibibytes(double bytes) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.1f GiB", bytes / (1U << 30U));
  return text.data();
}

/// The largest linear system of a pattern that some condition needs.
LinearSystem greatest_system(const Study& study) {
  LinearSystem greatest = LinearSystem::none;
  for (const Condition condition : study.conditions) greatest = std::max(greatest, info(condition).system);
  return greatest;
}

/// Refuses what takes minutes a prior however little memory it needs: every two joint types of a coalition
/// are compared.
void require_comparable(const TypeSpace& space, const Pattern& pattern, const std::string& what) {
  double comparisons = 0;
  for (const Coalition coalition : pattern.coalitions()) {
    const auto joint_types = static_cast<double>(count_joint_types(space, coalition));
    comparisons += joint_types * static_cast<double>(space.profiles()) / 2;
  }
  if (comparisons <= most_comparisons) return;
  throw InputError(what + ": comparing the posteriors of one prior takes " +
                   std::to_string(std::llround(comparisons)) + " steps, more than the " +
                   std::to_string(std::llround(most_comparisons)) +
                   " that are allowed; use smaller types or coalitions");
}

}  // namespace

EnsembleEstimate estimate(const Ensemble& ensemble, const Study& study) {
  EnsembleEstimate total;
  total.cells = ensemble.patterns.size();
  // Draws, posteriors of every coalition, tallies with their histograms.
  std::set<Coalition> coalitions;
  for (const Pattern& pattern : ensemble.patterns)
    coalitions.insert(pattern.coalitions().begin(), pattern.coalitions().end());
  const auto profiles = static_cast<double>(ensemble.space.profiles());
  total.bytes_per_thread = profiles * 8 * (80 + static_cast<double>(coalitions.size())) +
                           static_cast<double>(total.cells * study.conditions.size()) * 1400;
  const LinearSystem system = greatest_system(study);
  if (system == LinearSystem::none) return total;
  // Few patterns have priors that get past the batch stages; the largest stands for them.
  double solver = 0;
  double workspace = 0;
  for (const Pattern& pattern : ensemble.patterns) {
    if (prove_condition_g(pattern)) continue;
    const SystemBytes bytes = system_bytes(ensemble.space, pattern, system);
    total.bytes_per_thread += bytes.kept;
    solver = std::max(solver, bytes.solver);
    workspace = std::max(workspace, workspace_bytes(ensemble.space, pattern));
    const std::size_t rows = DeviationSystem::count_rows(ensemble.space, pattern);
    if (rows < total.rows) continue;
    total.rows = rows;
    total.unknowns = static_cast<std::size_t>(ensemble.space.agents() - 1) * ensemble.space.profiles();
  }
  total.bytes_per_thread += solver + workspace;
  return total;
}

RecordEstimate estimate_records(const Study& study) {
  // In a file: three numbers of 8 bytes, three of 1, and the margin.
  constexpr double least_bytes = 35;
  constexpr double sorted_and_written = 3;
  RecordEstimate sum;
  if (study.mode == StudyMode::tail) return sum;
  for (const Ensemble& ensemble : study.ensembles) {
    if (study.recorded_of(ensemble) == RecordSamples::none) continue;
    if (!study.stop.limits_samples() && ensemble.family->size() == 0) continue;
    const auto units = static_cast<double>(ensemble.patterns.size() * study.conditions.size());
    const double records = units * static_cast<double>(ensemble.samples_of(study.stop.samples));
    const auto described =
        static_cast<double>(study.described.size(ensemble.space.profiles()) * sizeof(double));
    sum.records += records;
    sum.bytes_in_memory += records * sorted_and_written * (sizeof(SampleRecord) + described);
    sum.bytes_in_file += records * (least_bytes + described);
  }
  return sum;
}

void require_feasible(const Study& study) {
  for (const Ensemble& ensemble : study.ensembles) {
    for (const Pattern& pattern : ensemble.patterns) {
      require_comparable(ensemble.space, pattern,
                         "the ensemble of types " + ensemble.space.to_string() + ", prior " + ensemble.law());
    }
    const double bytes = estimate(ensemble, study).bytes_per_thread;
    if (bytes <= most_bytes_per_thread) continue;
    throw InputError("the ensemble of types " + ensemble.space.to_string() + ", prior " + ensemble.law() +
                     " needs about " + gibibytes(bytes) + " per thread, more than the " +
                     gibibytes(most_bytes_per_thread) +
                     " that are allowed; use smaller types or fewer coalitions");
  }
}

void require_feasible(const TypeSpace& space, const Pattern& pattern, const std::string& what) {
  require_comparable(space, pattern, what);
  const SystemBytes parts = system_bytes(space, pattern, LinearSystem::participation);
  const double bytes = parts.kept + parts.solver;
  if (bytes <= most_bytes_per_thread || prove_condition_g(pattern)) return;
  throw InputError(what + ": deciding CI on types " + space.to_string() + " with this pattern needs about " +
                   gibibytes(bytes) + ", more than the " + gibibytes(most_bytes_per_thread) +
                   " that are allowed; use smaller types or fewer coalitions");
}

}  // namespace genericity
