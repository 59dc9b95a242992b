#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace genericity {

/// SHA-256 (FIPS 180-4) of a sequence of bytes that comes in pieces. Throws StoreError if the library has no
/// SHA-256.
class Sha256 {
 public:
  Sha256();
  void update(std::span<const std::byte> bytes);
  /// The digest as 64 lower-case hexadecimal digits. Nothing may be added afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct Context;
  struct Free {
    void operator()(Context* context) const;
  };
  std::unique_ptr<Context, Free> context_;
};

}  // namespace genericity
