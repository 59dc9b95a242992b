#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace genericity {

/// What is behind a claim about CI.
enum class ClaimStatus : std::uint8_t {
  proved,
  proved_or_likely,  ///< proved, or up to a chance below 2^-40 where an identity was tested modulo primes
  computed,          ///< proved for each of finitely many cases, by the command that is named
  conjectured,
  doubtful
};

std::string_view to_string(ClaimStatus status);

/// A claim about CI at almost every prior or all of them.
struct Theorem {
  /// The name that proofs of this kind have (proof_name); empty for claims that are no proof of one pattern.
  std::string_view proof;
  std::string_view claim;
  ClaimStatus status;
  /// Where it is proved, or what shows it.
  std::string_view source;
};

/// First those that `classify` gives as proofs.
inline constexpr std::array theorem_table{
    Theorem{"G", "condition (G) makes it fail at every prior, for all type counts", ClaimStatus::proved,
            "above"},
    Theorem{"known_types", "a coalition of all agents with two types or more makes it fail at every prior",
            ClaimStatus::proved, "above"},
    Theorem{"L", "condition (L) makes it hold at almost every prior, for all type counts",
            ClaimStatus::proved, "above"},
    Theorem{"rank", "coalitions that can do nothing together, N(p) = 0: almost every prior of the type space",
            ClaimStatus::proved, "above"},
    Theorem{"LR", "balanced scores: almost every prior of the type space", ClaimStatus::proved_or_likely,
            "above"},
    Theorem{"witnesses", "a prior of each side with neighbours: both sides have positive measure",
            ClaimStatus::proved_or_likely, "above"},
    Theorem{"inherited", "what holds at a prior holds there with fewer coalitions", ClaimStatus::proved,
            "above"},
    Theorem{"", "singletons, n ≥ 3: almost every prior, for all type counts", ClaimStatus::proved, "by (L)"},
    Theorem{
        "",
        "n ≤ 4: almost every prior exactly where no two coalitions are complementary, for all type counts",
        ClaimStatus::proved, "by (L) and (G), each pattern"},
    Theorem{"", "all pairs: almost every prior for two types each, n = 5 to 8, and for (3,3,3,3,3)",
            ClaimStatus::proved, "by (LR)"},
    Theorem{"",
            "n = 5, two types, 792 classes of patterns without complements: 86 never, 322 by (L), 47 by "
            "ranks and "
            "(LR), at least 259 between",
            ClaimStatus::computed, "`genericity classify --types 2,2,2,2,2 --all`"},
    Theorem{"", "n = 5, two types, without (G): it holds on an open set of priors", ClaimStatus::computed,
            "the same, at one prior of each maximal pattern"},
    Theorem{"", "without (G) it holds on an open set, for every n", ClaimStatus::conjectured,
            "[configs/conjecture_n6.toml](../configs/conjecture_n6.toml)"},
    Theorem{
        "", "without (L) it fails on an open set once some agent has enough types", ClaimStatus::conjectured,
        "all pairs of five agents at (3,2,2,2,2), and more in [results/atlas](../results/atlas/README.md); "
        "with two types, wherever a failure was met, there is no (L)"},
    Theorem{"", "without (G) it holds at almost every mixture of two independent laws, for every n",
            ClaimStatus::doubtful,
            "in 3 of 40 random maximal patterns of six agents it fails at each of four draws, whose weights "
            "are rounded "
            "mixtures"},
};

}  // namespace genericity
