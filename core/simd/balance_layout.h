#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pattern.h"
#include "core/simd/balance_view.h"
#include "core/simd/independent_pairs.h"
#include "core/type_space.h"

namespace genericity::simd {

/// Owns what a BalanceView points to.
class BalanceLayout {
 public:
  BalanceLayout(const TypeSpace& space, const Pattern& pattern);
  BalanceLayout(const BalanceLayout&) = delete;
  BalanceLayout& operator=(const BalanceLayout&) = delete;

  [[nodiscard]] const BalanceView& view() const { return view_; }

  /// Size of the workspace in vectors of lanes at most, without building the layout; for estimates.
  static std::size_t count_vectors(const TypeSpace& space, const Pattern& pattern);

 private:
  struct Lists {
    std::vector<std::uint32_t> inside, outside, carriers;
  };

  std::vector<Lists> lists_;
  std::vector<BalanceCoalition> coalitions_;
  IndependentPairs equations_;
  BalanceView view_;
};

}  // namespace genericity::simd
