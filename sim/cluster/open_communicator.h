#pragma once

#include <memory>

#include "sim/cluster/communicator.h"

namespace genericity {

/// Whether an MPI launcher (mpirun, or srun with --mpi) started this process as one of several.
struct Launch {
  bool launched = false;
  /// Processes that the launcher started together; 0 where it does not say.
  int size = 0;
};

/// Reads the variables that launchers set: Open MPI's, MPICH's (PMI) and those of PMIx.
Launch launch_of_this_process();

/// Joins the processes that were started together with this one. Null when this one was started alone, so
/// that an ordinary run has nothing to do with MPI. Call it at most once.
///
/// When the object is destroyed in the course of an exception, on any process but the leader, all processes
/// are ended: the leader would wait for this one for ever.
///
/// Throws InputError where several processes were started that cannot find one another, because the program
/// was built without MPI or for another one than the launcher's: they would all do the whole run.
std::unique_ptr<Communicator> open_communicator();

/// "Open MPI v4.1.4" and the like; empty where the program was built without MPI.
const char* mpi_library();

}  // namespace genericity
