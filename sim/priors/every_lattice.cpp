#include "sim/priors/every_lattice.h"

#include <string>
#include <vector>

#include "core/errors.h"

namespace genericity {

namespace {

class EveryLatticePrior final : public PriorFamily {
 public:
  EveryLatticePrior(std::size_t profiles, std::uint64_t denominator)
      : denominator_(denominator),
        profiles_(profiles),
        most_excess_(denominator - profiles),
        counts_(profiles * (most_excess_ + 1), 1) {
    // Pascal's rule: the first part is 1, or more.
    for (std::size_t parts = 2; parts <= profiles_; ++parts) {
      for (std::uint64_t excess = 1; excess <= most_excess_; ++excess)
        at(parts, excess) = at(parts - 1, excess) + at(parts, excess - 1);
    }
  }

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "every_lattice"}, {"denominator", static_cast<double>(denominator_), true}};
  }
  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::uint64_t size() const override { return at(profiles_, most_excess_); }

  void draw(StreamKey /*key*/, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    // Whoever measures time may ask for more samples than there are.
    for (std::size_t k = 0; k < count; ++k)
      place((first + k) % size(), weights.subspan(k * profiles_, profiles_));
  }

 private:
  /// Ways to write parts + excess as an ordered sum of so many positive integers: C(parts+excess−1, excess).
  [[nodiscard]] std::uint64_t at(std::size_t parts, std::uint64_t excess) const {
    return counts_[(parts - 1) * (most_excess_ + 1) + excess];
  }
  std::uint64_t& at(std::size_t parts, std::uint64_t excess) {
    return counts_[(parts - 1) * (most_excess_ + 1) + excess];
  }

  void place(std::uint64_t number, std::span<double> weights) const {
    std::uint64_t excess = most_excess_;
    for (std::size_t i = 0; i + 1 < profiles_; ++i) {
      const std::size_t rest = profiles_ - i - 1;
      std::uint64_t more = 0;
      while (number >= at(rest, excess - more)) {
        number -= at(rest, excess - more);
        ++more;
      }
      weights[i] = static_cast<double>(1 + more);
      excess -= more;
    }
    weights[profiles_ - 1] = static_cast<double>(1 + excess);
  }

  std::uint64_t denominator_;
  std::size_t profiles_;
  std::uint64_t most_excess_;
  std::vector<std::uint64_t> counts_;  // at most as many as profiles · priors
};

}  // namespace

mpz_class lattice_size(const TypeSpace& space, std::uint64_t denominator) {
  if (denominator < space.profiles()) return 0;
  mpz_class result;
  mpz_bin_uiui(result.get_mpz_t(), denominator - 1, space.profiles() - 1);
  return result;
}

std::unique_ptr<PriorFamily> every_lattice_prior(const TypeSpace& space, std::uint64_t denominator) {
  const std::string which =
      "the lattice of denominator " + std::to_string(denominator) + " on types " + space.to_string();
  // C(N−1, K−1) with K of 2 or more and N−K of 1 or more is at least N−1; large ones need not be computed.
  const bool hopeless = denominator > most_enumerated && denominator > space.profiles();
  const mpz_class size = hopeless ? mpz_class(0) : lattice_size(space, denominator);
  if (denominator < space.profiles())
    throw InvalidInput(which + " has no prior: every type profile needs a weight of at least 1");
  if (hopeless || size > most_enumerated) {
    throw InvalidInput(which + " has " +
                       (hopeless ? "more than " + std::to_string(denominator - 1) : size.get_str()) +
                       " priors; at most " + std::to_string(most_enumerated) +
                       " are gone through one by one (sample the family lattice instead)");
  }
  return std::make_unique<EveryLatticePrior>(space.profiles(), denominator);
}

}  // namespace genericity
