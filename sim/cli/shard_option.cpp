#include "sim/cli/shard_option.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "sim/study/input_error.h"

namespace genericity {

namespace {

std::optional<std::uint64_t> parse_whole(const char* begin, const char* end) {
  std::uint64_t value = 0;
  const auto [next, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || next != end || begin == end) return std::nullopt;
  return value;
}

std::uint64_t from_environment(const std::string& name) {
  const char* text = std::getenv(name.c_str());
  const auto value = text == nullptr ? std::nullopt : parse_whole(text, text + std::string(text).size());
  if (!value) {
    throw InputError("--shard array: expected to be a task of a Slurm array, but " + name + " is " +
                     (text == nullptr ? "not set" : "no whole number") + "; give the shard with --shard i/k");
  }
  return *value;
}

}  // namespace

Shard parse_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  const char* const begin = text.data();
  if (slash != std::string::npos) {
    const auto index = parse_whole(begin, begin + slash);
    const auto count = parse_whole(begin + slash + 1, begin + text.size());
    if (index && count && *index < *count) return {*index, *count};
  }
  throw InputError("--shard " + text +
                   ": expected i/k with i from 0 to k-1, such as 0/64 for the first of 64, or array");
}

Shard chosen_shard(const std::string& option) {
  if (option.empty()) return {};
  if (option != "array") return parse_shard(option);
  const std::uint64_t task = from_environment("SLURM_ARRAY_TASK_ID");
  const std::uint64_t least = from_environment("SLURM_ARRAY_TASK_MIN");
  const std::uint64_t most = from_environment("SLURM_ARRAY_TASK_MAX");
  const std::uint64_t count = from_environment("SLURM_ARRAY_TASK_COUNT");
  if (least > 1 || task < least || task > most || most - least + 1 != count) {
    throw InputError("--shard array: the tasks of this Slurm array (" + std::to_string(least) + " to " +
                     std::to_string(most) + ", " + std::to_string(count) +
                     " of them) do not say how many shards there are; give the shard with --shard i/k");
  }
  return {task - least, count};
}

}  // namespace genericity
