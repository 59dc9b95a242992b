#include <cstdlib>
#include <string>

#include "sim/cluster/open_communicator.h"

namespace genericity {

Launch launch_of_this_process() {
  Launch launch;
  for (const char* rank : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"}) {
    if (std::getenv(rank) != nullptr) launch.launched = true;
  }
  if (!launch.launched) return launch;
  // Under srun only Slurm itself says how many; inside a batch script, where PMIX_RANK is not set, the same
  // variable tells how many there could be.
  for (const char* size : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* text = std::getenv(size);
    if (text == nullptr) continue;
    launch.size = std::atoi(text);
    break;
  }
  return launch;
}

}  // namespace genericity
