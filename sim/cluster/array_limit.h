#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace genericity {

/// MaxArraySize of a Slurm that nobody has configured otherwise. Indices of an array's tasks are less than
/// it.
constexpr std::uint64_t usual_max_array_size = 1001;

/// The number after "MaxArraySize" in what `scontrol show config` prints.
std::optional<std::uint64_t> max_array_size_in(std::string_view configuration);

/// MaxArraySize of this site, which `scontrol` knows; nothing where there is no Slurm or it does not answer
/// in five seconds.
std::optional<std::uint64_t> site_max_array_size();

}  // namespace genericity
