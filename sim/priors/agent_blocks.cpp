#include "sim/priors/agent_blocks.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

namespace genericity {
namespace {

/// Walks over the text, stepping over blanks.
class BlockReader {
 public:
  explicit BlockReader(std::string_view text) : rest_(text) {}

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

}  // namespace

std::vector<Coalition> read_agent_blocks(const PriorSpec& spec, const std::string& key, int agents) {
  const std::string example = "\"{1,2},{3,4}\"";
  const std::string text = spec.text(key, example);
  const auto malformed = [&] {
    spec.fail(key, "must be a text such as " + example + ", found " + shown_text(text));
  };

  std::vector<Coalition> blocks;
  std::uint32_t placed = 0;
  BlockReader reader(text);
  do {
    if (!reader.take('{')) malformed();
    std::uint32_t block = 0;
    do {
      const int agent = reader.take_number();
      if (agent < 0) malformed();
      if (agent < 1 || agent > agents)
        spec.fail(key, "names agent " + std::to_string(agent) + ", but the agents are 1 to " +
                           std::to_string(agents));
      const std::uint32_t bit = Coalition::single(agent - 1).mask();
      if (((placed | block) & bit) != 0)
        spec.fail(key, "names agent " + std::to_string(agent) +
                           " twice; the blocks must be a partition of the agents");
      block |= bit;
    } while (reader.take(','));
    if (!reader.take('}')) malformed();
    placed |= block;
    blocks.emplace_back(block);
  } while (reader.take(','));
  if (!reader.at_end()) malformed();

  const std::uint32_t missing = Coalition::grand(agents).mask() & ~placed;
  if (missing != 0)
    spec.fail(key, "leaves out agent " + std::to_string(std::countr_zero(missing) + 1) +
                       "; the blocks must be a partition of the agents 1 to " + std::to_string(agents));
  std::sort(blocks.begin(), blocks.end(),
            [](Coalition a, Coalition b) { return std::countr_zero(a.mask()) < std::countr_zero(b.mask()); });
  return blocks;
}

std::string blocks_text(const std::vector<Coalition>& blocks) {
  std::string text;
  for (const Coalition block : blocks) {
    if (!text.empty()) text += ',';
    text += block.to_string();
  }
  return text;
}

}  // namespace genericity
