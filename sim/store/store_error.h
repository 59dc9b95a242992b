#pragma once

#include <stdexcept>

namespace genericity {

/// A file that could not be written or was refused when read. The message names the file and the reason, and
/// is fit to be shown to a user as it is.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file that could not be opened or read: whether what it holds is good is not known.
class UnreadableFile : public StoreError {
 public:
  using StoreError::StoreError;
};

}  // namespace genericity
