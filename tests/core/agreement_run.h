#pragma once

#include <cstdint>
#include <cstdlib>

namespace genericity::test {

/// How much of an agreement test is asked for: a small run as a unit test, or as many priors as the variable
/// of the environment says (scripts/agreement sets it).
struct AgreementRun {
  AgreementRun(const char* variable, std::uint64_t small_run)
      : priors(from_environment(variable, small_run)),
        first(from_environment("GENERICITY_AGREEMENT_FIRST", 0)),
        is_long(priors > small_run) {}

  /// Priors of each of so many parts, rounded up.
  [[nodiscard]] std::size_t each(std::size_t parts) const {
    return static_cast<std::size_t>((priors + parts - 1) / parts);
  }

  std::uint64_t priors;  ///< in all
  std::uint64_t first;   ///< number of each stream's first prior
  bool is_long;          ///< more than the unit test: counts are printed

 private:
  static std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
  }
};

}  // namespace genericity::test
