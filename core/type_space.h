#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace genericity {

/// A finite type space Θ = Θ_1 × … × Θ_n (Guo, section 3).
///
/// Type profiles are numbered 0 … |Θ|−1 in mixed radix, the last agent's type fastest: with sizes (2,3) the
/// order is 11, 12, 13, 21, 22, 23. Agents are numbered from 0 inside the program and from 1 wherever a
/// person reads them.
class TypeSpace {
 public:
  static constexpr int max_agents = 16;
  /// Larger spaces are refused: one prior alone would take more than 8 MiB.
  static constexpr std::size_t max_profiles = std::size_t{1} << 20U;

  /// `sizes[i]` = |Θ_i|. Throws InvalidInput unless 2 ≤ n ≤ max_agents, every |Θ_i| ≥ 2 and |Θ| ≤
  /// max_profiles.
  explicit TypeSpace(std::vector<int> sizes);
  /// The same where agents may have one type, and then no information: only what reasons about patterns
  /// (core/generic) takes such a space. Throws InvalidInput unless one agent has two types or more.
  static TypeSpace with_uninformed(std::vector<int> sizes);

  [[nodiscard]] int agents() const { return static_cast<int>(sizes_.size()); }
  [[nodiscard]] int size(int agent) const { return sizes_[static_cast<std::size_t>(agent)]; }
  [[nodiscard]] std::span<const int> sizes() const { return sizes_; }
  /// |Θ|.
  [[nodiscard]] std::size_t profiles() const { return profiles_; }
  /// Distance between two profiles that differ by one step of this agent's type.
  [[nodiscard]] std::size_t stride(int agent) const { return strides_[static_cast<std::size_t>(agent)]; }
  /// The agent's type (from 0) in a profile.
  [[nodiscard]] int type_of(std::size_t profile, int agent) const {
    return static_cast<int>(profile / stride(agent) % static_cast<std::size_t>(size(agent)));
  }

  /// "2x2x3".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const TypeSpace& a, const TypeSpace& b) { return a.sizes_ == b.sizes_; }

 private:
  TypeSpace(std::vector<int> sizes, int fewest_types);

  std::vector<int> sizes_;
  std::vector<std::size_t> strides_;
  std::size_t profiles_ = 1;
};

}  // namespace genericity
