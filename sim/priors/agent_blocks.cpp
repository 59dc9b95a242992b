#include "sim/priors/agent_blocks.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "sim/priors/sign_reader.h"

namespace genericity {

std::vector<Coalition> read_agent_blocks(const PriorSpec& spec, const std::string& key, int agents) {
  const std::string example = "\"{1,2},{3,4}\"";
  const std::string text = spec.text(key, example);
  const auto malformed = [&] {
    spec.fail(key, "must be a text such as " + example + ", found " + shown_text(text));
  };

  std::vector<Coalition> blocks;
  std::uint32_t placed = 0;
  SignReader reader(text);
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
