// The draws themselves, to the last bit.

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/random/hash.h"
#include "sim/random/variates.h"
#include "tests/sim/priors/draws.h"

namespace genericity {
namespace {

struct Example {
  std::string spec;
  std::vector<int> types;
  std::uint64_t digest;
};

/// Each family, with what makes it take another way through the code: shapes below, at and above 1, weights
/// at the floor, odd numbers of coordinates. The digests belong to draws_version 2. A change of one is a
/// change of all results: raise the version with it.
const std::vector<Example>& examples() {
  static const std::vector<Example> all = {
      {R"({"family": "dirichlet"})", {2, 2, 2}, 0xd964dd53591e4fb7U},
      {R"({"family": "dirichlet"})", {3, 3, 3}, 0x5ac12d0353411eb6U},
      {R"({"family": "dirichlet", "alpha": 0.25})", {2, 3, 2}, 0x7e94c81ac6e51e4fU},
      {R"({"family": "dirichlet", "alpha": 0.01})", {4, 4, 4}, 0xd3f1a275dadfb76aU},
      {R"({"family": "dirichlet", "alpha": 2.5})", {3, 3}, 0x41280559def9cf8aU},
      {R"({"family": "logistic_normal"})", {3, 5}, 0x71362ff1a42623d8U},
      {R"({"family": "logistic_normal", "sigma": 100})", {4, 16}, 0xb560067cecfb69c3U},
      {R"({"family": "independent"})", {2, 3, 2}, 0x24e8c4692979bf7cU},
      {R"({"family": "independent", "alpha": 0.01})", {2, 3, 2}, 0x3cf9cef448c08e46U},
      {R"({"family": "independent", "alpha": 4})", {2, 3}, 0xa4d5c74b2658dd36U},
      {R"({"family": "block_independent", "blocks": "{1,3},{2}"})", {2, 3, 2}, 0xfbbea359811a5bd3U},
      {R"({"family": "exchangeable"})", {3, 3, 3}, 0x1944c9af4b7f99b7U},
      {R"({"family": "latent_class", "classes": 3})", {2, 3, 2}, 0xf0836b780ee106d4U},
      {R"({"family": "latent_class", "classes": 300, "alpha": 0.5})", {2, 2}, 0x7b188b3c54e2e8c4U},
      {R"({"family": "pairwise", "sigma": 2})", {2, 3, 2}, 0xd18df3b9a135008cU},
      {R"({"family": "pairwise", "graph": "1-2,2-3"})", {2, 3, 2}, 0x344fb0ccc6e3ac4fU},
      {R"({"family": "pairwise", "sigma": 100, "graph": "1-2,3-4"})", {2, 3, 2, 2}, 0x257cc06f129e8f08U},
      {R"({"family": "factor", "rho": 0.5})", {2, 3, 2}, 0x9064a06996d096cbU},
      {R"({"family": "factor", "loadings": [0.9, -0.3, 0], "marginals": [[0.1, 0.9], [0.2, 0.3, 0.5], [0.4, 0.6]],
           "noise": 0.01})",
       {2, 3, 2},
       0x50748f317f6bad85U},
      {R"({"family": "lattice", "denominator": 40})", {2, 3, 2}, 0xc3fa2533f6db4f5fU},
      {R"({"family": "near", "base": {"family": "independent"}, "epsilon": 1e-3})",
       {2, 3, 2},
       0x2cf9181c606dc620U},
      {R"({"family": "perturbed", "file": "slides.toml", "epsilon": 0.25})", {2, 2, 2}, 0x20cb44947e6b256dU},
      {R"({"family": "marginals", "base": {"family": "dirichlet", "alpha": 0.25},
           "marginals": [[0.3, 0.7], [0.2, 0.3, 0.5], [0.9, 0.1]]})",
       {2, 3, 2},
       0xb659eb8f0c0cea84U},
      {R"({"family": "mixture", "components": [{"family": "dirichlet"}, {"family": "independent", "alpha": 0.5}]})",
       {2, 3, 2},
       0xd982e055f21426beU},
      {R"({"family": "file", "file": "slides.toml"})", {2, 2, 2}, 0xb7f13e31eea6bc58U}};
  return all;
}

std::vector<std::uint64_t> bits_of(const Example& example, InstructionSet set, std::size_t count) {
  const auto family = family_of(example.spec, example.types);
  family->use(set);
  const Draws draws(*family, TypeSpace(example.types).profiles(), 20261125, 1'000'003, count);
  std::vector<std::uint64_t> bits(draws.weights.size());
  for (std::size_t k = 0; k < bits.size(); ++k) bits[k] = std::bit_cast<std::uint64_t>(draws.weights[k]);
  return bits;
}

/// The same samples in blocks of `portion`.
std::vector<std::uint64_t> bits_in_portions(const Example& example, std::size_t count, std::size_t portion) {
  const auto family = family_of(example.spec, example.types);
  std::vector<std::uint64_t> bits;
  for (std::size_t done = 0; done < count; done += portion) {
    const Draws draws(*family, TypeSpace(example.types).profiles(), 20261125, 1'000'003 + done,
                      std::min(portion, count - done));
    for (const double weight : draws.weights) bits.push_back(std::bit_cast<std::uint64_t>(weight));
  }
  return bits;
}

std::uint64_t digest_of(const std::vector<std::uint64_t>& bits) {
  std::uint64_t digest = bits.size();
  for (const std::uint64_t word : bits) digest = mix_bits(digest ^ word) + 0x9e3779b97f4a7c15U;
  return digest;
}

}  // namespace

TEST_CASE("every family draws the same bits on every instruction set") {
  for (const Example& example : examples()) {
    CAPTURE(example.spec);
    const auto reference = bits_of(example, InstructionSet::baseline, 3000);
    for (const InstructionSet set : available_instruction_sets()) {
      CAPTURE(to_string(set));
      CHECK(bits_of(example, set, 3000) == reference);
    }
  }
}

TEST_CASE("every family draws the same bits in blocks of every size") {
  for (const Example& example : examples()) {
    CAPTURE(example.spec);
    const auto reference = bits_of(example, best_instruction_set(), 500);
    for (const std::size_t portion : {1U, 13U, 32U, 299U})
      CHECK(bits_in_portions(example, 500, portion) == reference);
  }
}

TEST_CASE("the draws are those of draws_version 2") {
  CHECK(draws_version == 2);
  for (const Example& example : examples()) {
    CAPTURE(example.spec);
    CHECK(digest_of(bits_of(example, best_instruction_set(), 1000)) == example.digest);
  }
}

}  // namespace genericity
