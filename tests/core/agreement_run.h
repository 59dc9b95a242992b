#pragma once

#include <cstdint>
#include <cstdlib>

namespace genericity::test {

/// How much of an agreement test is asked for: a small run as a unit test, or as much as scripts/agreement
/// sets in the environment.
struct AgreementRun {
  explicit AgreementRun(std::uint64_t small_run)
      : priors(from_environment("GENERICITY_AGREEMENT_PRIORS", small_run)),
        first(from_environment("GENERICITY_AGREEMENT_FIRST", 0)),
        is_long(std::getenv("GENERICITY_AGREEMENT_PRIORS") != nullptr) {}

  /// Priors of each of so many parts, rounded up.
  [[nodiscard]] std::size_t each(std::size_t parts) const {
    return static_cast<std::size_t>((priors + parts - 1) / parts);
  }

  std::uint64_t priors;  ///< in all
  std::uint64_t first;   ///< number of each stream's first prior
  bool is_long;          ///< asked for by the script: counts are printed

 private:
  static std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
  }
};

}  // namespace genericity::test
