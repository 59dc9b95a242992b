#include "sim/cluster/array_limit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <string>

namespace genericity {

namespace {

struct EndPipe {
  void operator()(std::FILE* pipe) const { (void)::pclose(pipe); }
};

}  // namespace

std::optional<std::uint64_t> max_array_size_in(std::string_view configuration) {
  constexpr std::string_view key = "MaxArraySize";
  while (!configuration.empty()) {
    const std::size_t length = std::min(configuration.find('\n'), configuration.size());
    std::string_view line = configuration.substr(0, length);
    configuration.remove_prefix(std::min(length + 1, configuration.size()));
    if (!line.starts_with(key)) continue;
    line.remove_prefix(std::min(line.find_first_not_of(" \t=", key.size()), line.size()));
    std::uint64_t number = 0;
    const auto [next, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error == std::errc{} && next == line.data() + line.size()) return number;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> site_max_array_size() {
  // The command is a constant: a shell can be led to nothing else by it.
  const std::unique_ptr<std::FILE, EndPipe> pipe(  // NOLINTNEXTLINE(cert-env33-c)
      ::popen("command -v scontrol >/dev/null && exec timeout 5 scontrol show config 2>/dev/null", "r"));
  if (!pipe) return std::nullopt;
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t got = std::fread(part.data(), 1, part.size(), pipe.get()))
    text.append(part.data(), got);
  return max_array_size_in(text);
}

}  // namespace genericity
