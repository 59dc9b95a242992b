#include <algorithm>
#include <bit>

#include "sim/priors/every_lattice.h"
#include "sim/priors/registry.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// Integer weights with the sum N, uniform over all C(N−1, |Θ|−1) ways to write N as an ordered sum of |Θ|
/// positive integers. Exact ties have positive probability here.
///
/// A composition is a set of |Θ|−1 cuts among 1 … N−1. Floyd's algorithm draws a uniform set with one random
/// integer per cut (Bentley and Floyd, CACM 30(9), 1987). Integers up to 2^53 are exact as doubles, and so
/// are their sums.
class Lattice final : public PriorFamily {
 public:
  Lattice(std::uint64_t denominator, const TypeSpace& space)
      : denominator_(denominator),
        space_(space),
        profiles_(space.profiles()),
        slots_(std::bit_ceil(2 * profiles_)) {}

  [[nodiscard]] PriorParameters parameters() const override {
    return {{"family", "lattice"}, {"denominator", static_cast<double>(denominator_), true}};
  }

  [[nodiscard]] bool has_density() const override { return false; }

  [[nodiscard]] std::string tail_refusal() const override {
    return "its priors are finitely many, so that the margin has atoms; mode = \"enumerate\" or \"sample\" "
           "counts them";
  }

  [[nodiscard]] std::unique_ptr<PriorFamily> every_prior() const override {
    return every_lattice_prior(space_, denominator_);
  }

  /// A hash table of the cuts so far, at most half full.
  [[nodiscard]] std::size_t scratch_size() const override { return slots_; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override {
    const auto table = scratch.first(slots_);
    for (std::size_t k = 0; k < count; ++k) {
      Stream stream(key, first + k);
      const auto row = weights.subspan(k * profiles_, profiles_);
      const auto cuts = row.first(profiles_ - 1);
      draw_cuts(stream, cuts, table);
      std::sort(cuts.begin(), cuts.end());
      row[profiles_ - 1] = static_cast<double>(denominator_);
      for (std::size_t profile = profiles_ - 1; profile > 0; --profile) row[profile] -= row[profile - 1];
    }
  }

 private:
  void draw_cuts(Stream& stream, std::span<double> cuts, std::span<double> table) const {
    std::fill(table.begin(), table.end(), 0.0);
    std::uint64_t last = denominator_ - cuts.size();
    for (double& cut : cuts) {
      const std::uint64_t candidate = uniform_integer(stream, 1, last);
      cut = static_cast<double>(candidate);
      // When the candidate is a cut already, the newest possible place is not.
      if (!insert(table, candidate)) {
        cut = static_cast<double>(last);
        insert(table, last);
      }
      ++last;
    }
  }

  /// False when the place is in the table already. An empty slot holds 0, which is no place for a cut.
  static bool insert(std::span<double> table, std::uint64_t place) {
    const auto value = static_cast<double>(place);
    std::size_t slot = mix_bits(place) & (table.size() - 1);
    for (; table[slot] != 0; slot = (slot + 1) & (table.size() - 1))
      if (table[slot] == value) return false;
    table[slot] = value;
    return true;
  }

  std::uint64_t denominator_;
  TypeSpace space_;
  std::size_t profiles_;
  std::size_t slots_;
};

}  // namespace

PriorFamilyEntry lattice_entry() {
  return {{"lattice", "denominator from |Θ| to 2^53",
           "positive integer weights with the sum `denominator`, all equally likely; exact ties occur"},
          {"denominator"},
          [](const PriorSpec& spec, const TypeSpace& space,
             const PriorLoader& /*load*/) -> std::unique_ptr<PriorFamily> {
            const auto denominator = spec.integer("denominator", static_cast<std::int64_t>(space.profiles()),
                                                  std::int64_t{1} << 53U,
                                                  "every one of the " + std::to_string(space.profiles()) +
                                                      " type profiles needs a weight of at least 1, and "
                                                      "integers above 2^53 are not exact as doubles");
            return std::make_unique<Lattice>(static_cast<std::uint64_t>(denominator), space);
          }};
}

}  // namespace genericity
