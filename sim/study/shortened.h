#pragma once

#include <string>
#include <string_view>

namespace genericity {

/// What a message quotes of a text that users gave and that may be of any length: all, or its first bytes and
/// "…". No character of UTF-8 is cut in two.
inline std::string shortened(std::string_view text, std::size_t most = 60) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return std::string(text.substr(0, most)) + "…";
}

}  // namespace genericity
