#include "sim/cli/cores.h"

#include <sched.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <thread>

#include "sim/cli/cgroup_quota.h"
#include "sim/cluster/communicator.h"

namespace genericity {

namespace {

constexpr double most_threads = std::numeric_limits<int>::max();

std::optional<std::string> variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

/// The whole number that a text begins with, if it ends there or a list goes on ("4,2" for nested levels).
std::optional<int> first_number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const std::string blanks = " \t";
  const std::size_t begin = text->find_first_not_of(blanks);
  if (begin == std::string::npos) return std::nullopt;
  int number = 0;
  const char* const end = text->data() + text->size();
  const auto [next, error] = std::from_chars(text->data() + begin, end, number);
  const std::size_t rest = text->find_first_not_of(blanks, static_cast<std::size_t>(next - text->data()));
  if (error != std::errc{} || number < 1 || (rest != std::string::npos && (*text)[rest] != ','))
    return std::nullopt;
  return number;
}

/// The processors that this process may use. More than the kernels of today can count.
std::optional<int> allowed_processors() {
  std::array<cpu_set_t, 16> set{};
  if (sched_getaffinity(0, sizeof set, set.data()) != 0) return std::nullopt;
  return CPU_COUNT_S(sizeof set, set.data());
}

}  // namespace

std::string ThreadChoice::to_string() const {
  return std::to_string(threads) + (threads == 1 ? " thread (" : " threads (") + reason + ")";
}

ThreadChoice usable_cores(const CoreFacts& facts) {
  const int processes = std::max(1, facts.processes);
  const std::string share = processes > 1 ? ", shared by " + std::to_string(processes) + " processes" : "";
  ThreadChoice choice{std::max(1, facts.machine), "all cores"};
  const auto limit = [&](std::optional<int> threads, const std::string& reason) {
    if (threads && std::max(1, *threads) < choice.threads) choice = {std::max(1, *threads), reason};
  };
  limit(facts.affinity, "CPU affinity" + share);
  if (facts.quota && *facts.quota > 0) {
    const double whole = std::min(most_threads, std::ceil(*facts.quota));
    limit(static_cast<int>(whole) / processes, "CPU quota of the control group" + share);
  }
  limit(first_number(facts.slurm_cpus_per_task), "SLURM_CPUS_PER_TASK");
  limit(first_number(facts.omp_num_threads), "OMP_NUM_THREADS");
  limit(first_number(facts.omp_thread_limit), "OMP_THREAD_LIMIT");
  return choice;
}

CoreFacts read_core_facts(const std::filesystem::path& root) {
  CoreFacts facts;
  facts.machine = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  facts.affinity = allowed_processors();
  facts.quota = cgroup_cpu_quota(root);
  facts.slurm_cpus_per_task = variable("SLURM_CPUS_PER_TASK");
  facts.omp_num_threads = variable("OMP_NUM_THREADS");
  facts.omp_thread_limit = variable("OMP_THREAD_LIMIT");
  return facts;
}

ThreadChoice chosen_threads(int asked, const Communicator* communicator) {
  if (asked > 0) return {asked, "--threads"};
  CoreFacts facts = read_core_facts();
  if (communicator != nullptr) {
    facts.affinity = communicator->cores();
    facts.processes = communicator->neighbours();
  }
  return usable_cores(facts);
}

}  // namespace genericity
