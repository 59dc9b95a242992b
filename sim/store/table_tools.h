#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "sim/store/store_error.h"
#include "sim/study/states.h"

namespace genericity {

/// Holds, fails, undecided: the length of that dimension.
inline constexpr std::size_t verdict_count = 3;

/// What a column of doubles holds where there is nothing to say.
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Throws a StoreError that says `fault` of the result unless the condition holds.
inline void require_of_result(bool condition, const std::string& fault) {
  if (!condition) throw StoreError("the result is inconsistent: " + fault);
}

/// The state that a file names so. Throws a StoreError for a name that there is not.
template <class State>
State stored_state(const std::string& what, const std::string& name) {
  const std::optional<State> state = state_named<State>(name);
  if (!state) throw StoreError("its " + what + " '" + name + "' is unknown");
  return *state;
}

}  // namespace genericity
