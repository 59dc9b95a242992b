#pragma once

#include <filesystem>
#include <optional>

namespace genericity {

/// The processors that the CPU quotas of this process's control groups leave it, as a number that need not be
/// whole: the least of its own group and all groups above it, as far as they can be seen. Nothing where there
/// is no quota.
///
/// Reads both versions of control groups (cpu.max; cpu.cfs_quota_us and cpu.cfs_period_us) where
/// /proc/self/mountinfo says that they are mounted, which inside a container is seldom where
/// /proc/self/cgroup seems to say. All paths are looked for below `root`.
std::optional<double> cgroup_cpu_quota(const std::filesystem::path& root = "/");

}  // namespace genericity
