// The proof kernel by itself: what it accepts, the exact checker accepts, and it refuses what has been
// tampered with.
#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "core/certificate.h"
#include "core/simd/kernels.h"
#include "core/simd/proof_layout.h"
#include "tests/core/random_priors.h"

using namespace genericity;
using genericity::test::RandomPriors;

namespace {

/// Runs the proof kernel of one instruction set, one lane's transfers beside those of its neighbours.
class ProofBench {
 public:
  ProofBench(const TypeSpace& space, const Pattern& pattern, InstructionSet set)
      : kernels_(simd::kernels(set)),
        plan_(space, pattern),
        lanes_(static_cast<std::size_t>(kernels_.proof_width)),
        unknowns_(space.profiles() * static_cast<std::size_t>(space.agents())),
        space_(plan_.view().vectors * lanes_ + slack),
        psi_(unknowns_ * lanes_ + slack) {}

  [[nodiscard]] std::size_t lanes() const { return lanes_; }

  /// One bit a lane; lane k has prior weights[k] and transfers psi[k].
  unsigned run(const std::vector<std::vector<double>>& weights, const std::vector<std::vector<double>>& psi) {
    std::array<const double*, 16> priors{};
    double* const to = aligned(psi_);
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      priors[lane] = weights[lane].data();
      for (std::size_t i = 0; i < unknowns_; ++i) to[i * lanes_ + lane] = psi[lane][i];
    }
    return kernels_.prove(plan_.view(), aligned(space_), priors.data(), to);
  }
  /// All lanes the same.
  bool run_one(const std::vector<double>& weights, const std::vector<double>& psi) {
    const unsigned bits = run(std::vector(lanes_, weights), std::vector(lanes_, psi));
    CHECK((bits == 0 || bits == (1U << static_cast<unsigned>(lanes_)) - 1U));
    return bits != 0;
  }

 private:
  static constexpr std::size_t slack = 8;
  static double* aligned(std::vector<double>& memory) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    return memory.data() + (64 - address % 64) % 64 / sizeof(double);
  }

  const simd::Kernels& kernels_;
  simd::ProofLayout plan_;
  std::size_t lanes_, unknowns_;
  std::vector<double> space_, psi_;
};

bool exactly(const CertificateChecker& checker, const std::vector<double>& weights,
             const std::vector<double>& psi) {
  TransferCertificate certificate;
  for (const double value : psi) certificate.psi.emplace_back(value);
  return checker.proves_ci(integer_weights(weights), certificate);
}

/// Balanced integers −size … size.
std::vector<double> small_transfers(RandomPriors& random, std::size_t profiles, std::size_t agents,
                                    int size) {
  std::vector<double> psi(profiles * agents);
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    for (std::size_t agent = 0; agent + 1 < agents; ++agent) {
      const double value = random.integer(-size, size);
      psi[agent * profiles + profile] = value;
      psi[(agents - 1) * profiles + profile] -= value;
    }
  }
  return psi;
}

/// ψ_i(θ) rewards a guess of the next agent's type: strictly costly to misreport where types are correlated
/// in a ring, and exactly free where they are not.
struct Ring {
  std::vector<double> weights, psi;
};
Ring ring(double odd) {
  Ring made{std::vector<double>(8), std::vector<double>(24)};
  for (std::size_t profile = 0; profile < 8; ++profile) {
    const std::array<std::size_t, 3> type = {profile >> 2U & 1U, profile >> 1U & 1U, profile & 1U};
    made.weights[profile] = type[0] == type[1] && type[1] == type[2] ? odd : 1;
    for (std::size_t i = 0; i < 3; ++i) {
      // What i gains, the third agent pays, whose report it does not depend on.
      const double bonus = type[i] == type[(i + 1) % 3] ? 1 : 0;
      made.psi[i * 8 + profile] += bonus;
      made.psi[(i + 2) % 3 * 8 + profile] -= bonus;
    }
  }
  return made;
}

}  // namespace

