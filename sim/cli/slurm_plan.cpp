#include "sim/cli/slurm_plan.h"

#include <algorithm>
#include <cmath>

#include "sim/cli/progress.h"
#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/plan.h"

namespace genericity {

namespace {

/// The least time of a task: it includes the two minutes' notice that the script asks for.
constexpr double least_task_seconds = 600;
/// What the program takes before it has read a study, with its libraries.
constexpr double base_bytes = 128.0 * (1U << 20U);

std::uint64_t divided(std::uint64_t number, std::uint64_t by) {
  return (number + by - 1) / by;
}

/// Divides the study into shards and these into tasks.
void divide(const Study& study, const SlurmRequest& request, double seconds, SlurmPlan& plan) {
  ArrayJob& job = plan.job;
  const std::uint64_t most = request.max_array_size;
  const double wanted = std::ceil(seconds / (3600 * request.task_hours));
  const std::uint64_t fitting = std::min(most, study.stop.samples);
  job.shards = request.shards > 0
                   ? request.shards
                   : static_cast<std::uint64_t>(std::clamp(wanted, 1.0, static_cast<double>(fitting)));
  if (job.shards > study.stop.samples) {
    throw InputError("--shards: expected at most the number of samples, " +
                     std::to_string(study.stop.samples) + ", got " + std::to_string(job.shards));
  }
  job.tasks = divided(job.shards, divided(job.shards, most));
  const std::string limit =
      "an array of this site has at most " + std::to_string(most) + " tasks (MaxArraySize)";
  if (job.tasks < job.shards) {
    plan.notes.push_back(limit + ": " + std::to_string(job.tasks) + " tasks do up to " +
                         std::to_string(divided(job.shards, job.tasks)) + " of the " +
                         std::to_string(job.shards) +
                         " shards each, one after the other; genericity status --tasks " +
                         std::to_string(job.tasks) + " says which tasks to submit again");
  } else if (request.shards == 0 && wanted > static_cast<double>(most)) {
    plan.notes.push_back(limit + ": each takes about " +
                         duration_text(seconds / static_cast<double>(job.shards)) +
                         ", longer than --task-hours asks for");
  }
}

}  // namespace

std::string why_no_shards(const Study& study) {
  try {
    (void)start_result(study, {0, 2});
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

SlurmPlan plan_slurm(const Study& study, const SlurmRequest& request, const SlurmEstimate& estimate) {
  SlurmPlan plan;
  ArrayJob& job = plan.job;
  job.study = request.study;
  job.threads = request.threads;
  const double seconds = estimate.thread_seconds / job.threads;
  std::string why_one = why_no_shards(study);
  if (why_one.empty() && request.max_array_size == 0)
    why_one = "this site has no job arrays (MaxArraySize is 0)";
  if (why_one.empty()) {
    divide(study, request, seconds, plan);
    const auto shards_a_task = static_cast<double>(divided(job.shards, job.tasks));
    job.seconds = request.safety * seconds * shards_a_task / static_cast<double>(job.shards);
  } else {
    if (request.shards > 1) throw InputError("--shards: " + why_one);
    plan.notes.push_back("one job, no array: " + why_one);
    job.tasks = 0;
    job.seconds = request.safety * seconds;
    // What it has then is its result, or is gone on with by the next start.
    if (study.stop.seconds) job.seconds = std::min(job.seconds, *study.stop.seconds + least_task_seconds);
  }
  job.seconds = std::max(least_task_seconds, job.seconds);
  const double records = estimate_records(study).bytes_in_memory / static_cast<double>(job.shards);
  job.bytes = base_bytes + request.safety * (job.threads * estimate.bytes_per_thread + records);
  for (const std::string& assignment : request.assignments) {
    job.settings.insert(job.settings.end(), {"--set", assignment});
  }
  return plan;
}

}  // namespace genericity
