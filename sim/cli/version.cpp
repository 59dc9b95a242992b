#include "sim/cli/version.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "genericity_build.h"

namespace genericity {

std::string_view program_version() {
  return "genericity " GENERICITY_VERSION " (" GENERICITY_COMMIT ")";
}

namespace {

/// The processor's name as Linux tells it; empty if it does not.
std::string cpu_model() {
  std::ifstream facts("/proc/cpuinfo");
  for (std::string line; std::getline(facts, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return {};
}

}  // namespace

std::map<std::string, std::string> build_and_host() {
  std::map<std::string, std::string> facts{
      {"program", std::string(program_version())}, {"version", GENERICITY_VERSION},
      {"git_commit", GENERICITY_COMMIT},           {"git_dirty", GENERICITY_DIRTY},
      {"compiler", GENERICITY_COMPILER},           {"compiler_flags", GENERICITY_FLAGS}};
  utsname system{};
  if (uname(&system) == 0) {
    facts["host"] = system.nodename;
    facts["system"] = std::string(system.sysname) + " " + system.release + " " + system.machine;
  }
  if (const std::string model = cpu_model(); !model.empty()) facts["cpu"] = model;
  for (const char* variable : {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID"}) {
    if (const char* value = std::getenv(variable); value != nullptr) facts[variable] = value;
  }
  return facts;
}

}  // namespace genericity