TEST_CASE("the proof of a prior correlated in a ring is accepted, and refused once the correlation is gone") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  const CertificateChecker checker(space, pattern);
  for (const InstructionSet set : available_instruction_sets()) {
    CAPTURE(to_string(set));
    ProofBench bench(space, pattern, set);
    const Ring good = ring(2);
    REQUIRE(exactly(checker, good.weights, good.psi));
    CHECK(bench.run_one(good.weights, good.psi));
    // Uniform weights: every misreport costs exactly 0, so Lemma 1's strict inequality fails.
    const Ring free = ring(1);
    CHECK_FALSE(exactly(checker, free.weights, free.psi));
    CHECK_FALSE(bench.run_one(free.weights, free.psi));
    CHECK_FALSE(bench.run_one(ring(0.5).weights, good.psi));
    // A misreport costs one part in 2^52: true, but below what the bound resolves.
    const Ring thin = ring(1 + 0x1p-52);
    CHECK(exactly(checker, thin.weights, thin.psi));
    CHECK_FALSE(bench.run_one(thin.weights, thin.psi));
    CHECK(bench.run_one(ring(1 + 0x1p-44).weights, good.psi));
  }
}

TEST_CASE("tampered transfers are refused") {
  const TypeSpace space({2, 2, 2});
  const Pattern pattern = Pattern::minimal(3);
  for (const InstructionSet set : available_instruction_sets()) {
    CAPTURE(to_string(set));
    ProofBench bench(space, pattern, set);
    const Ring good = ring(3);
    REQUIRE(bench.run_one(good.weights, good.psi));
    for (std::size_t place = 0; place < good.psi.size(); ++place) {
      CAPTURE(place);
      for (const double change : {1.0, -1.0, 0.5, 0x1p41, std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::infinity()}) {
        std::vector<double> psi = good.psi;
        psi[place] += change;
        CHECK_FALSE(bench.run_one(good.weights, psi));
      }
      // Balanced again, but no integer; or balanced and too large.
      for (const double change : {0.25, 0x1p41}) {
        std::vector<double> psi = good.psi;
        psi[place] += change;
        psi[(place + 8) % 24] -= change;
        CHECK_FALSE(bench.run_one(good.weights, psi));
      }
    }
    std::vector<double> reversed = good.psi;
    for (double& value : reversed) value = -value;
    CHECK_FALSE(bench.run_one(good.weights, reversed));
    CHECK_FALSE(bench.run_one(good.weights, std::vector<double>(24, 0.0)));
    std::vector<double> weights = good.weights;
    for (const double bad :
         {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), 0.0, -1e-300}) {
      weights[0] = bad;
      CHECK_FALSE(bench.run_one(weights, good.psi));
    }
  }
}

TEST_CASE("small random transfers: nothing is accepted that is not exactly so, and little else is refused") {
  constexpr std::uint64_t seed = 20260110;
  CAPTURE(seed);
  RandomPriors random(seed);
  struct Case {
    std::vector<int> types;
    const char* pattern;
  };
  for (const Case& which :
       {Case{{2, 2, 2}, "minimal"}, Case{{3, 2, 2}, "minimal"}, Case{{2, 2, 2, 2}, "{1,2}"}}) {
    const TypeSpace space(which.types);
    const Pattern pattern = Pattern::parse(which.pattern, space.agents());
    const CertificateChecker checker(space, pattern);
    const InstructionSet set = best_instruction_set();
    ProofBench bench(space, pattern, set);
    int accepted = 0;
    for (int trial = 0; trial < 6000; ++trial) {
      // Every lane its own prior, small integers, so that equalities are common.
      std::vector<std::vector<double>> weights, psi;
      for (std::size_t lane = 0; lane < bench.lanes(); ++lane) {
        weights.push_back(random.lattice(space.profiles(), 3));
        psi.push_back(small_transfers(random, space.profiles(), static_cast<std::size_t>(space.agents()), 2));
        if (space.profiles() != 8 || lane % 2 == 0) continue;
        // Every second one near a proof, so that many are right, and many just wrong.
        const Ring near = ring(3);
        for (std::size_t i = 0; i < near.psi.size(); ++i) psi.back()[i] += 2 * near.psi[i];
        for (std::size_t i = 0; i < near.weights.size(); ++i) weights.back()[i] *= near.weights[i];
      }
      const unsigned bits = bench.run(weights, psi);
      for (std::size_t lane = 0; lane < bench.lanes(); ++lane) {
        const bool claimed = ((bits >> lane) & 1U) != 0;
        // Integers this small leave no rounding: the kernel is exact here.
        CHECK(claimed == exactly(checker, weights[lane], psi[lane]));
        accepted += claimed ? 1 : 0;
      }
    }
    if (space.profiles() == 8) CHECK(accepted > 100);
  }
}
