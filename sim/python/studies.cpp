#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/study_run.h"
#include "sim/python/rooms.h"

namespace genericity::python {

namespace {

namespace py = pybind11;

/// Is told how much of the study is done (0 to 1), the samples of the ensemble, and samples a second.
using Progress = std::function<void(double, std::uint64_t, double)>;

bool run(const std::string& name, const std::string& text, const std::string& output,
         const std::vector<std::string>& assignments, int threads, double save_interval,
         const Progress& told) {
  RunOptions options;
  options.study = name;
  options.output = output;
  options.threads = threads;
  options.assignments = assignments;
  options.save_interval = save_interval;
  options.quiet = true;
  ExitCode code = exit_done;
  {
    const py::gil_scoped_release free;
    RunSurroundings around;
    around.threads = chosen_threads(threads, nullptr);
    around.inputs = {name};
    bool stopped = false;
    around.stop_requested = [&stopped] {
      stopped = stopped || is_interrupted();
      return stopped;
    };
    around.progress = [&](const DriverOptions::Progress& progress) {
      if (stopped || !told) return;
      const py::gil_scoped_acquire lock;
      try {
        told(progress.fraction, progress.samples, progress.rate);
      } catch (py::error_already_set& error) {
        // The run is to save what it has before this reaches the caller.
        error.restore();
        stopped = true;
      }
    };
    Study study = read_study_for_run(options, text, around);
    code = carry_out(options, std::move(study), around);
  }
  raise_interrupt();
  return code == exit_done;
}

}  // namespace

void add_studies(py::module_& module) {
  module.def(
      "run", run, py::arg("name"), py::arg("text"), py::arg("output"), py::arg("assignments"),
      py::arg("threads"), py::arg("save_interval"), py::arg("progress"),
      "Carries out a study, or goes on with it, as `genericity run` does. Whether the result is complete.");
}

}  // namespace genericity::python
