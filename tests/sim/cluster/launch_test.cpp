#include <doctest/doctest.h>

#include <cstdlib>

#include "sim/cluster/open_communicator.h"

namespace genericity {
namespace {

constexpr std::array variables{"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK",
                               "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"};

/// Sets these variables and no others of the launchers'; takes all away at the end.
class Environment {
 public:
  Environment(std::initializer_list<std::pair<const char*, const char*>> values) {
    clear();
    for (const auto& [name, value] : values) setenv(name, value, 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { clear(); }

 private:
  static void clear() {
    for (const char* name : variables) unsetenv(name);
  }
};

TEST_CASE("a process that was started alone joins nobody") {
  const Environment environment{};
  CHECK_FALSE(launch_of_this_process().launched);
  CHECK(open_communicator() == nullptr);
}

TEST_CASE("the launchers are known by what they set") {
  {
    const Environment environment{{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "4"}};
    CHECK(launch_of_this_process().launched);
    CHECK(launch_of_this_process().size == 4);
  }
  {
    const Environment environment{{"PMI_RANK", "0"}, {"PMI_SIZE", "3"}};
    CHECK(launch_of_this_process().size == 3);
  }
  {
    const Environment environment{{"PMIX_RANK", "0"}, {"SLURM_STEP_NUM_TASKS", "5"}};
    CHECK(launch_of_this_process().size == 5);
  }
  {
    // A batch script of Slurm's, with many tasks reserved, starts the program as it is.
    const Environment environment{{"SLURM_STEP_NUM_TASKS", "5"}};
    CHECK_FALSE(launch_of_this_process().launched);
    CHECK(launch_of_this_process().size == 0);
  }
}

}  // namespace
}  // namespace genericity
