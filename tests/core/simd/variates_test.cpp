// What depends on a variate's address, and what does not. Their laws are tested in tests/sim/random.

#include "core/simd/variates.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace genericity {
namespace {

struct Kind {
  std::string name;
  std::function<void(const VariateGenerator&, const VariateAddress&, std::span<double>)> draw;
};

const std::vector<Kind>& kinds() {
  using Generator = VariateGenerator;
  using Address = VariateAddress;
  using Out = std::span<double>;
  static const std::vector<Kind> all = {
      {"uniforms", [](const Generator& g, const Address& a, Out out) { g.uniforms(a, out); }},
      {"floor uniforms", [](const Generator& g, const Address& a, Out out) { g.floor_uniforms(a, out); }},
      {"exponentials", [](const Generator& g, const Address& a, Out out) { g.exponentials(a, out); }},
      {"normals", [](const Generator& g, const Address& a, Out out) { g.normals(a, 1.7, out); }},
      {"gammas of shape 1.001",
       [](const Generator& g, const Address& a, Out out) { g.gammas(a, 1.001, out); }},
      {"gammas of shape 1e9", [](const Generator& g, const Address& a, Out out) { g.gammas(a, 1e9, out); }},
      {"log gammas of shape 0.02",
       [](const Generator& g, const Address& a, Out out) { g.log_gammas(a, 0.02, out); }},
      {"log gammas of shape 0.9",
       [](const Generator& g, const Address& a, Out out) { g.log_gammas(a, 0.9, out); }}};
  return all;
}

std::vector<std::uint64_t> bits_of(const Kind& kind, const VariateAddress& address,
                                   InstructionSet set = best_instruction_set()) {
  // One place more, to see that it is left alone.
  std::vector<double> out(address.samples * address.coordinates + 1, -7.0);
  kind.draw(VariateGenerator(set), address, std::span(out).first(out.size() - 1));
  CHECK(out.back() == -7.0);
  std::vector<std::uint64_t> bits;
  for (std::size_t k = 0; k + 1 < out.size(); ++k) bits.push_back(std::bit_cast<std::uint64_t>(out[k]));
  return bits;
}

constexpr std::uint64_t key = 0x0123456789abcdefU;
constexpr std::uint64_t first = (std::uint64_t{1} << 32U) - 20;  // crosses the sample counter's low word

}  // namespace

TEST_CASE("a variate depends on its address alone") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.name);
    const auto reference = bits_of(kind, {key, first, 40, 24, 3});
    for (const std::size_t coordinates : {1U, 2U, 3U, 5U, 8U, 15U, 16U, 17U, 24U}) {
      for (const std::size_t begin : {0U, 1U, 19U, 39U}) {
        for (const std::size_t samples : {1U, 2U, 7U, 40U}) {
          if (begin + samples > 40) continue;
          const auto part = bits_of(kind, {key, first + begin, samples, coordinates, 3});
          for (std::size_t s = 0; s < samples; ++s)
            for (std::size_t j = 0; j < coordinates; ++j)
              REQUIRE(part[s * coordinates + j] == reference[(begin + s) * 24 + j]);
        }
      }
    }
    // Coordinates 6 and 7 of this one are coordinates 0 and 1 of one that starts three pairs later.
    const auto later = bits_of(kind, {key, first, 40, 18, 6});
    for (std::size_t s = 0; s < 40; ++s)
      for (std::size_t j = 0; j < 18; ++j) REQUIRE(later[s * 18 + j] == reference[s * 24 + 6 + j]);
  }
}

TEST_CASE("variates are the same bits on every instruction set") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.name);
    for (const std::size_t coordinates : {1U, 3U, 16U, 81U}) {
      const VariateAddress address{key, first, 500, coordinates, 0};
      const auto reference = bits_of(kind, address, InstructionSet::baseline);
      for (const InstructionSet set : available_instruction_sets()) {
        CAPTURE(to_string(set));
        CHECK(bits_of(kind, address, set) == reference);
      }
    }
  }
}

TEST_CASE("different keys, samples, coordinates and layers give different variates") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  const auto add = [&](const Kind& kind, const VariateAddress& address) {
    for (const std::uint64_t bits : bits_of(kind, address)) seen.insert(bits);
    drawn += address.samples * address.coordinates;
  };
  for (const Kind& kind : kinds()) {
    add(kind, {key, 0, 100, 7, 0});
    add(kind, {key, std::uint64_t{1} << 32U, 100, 7, 0});
    add(kind, {key, 0, 100, 7, 4});
    add(kind, {key + 1, 0, 100, 7, 0});
    add(kind, {key + (std::uint64_t{1} << 32U), 0, 100, 7, 0});
  }
  // Gamma variates of shape 1e9 differ by parts in 10^5, all have 52 bits to differ in.
  CHECK(seen.size() == drawn);
}

TEST_CASE("many rejected variates at once are all redrawn") {
  std::vector<double> out(200'001);
  VariateGenerator().gammas({key, 5, 1, out.size(), 0}, 1.0, out);
  for (const double x : out) REQUIRE((x >= 0x1p-60 && x < 60));
  VariateGenerator().log_gammas({key, 5, 1, out.size(), 0}, 0.01, out);
  for (const double x : out) REQUIRE((std::isfinite(x) && x < 5));
}

}  // namespace genericity
