#include "sim/cli/version.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "genericity_build.h"

namespace genericity {

std::string_view program_version() {
  return "genericity " GENERICITY_VERSION " (" GENERICITY_COMMIT ")";
}

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
  for (const char* variable : {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID"}) {
    if (const char* value = std::getenv(variable); value != nullptr) facts[variable] = value;
  }
  return facts;
}

}  // namespace genericity
