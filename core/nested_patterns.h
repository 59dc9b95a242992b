#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/coalition.h"
#include "core/pattern.h"
#include "core/temporary.h"
#include "core/type_space.h"

namespace genericity {

/// What the patterns that are decided on the same priors have in common, worked out once and shared by all
/// threads: the coalitions of all patterns and which pattern contains which.
class NestedPatterns {
 public:
  /// Keeps references to both, which must outlive it.
  NestedPatterns(const TypeSpace& space, std::span<const Pattern> patterns);
  NestedPatterns(const TypeSpace&& space, std::span<const Pattern> patterns) = delete;
  NestedPatterns(const TypeSpace& space, TemporaryContainer auto&& patterns) = delete;

  [[nodiscard]] const TypeSpace& space() const { return *space_; }
  [[nodiscard]] std::span<const Pattern> patterns() const { return patterns_; }
  /// Every coalition of any pattern, once, in the order of coalitions.
  [[nodiscard]] const std::vector<Coalition>& coalitions() const { return coalitions_; }
  /// Their places in coalitions(). Each must be there.
  [[nodiscard]] std::vector<std::uint32_t> places(std::span<const Coalition> coalitions) const;
  /// members(p)[k] = place in coalitions() of the k-th coalition of pattern p.
  [[nodiscard]] const std::vector<std::uint32_t>& members(std::size_t pattern) const {
    return members_[pattern];
  }
  /// Patterns in the order in which CI is decided: larger systems first.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  /// Patterns before this one in order() that contain it, and that it contains.
  [[nodiscard]] const std::vector<std::size_t>& above(std::size_t pattern) const { return above_[pattern]; }
  [[nodiscard]] const std::vector<std::size_t>& below(std::size_t pattern) const { return below_[pattern]; }

 private:
  const TypeSpace* space_;
  std::span<const Pattern> patterns_;
  std::vector<Coalition> coalitions_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::size_t> order_;
  std::vector<std::vector<std::size_t>> above_;
  std::vector<std::vector<std::size_t>> below_;
};

}  // namespace genericity
