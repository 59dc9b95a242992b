#include "sim/study/random_patterns.h"

#include <set>
#include <string>
#include <utility>

#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/random/hash.h"
#include "sim/random/stream.h"

namespace genericity {

namespace {

constexpr int most_agents = 8;
constexpr int most_orders = 1000;

/// Uniform on 0 … bound−1: words that would favour the small numbers are thrown away.
std::uint64_t below(Stream& stream, std::uint64_t bound) {
  const std::uint64_t limit = Stream::max() - Stream::max() % bound;
  while (true) {
    const std::uint64_t word = stream();
    if (word < limit) return word % bound;
  }
}

}  // namespace

std::vector<Pattern> random_open_patterns(const TypeSpace& space, std::uint64_t seed, std::size_t count) {
  const int agents = space.agents();
  if (agents > most_agents) {
    throw InvalidInput("random-open is possible for at most " + std::to_string(most_agents) + " agents");
  }
  const StreamKey key = make_stream_key(seed, hash_text("random-open " + std::to_string(agents)));
  std::vector<Coalition> larger;
  for (std::uint32_t mask = 1; mask < Coalition::grand(agents).mask(); ++mask) {
    if (Coalition(mask).size() >= 2) larger.emplace_back(mask);
  }
  std::vector<Pattern> patterns;
  std::set<std::string> seen;
  std::uint64_t order_number = 0;
  while (patterns.size() < count) {
    const std::uint64_t give_up = order_number + most_orders;
    while (true) {
      if (order_number == give_up) {
        throw InvalidInput("random-open(" + std::to_string(count) + "): only " +
                           std::to_string(patterns.size()) + " different patterns turned up on " +
                           std::to_string(agents) + " agents");
      }
      Stream stream(key, order_number++);
      std::vector<Coalition> order = larger;
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(stream, i)]);
      Pattern pattern = maximal_open_pattern(agents, order).canonical_form(space);
      if (!seen.insert(pattern.to_full_string()).second) continue;
      patterns.push_back(std::move(pattern));
      break;
    }
  }
  return patterns;
}

}  // namespace genericity
