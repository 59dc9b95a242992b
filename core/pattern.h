#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/coalition.h"
#include "core/type_space.h"

namespace genericity {

/// A coalition pattern 𝒮: which coalitions may form (Guo, section 3).
///
/// Singletons always may. The grand coalition may be named and is dropped: it never gains from misreporting
/// under an efficient rule, so no condition looks at it. What is kept is 𝒮* = the non-grand members of 𝒮 (the
/// paper prints |S| < n−1 in its definition of 𝒮*, a misprint for |S| ≤ n−1).
class Pattern {
 public:
  /// The pattern with these coalitions and all singletons. Throws InvalidInput for a coalition that is empty
  /// or names an agent beyond `agents`.
  Pattern(int agents, std::vector<Coalition> coalitions);

  static Pattern minimal(int agents);
  static Pattern maximal(int agents);
  /// All coalitions of at most `size` members.
  static Pattern up_to_size(int agents, int size);
  /// Reads "{1,2},{2,3}" (blanks allowed, the empty text is the minimal pattern) or a name: `minimal`,
  /// `maximal`, `size<=k`. Throws InvalidInput saying what was expected.
  static Pattern parse(std::string_view text, int agents);

  [[nodiscard]] int agents() const { return agents_; }
  /// 𝒮*: singletons first, then by size, each size in lexicographic order.
  [[nodiscard]] std::span<const Coalition> coalitions() const { return coalitions_; }
  [[nodiscard]] bool contains(Coalition coalition) const;

  /// "{1,2},{2,3}", the non-singleton members; "minimal" and "maximal" where these names fit.
  [[nodiscard]] std::string to_string() const;
  /// Every member of 𝒮*, singletons included.
  [[nodiscard]] std::string to_full_string() const;

  /// 𝒮 ⊆ 𝒮'.
  [[nodiscard]] bool is_subpattern_of(const Pattern& other) const;
  /// The first coalition whose complement is also in 𝒮*, or the empty coalition. Two such coalitions make CI
  /// fail at every prior (Guo, Corollary 1).
  [[nodiscard]] Coalition complementary() const;

  /// The pattern after agent i has become agent `image[i]`.
  [[nodiscard]] Pattern relabelled(std::span<const int> image) const;
  /// The least pattern (in the order of coalitions()) among the relabellings that keep every |Θ_i|. Two
  /// patterns have the same canonical form exactly if such a relabelling turns one into the other. Cost: one
  /// pass per relabelling.
  [[nodiscard]] Pattern canonical_form(const TypeSpace& space) const;

  friend bool operator==(const Pattern& a, const Pattern& b) {
    return a.agents_ == b.agents_ && a.coalitions_ == b.coalitions_;
  }

 private:
  int agents_;
  std::vector<Coalition> coalitions_;
};

/// All permutations of the agents that keep every |Θ_i|: `image[i]` is the new place of agent i. The identity
/// is first.
std::vector<std::vector<int>> type_preserving_relabellings(const TypeSpace& space);

}  // namespace genericity
