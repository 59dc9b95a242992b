#pragma once

#include <string>
#include <string_view>

namespace genericity {

/// Texts one after another with `between` between them.
template <class Texts>
std::string joined(const Texts& texts, std::string_view between) {
  std::string all;
  bool is_first = true;
  for (const auto& text : texts) {
    if (!is_first) all += between;
    all += text;
    is_first = false;
  }
  return all;
}

}  // namespace genericity
