#include "sim/cli/cores.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "sim/cli/cgroup_quota.h"

namespace genericity {
namespace {

namespace fs = std::filesystem;

TEST_CASE("the least that anything says is taken, and named") {
  CoreFacts facts;
  facts.machine = 16;
  CHECK(usable_cores(facts).to_string() == "16 threads (all cores)");
  facts.affinity = 16;
  CHECK(usable_cores(facts).to_string() == "16 threads (all cores)");
  facts.affinity = 12;
  CHECK(usable_cores(facts).to_string() == "12 threads (CPU affinity)");
  facts.omp_thread_limit = "11";
  CHECK(usable_cores(facts).to_string() == "11 threads (OMP_THREAD_LIMIT)");
  facts.omp_num_threads = "10,2";
  CHECK(usable_cores(facts).to_string() == "10 threads (OMP_NUM_THREADS)");
  facts.quota = 8.01;
  CHECK(usable_cores(facts).to_string() == "9 threads (CPU quota of the control group)");
  facts.slurm_cpus_per_task = "1";
  CHECK(usable_cores(facts).to_string() == "1 thread (SLURM_CPUS_PER_TASK)");
}

TEST_CASE("what is no positive whole number is taken as not said") {
  CoreFacts facts;
  facts.machine = 4;
  for (const char* text : {"", " ", "abc", "0", "-2", "2x", "1.5", "+1", "99999999999999999999", ",1"}) {
    CAPTURE(text);
    facts.omp_num_threads = facts.omp_thread_limit = facts.slurm_cpus_per_task = text;
    CHECK(usable_cores(facts).to_string() == "4 threads (all cores)");
  }
  for (const char* text : {"3", " 3 ", "3,", "3 , 2"}) {
    CAPTURE(text);
    facts.omp_num_threads = text;
    CHECK(usable_cores(facts).threads == 3);
  }
}

TEST_CASE("a quota is rounded up, and processes share it") {
  CoreFacts facts;
  facts.machine = 64;
  const auto threads = [&](double quota, int processes) {
    facts.quota = quota;
    facts.processes = processes;
    return usable_cores(facts).threads;
  };
  CHECK(threads(0.5, 1) == 1);
  CHECK(threads(1.0, 1) == 1);
  CHECK(threads(1.01, 1) == 2);
  CHECK(threads(6, 2) == 3);
  CHECK(threads(6, 4) == 1);
  CHECK(threads(2, 4) == 1);
  CHECK(threads(1e300, 1) == 64);
  CHECK(threads(0, 1) == 64);
  facts.affinity = 16;  // already the share of each process
  CHECK(threads(1e6, 4) == 16);
  CHECK(usable_cores(facts).reason == "CPU affinity, shared by 4 processes");
}

TEST_CASE("the option wins over everything that is found") {
  CHECK(chosen_threads(7, nullptr).to_string() == "7 threads (--threads)");
  CHECK(chosen_threads(0, nullptr).threads >= 1);
}

/// A folder that stands for the root of a file system.
class FakeRoot {
 public:
  FakeRoot() {
    std::string name = (fs::temp_directory_path() / "genericity-cores-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  FakeRoot(const FakeRoot&) = delete;
  FakeRoot& operator=(const FakeRoot&) = delete;
  ~FakeRoot() { fs::remove_all(path_); }

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << text;
  }
  [[nodiscard]] std::optional<double> quota() const { return cgroup_cpu_quota(path_); }

 private:
  fs::path path_;
};

constexpr const char* second_version_mount =
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

TEST_CASE("without control groups there is no quota") {
  const FakeRoot root;
  CHECK_FALSE(root.quota());
  root.write("proc/self/cgroup", "0::/a\n");
  root.write("proc/self/mountinfo", "nonsense\n1 2 3\n" + std::string(second_version_mount));
  CHECK_FALSE(root.quota());
}

TEST_CASE("version 2: the least of the own group and all above") {
  const FakeRoot root;
  root.write("proc/self/cgroup", "0::/system.slice/job:7/step\n");
  root.write("proc/self/mountinfo", second_version_mount);
  root.write("sys/fs/cgroup/system.slice/job:7/step/cpu.max", "max 100000\n");
  CHECK_FALSE(root.quota());
  root.write("sys/fs/cgroup/system.slice/job:7/cpu.max", "250000 100000\n");
  CHECK(root.quota() == 2.5);
  root.write("sys/fs/cgroup/system.slice/cpu.max", "400000 100000\n");
  CHECK(root.quota() == 2.5);
  root.write("sys/fs/cgroup/system.slice/job:7/step/cpu.max", "50000 100000\n");
  CHECK(root.quota() == 0.5);
  // A group beside the way does not count.
  root.write("sys/fs/cgroup/system.slice/job:8/cpu.max", "10000 100000\n");
  CHECK(root.quota() == 0.5);
}

TEST_CASE("version 2: mounted elsewhere, with a blank in the path") {
  const FakeRoot root;
  root.write("proc/self/cgroup", "0::/a\n");
  root.write("proc/self/mountinfo", "30 23 0:26 / /mnt/my\\040groups rw - cgroup2 none rw\n");
  root.write("mnt/my groups/a/cpu.max", "300000 100000\n");
  CHECK(root.quota() == 3.0);
}

TEST_CASE("version 2: in a container that sees only its own group") {
  const FakeRoot root;
  root.write("proc/self/mountinfo", "30 23 0:26 /docker/4f /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
  root.write("sys/fs/cgroup/cpu.max", "150000 100000\n");
  root.write("sys/fs/cgroup/inner/cpu.max", "120000 100000\n");
  for (const char* group : {"0::/docker/4f\n", "0::/\n", "0::/../../other\n", "0::/docker/4f-and-more\n"}) {
    CAPTURE(group);
    root.write("proc/self/cgroup", group);
    CHECK(root.quota() == 1.5);
  }
  root.write("proc/self/cgroup", "0::/docker/4f/inner\n");
  CHECK(root.quota() == 1.2);
}

TEST_CASE("version 1, beside version 2 without a quota") {
  const FakeRoot root;
  root.write("proc/self/cgroup", "5:cpu,cpuacct:/jobs/9\n3:cpuset:/jobs/8\n1:name=systemd:/x\n0::/jobs/9\n");
  root.write("proc/self/mountinfo",
             "31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
             "32 30 0:28 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
             "33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 master:2 - cgroup cgroup rw,cpu,cpuacct\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/jobs/9/cpu.cfs_quota_us", "-1\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/jobs/9/cpu.cfs_period_us", "100000\n");
  CHECK_FALSE(root.quota());
  root.write("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us", "175000\n");
  root.write("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us", "50000\n");
  CHECK(root.quota() == 3.5);
  root.write("sys/fs/cgroup/cpuset/jobs/8/cpu.cfs_quota_us", "1000\n");
  root.write("sys/fs/cgroup/cpuset/jobs/8/cpu.cfs_period_us", "50000\n");
  CHECK(root.quota() == 3.5);
}

TEST_CASE("quotas that are none are passed over") {
  const FakeRoot root;
  root.write("proc/self/cgroup", "0::/a\n");
  root.write("proc/self/mountinfo", second_version_mount);
  for (const char* text :
       {"", "0 100000", "100000 0", "100000", "many 100000", "100000 100000 1", "-5 100000"}) {
    CAPTURE(text);
    root.write("sys/fs/cgroup/a/cpu.max", text);
    CHECK_FALSE(root.quota());
  }
}

}  // namespace
}  // namespace genericity
