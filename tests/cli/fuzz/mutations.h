#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace genericity::test {

/// Spoils texts at random: what hands, editors and broken disks do to a file, and what malice adds.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : engine_(seed) {}

  /// The text after one to three mutations.
  std::string mutated(std::string text) {
    const std::size_t times = 1 + below(3);
    for (std::size_t k = 0; k < times; ++k) mutate(text);
    return text;
  }

  /// 0 … bound−1.
  std::size_t below(std::size_t bound) {
    return bound == 0 ? 0 : static_cast<std::size_t>(engine_() % bound);
  }

 private:
  void mutate(std::string& text) {
    if (text.empty()) {
      text = junk();
      return;
    }
    const std::size_t place = below(text.size());
    switch (below(12)) {
      case 0:  // flip a bit
        text[place] = static_cast<char>(static_cast<unsigned char>(text[place]) ^ (1U << below(8)));
        break;
      case 1:
        text.erase(place, 1 + below(8));
        break;
      case 2:
        text.insert(place, junk());
        break;
      case 3:  // a file that was not written to its end
        text.resize(place);
        break;
      case 4:
      case 5:
      case 6:
        replace_number(text);
        break;
      case 7:
        swap_tokens(text);
        break;
      case 8: {  // a line twice, or gone
        const std::size_t begin = text.rfind('\n', place) + 1;
        const std::size_t end = std::min(text.find('\n', place), text.size() - 1) + 1;
        if (begin >= end) break;
        if (below(2) == 0) {
          text.erase(begin, end - begin);
        } else {
          text.insert(begin, text.substr(begin, end - begin));
        }
        break;
      }
      case 9:
        text.insert(text.rfind('\n', place) + 1, "colour = 3\n");
        break;
      case 10:  // deep nesting
        text.insert(place, std::string(1 + below(2000), below(2) == 0 ? '[' : '{'));
        break;
      default:  // half a character
        text.insert(place, "\xE2\x82", 1 + below(2));
        break;
    }
  }

  std::string junk() {
    static constexpr std::array<std::string_view, 18> pieces{
        "\"", "'", "[", "]", "{", "}", "=", "\n", "#", "\r", "\x01", ",", ".", "-", "9", "e", "\"\"\"", "[["};
    return std::string(pieces[below(pieces.size())]);
  }

  void replace_number(std::string& text) {
    // Some make sense, so that what lies behind the first check is reached too.
    static constexpr std::array<std::string_view, 34> values{"1",
                                                             "2",
                                                             "3",
                                                             "4",
                                                             "0.25",
                                                             "0.5",
                                                             "12",
                                                             "24",
                                                             "nan",
                                                             "inf",
                                                             "-inf",
                                                             "-1",
                                                             "0",
                                                             "-0.0",
                                                             "1e999",
                                                             "1e-999",
                                                             "1e308",
                                                             "5e-324",
                                                             "99999999999999999999",
                                                             "9223372036854775807",
                                                             "1048576",
                                                             "2147483648",
                                                             "-9223372036854775808",
                                                             "0x7fff",
                                                             "0b1",
                                                             "1_0",
                                                             "1__0",
                                                             "true",
                                                             "\"1/0\"",
                                                             "\"x\"",
                                                             "\"1e10000\"",
                                                             "[]",
                                                             "{}",
                                                             "1979-05-27"};
    std::vector<std::size_t> places;
    for (std::size_t k = 0; k < text.size(); ++k) {
      if (is_digit(text[k]) && (k == 0 || !is_digit(text[k - 1]))) places.push_back(k);
    }
    if (places.empty()) return;
    const std::size_t begin = places[below(places.size())];
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    text.replace(begin, end - begin, values[below(values.size())]);
  }

  void swap_tokens(std::string& text) {
    const auto token = [&](std::size_t from) {
      const std::size_t begin = std::min(text.find_first_not_of(blanks, from), text.size());
      return std::pair(begin, std::min(text.find_first_of(blanks, begin), text.size()));
    };
    auto [a, a_end] = token(below(text.size()));
    auto [b, b_end] = token(below(text.size()));
    if (a > b) {
      std::swap(a, b);
      std::swap(a_end, b_end);
    }
    if (a_end > b) return;
    const std::string first = text.substr(a, a_end - a);
    const std::string second = text.substr(b, b_end - b);
    text.replace(b, b_end - b, first);
    text.replace(a, a_end - a, second);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr std::string_view blanks = " \n\t,";

  std::mt19937_64 engine_;
};

}  // namespace genericity::test
