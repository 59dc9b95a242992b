#pragma once

#include <stdexcept>
#include <string>

namespace genericity {

/// Thrown by the mathematics when an argument has no meaning: a type count below 2, an agent that does not
/// exist, a weight that is not positive. The message says what was found and what was expected; the caller
/// that read the value from a file adds the place (file, line, key).
class InvalidInput : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace genericity
