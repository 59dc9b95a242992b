#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/generic/witness_search.h"
#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity {

/// Draws priors for a WitnessSearch, the same ones each time.
class PriorHunt {
 public:
  /// Keeps a reference to the search, which must be about this space.
  PriorHunt(TypeSpace space, WitnessSearch& search, int threads);
  ~PriorHunt();
  PriorHunt(const PriorHunt&) = delete;
  PriorHunt& operator=(const PriorHunt&) = delete;

  /// How many of Dirichlet(1) are looked at at least: 2,000 where deciding one takes about a millisecond or
  /// less, fewer where the systems are larger.
  [[nodiscard]] std::size_t standard_draws() const { return standard_draws_; }
  /// Looks at draws of Dirichlet(1), at mixtures of two independent laws, which tend to be on the side where
  /// CI holds, and at where the margin leads downhill from a draw of each of a hunt's first `descents` laws.
  /// Stops early when nothing is open or `stop` says so.
  void look_at_standard_draws(std::size_t descents, const std::function<bool()>& stop);
  /// Goes on with laws from flat to spiky, Dirichlet(1000) to Dirichlet(0.1), in turn, and from the last of
  /// each downhill in the margin of each open pattern, until nothing is open or `stop` says so.
  void hunt(const std::function<bool()>& stop);

 private:
  struct Law {
    std::unique_ptr<PriorFamily> family;
    double greatest_weight;  // whole weights up to this, fine enough for the law's spread
    std::uint64_t stream;
    std::uint64_t drawn = 0;
  };
  void look_at_draws(Law& law, std::size_t count, const std::function<bool()>& stop);
  std::vector<std::vector<double>> draw(Law& law, std::size_t count);
  /// From this prior downhill in the margin of every pattern without a failure, several at a time by as many
  /// threads. The patterns that are looked at together, and so what is found, do not depend on their number.
  void descend(const std::vector<double>& start, const std::function<bool()>& stop);

  TypeSpace space_;
  WitnessSearch* search_;
  int threads_;
  std::size_t standard_draws_;
  std::vector<Law> laws_;
};

}  // namespace genericity
