#include <string>

#include "sim/cluster/open_communicator.h"
#include "sim/study/input_error.h"

namespace genericity {

std::unique_ptr<Communicator> open_communicator() {
  const Launch launch = launch_of_this_process();
  if (launch.size > 1) {
    throw InputError(
        "started as one of " + std::to_string(launch.size) +
        " processes, but this program was built without MPI, so that each would do the whole run; "
        "build it where MPI is installed, or use --shard");
  }
  return nullptr;
}

const char* mpi_library() {
  return "";
}

}  // namespace genericity
