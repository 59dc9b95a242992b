#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/pattern.h"
#include "core/type_space.h"

namespace genericity::test {

/// A pattern without complementary coalitions on which CI holds at almost every prior.
struct SimdCase {
  std::string name;
  std::vector<int> types;
  const char* pattern;
  int priors;  ///< how many a test takes
};

inline const std::array<SimdCase, 9>& simd_cases() {
  static const std::array<SimdCase, 9> cases = {{
      {"a", {2, 2, 2}, "minimal", 4000},
      {"b", {2, 2, 2, 2}, "{1,2},{2,3}", 4000},
      {"c1", {2, 2, 2, 2}, "{1,2},{1,3},{1,4}", 4000},
      {"c2", {2, 2, 2, 2}, "{1,2},{1,3},{2,3}", 4000},
      {"d", {3, 3, 3, 3}, "{1,2},{2,3}", 1000},
      {"e", {2, 2, 2, 2, 2}, "size<=2", 1000},
      {"g", {2, 2, 2, 2, 2, 2}, "size<=2", 1000},
      {"uneven types", {2, 5, 3}, "minimal", 1000},
      {"uneven pairs", {3, 2, 2, 3}, "{1,2},{2,4}", 1000},
  }};
  return cases;
}

}  // namespace genericity::test
