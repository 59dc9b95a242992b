#pragma once

#include <stdexcept>
#include <string>

namespace genericity {

/// A fault in something the user wrote: a study, a structure, an option. The message is one line and
/// complete: "studies/a.toml:12: ensemble.types: expected …". The command line exits with code 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace genericity
