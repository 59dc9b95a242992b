#pragma once

#include <algorithm>
#include <string_view>

namespace genericity {

/// Walks over a text of signs and agents' numbers, stepping over blanks.
class SignReader {
 public:
  explicit SignReader(std::string_view text) : rest_(text) {}

  bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

  bool take(char sign) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != sign) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A number without sign, or −1 when there is none. Large ones are cut off at 999999, far above any agent.
  int take_number() {
    skip_blanks();
    int number = -1;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      number = std::min(999999, std::max(number, 0) * 10 + (rest_.front() - '0'));
      rest_.remove_prefix(1);
    }
    return number;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace genericity
