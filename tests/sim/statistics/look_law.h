#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace genericity::test {

/// The exact law of the number of successes among samples with success probability p, carried from sample to
/// sample; mass can be taken out on the way. chance(x) is that of x successes now, having never been taken
/// out.
class LookLaw {
 public:
  explicit LookLaw(double p) : p_(p) {}

  void advance_to(std::uint64_t samples) {
    for (; samples_ < samples; ++samples_) {
      chance_.push_back(0);
      for (std::size_t x = chance_.size() - 1; x > 0; --x) {
        chance_[x] = chance_[x] * (1 - p_) + chance_[x - 1] * p_;
      }
      chance_[0] *= 1 - p_;
    }
  }
  [[nodiscard]] double chance(std::uint64_t successes) const { return chance_[successes]; }
  double take_out(std::uint64_t successes) { return std::exchange(chance_[successes], 0.0); }

 private:
  double p_;
  std::uint64_t samples_ = 0;
  std::vector<double> chance_{1.0};
};

}  // namespace genericity::test
