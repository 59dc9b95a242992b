#include "sim/cli/run_overhead.h"

#include <fcntl.h>

#include <algorithm>

#include "sim/store/file_operations.h"
#include "sim/store/result_file.h"
#include "sim/study/driver.h"
#include "sim/study/stopwatch.h"

namespace genericity {

namespace {

/// Cells that are made and saved, about; more take as much longer as they are more.
constexpr std::size_t measured_cells = 4000;

/// A file system that forgets what is written.
class Nowhere final : public FileOperations {
 public:
  int create(const std::filesystem::path& /*path*/) override {
    return ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  int open_directory(const std::filesystem::path& /*path*/) override {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  }
  int set_mode(int /*descriptor*/, mode_t /*mode*/) override { return 0; }
  ssize_t write(int /*descriptor*/, const void* /*data*/, std::size_t size) override {
    return static_cast<ssize_t>(size);
  }
  int sync(int /*descriptor*/) override { return 0; }
  int rename(const std::filesystem::path& /*from*/, const std::filesystem::path& /*to*/) override {
    return 0;
  }
  int remove(const std::filesystem::path& /*path*/) override { return 0; }
};

}  // namespace

RunOverhead measure_overhead(const Study& study) {
  Study some = study;
  some.ensembles.clear();
  std::size_t cells = 0;
  std::size_t all = 0;
  for (const Ensemble& ensemble : study.ensembles) {
    all += ensemble.patterns.size();
    if (cells >= measured_cells) continue;
    cells += ensemble.patterns.size();
    some.ensembles.push_back(ensemble);
  }
  const double times = static_cast<double>(all) / static_cast<double>(std::max<std::size_t>(cells, 1));
  const Stopwatch since_start;
  const StudyResult result = start_result(some);
  RunOverhead overhead;
  // A run makes it twice: once to see whether it may.
  overhead.starting = 2 * times * since_start.seconds();
  const Stopwatch since_save;
  Nowhere nowhere;
  (void)write_result(result, "genericity-plan.h5", nowhere);
  overhead.saving = times * since_save.seconds();
  return overhead;
}

}  // namespace genericity
