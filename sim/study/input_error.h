#pragma once

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace genericity {

/// A fault in something the user wrote: a study, a structure, an option. The message is one line and
/// complete: "studies/a.toml:12: ensemble.types: expected …". What it quotes may hold line ends and the
/// control characters of terminals; these are shown as \u000a and so on. The command line exits with code 2.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message) : std::runtime_error(one_line(message)) {}

 private:
  static std::string one_line(const std::string& message) {
    std::string line;
    for (const char c : message) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte != 0x7F) {
        line += c;
        continue;
      }
      std::array<char, 8> code{};
      (void)std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(byte));
      line += code.data();
    }
    return line;
  }
};

/// An input file that is not there or cannot be read; what is in it may be good. The command line exits with
/// code 3, as it does for a result that cannot be read.
class UnreadableInput : public InputError {
 public:
  using InputError::InputError;
};

}  // namespace genericity
