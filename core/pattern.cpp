#include "core/pattern.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <numeric>

#include "core/errors.h"

namespace genericity {

namespace {

/// Reads the list syntax one token at a time and says where it stopped understanding.
class PatternReader {
 public:
  PatternReader(std::string_view text, int agents) : text_(text), agents_(agents) {}

  std::vector<Coalition> read() {
    std::vector<Coalition> coalitions;
    skip_blanks();
    if (at_end()) return coalitions;
    coalitions.push_back(read_coalition());
    for (skip_blanks(); !at_end(); skip_blanks()) {
      expect(',');
      coalitions.push_back(read_coalition());
    }
    return coalitions;
  }

 private:
  Coalition read_coalition() {
    std::uint32_t mask = 0;
    expect('{');
    do {
      const int agent = read_agent();
      if (Coalition(mask).contains(agent)) {
        throw InvalidInput("pattern \"" + std::string(text_) + "\" names agent " + std::to_string(agent + 1) +
                           " twice in one coalition");
      }
      mask |= Coalition::single(agent).mask();
      skip_blanks();
    } while (accept(','));
    expect('}');
    return Coalition(mask);
  }

  int read_agent() {
    skip_blanks();
    int agent = 0;
    const char* begin = text_.data() + place_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), agent);
    if (error != std::errc{}) fail("an agent's number");
    if (agent < 1 || agent > agents_) {
      throw InvalidInput("pattern \"" + std::string(text_) + "\" names agent " + std::to_string(agent) +
                         "; the agents are 1 to " + std::to_string(agents_));
    }
    place_ += static_cast<std::size_t>(end - begin);
    return agent - 1;
  }

  [[nodiscard]] bool at_end() const { return place_ == text_.size(); }
  void skip_blanks() {
    while (!at_end() && std::isspace(static_cast<unsigned char>(text_[place_])) != 0) ++place_;
  }
  bool accept(char wanted) {
    skip_blanks();
    if (at_end() || text_[place_] != wanted) return false;
    ++place_;
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) fail(std::string("'") + wanted + "'");
  }
  [[noreturn]] void fail(const std::string& expected) const {
    throw InvalidInput("pattern \"" + std::string(text_) + "\": expected " + expected + " at character " +
                       std::to_string(place_ + 1) +
                       R"(; patterns look like "{1,2},{2,3}", or are named minimal, maximal, size<=k)");
  }

  std::string_view text_;
  int agents_;
  std::size_t place_ = 0;
};

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string joined(std::span<const Coalition> coalitions) {
  std::string text;
  for (const Coalition coalition : coalitions) {
    if (!text.empty()) text += ',';
    text += coalition.to_string();
  }
  return text;
}

void require_agents(int agents) {
  if (agents >= 2 && agents <= TypeSpace::max_agents) return;
  throw InvalidInput("a pattern needs 2 to " + std::to_string(TypeSpace::max_agents) + " agents, not " +
                     std::to_string(agents));
}

}  // namespace

Pattern::Pattern(int agents, std::vector<Coalition> coalitions)
    : agents_(agents), coalitions_(std::move(coalitions)) {
  require_agents(agents);
  const Coalition grand = Coalition::grand(agents);
  for (const Coalition coalition : coalitions_) {
    if (coalition.size() == 0) throw InvalidInput("a coalition needs at least one member");
    if (!grand.contains(coalition)) {
      throw InvalidInput("coalition " + coalition.to_string() + " names an agent beyond " +
                         std::to_string(agents));
    }
  }
  std::erase(coalitions_, grand);
  for (int agent = 0; agent < agents; ++agent) coalitions_.push_back(Coalition::single(agent));
  std::sort(coalitions_.begin(), coalitions_.end());
  coalitions_.erase(std::unique(coalitions_.begin(), coalitions_.end()), coalitions_.end());
}

Pattern Pattern::minimal(int agents) {
  return {agents, {}};
}

Pattern Pattern::maximal(int agents) {
  return up_to_size(agents, agents);
}

Pattern Pattern::up_to_size(int agents, int size) {
  require_agents(agents);
  std::vector<Coalition> coalitions;
  for (std::uint32_t mask = 1; mask <= Coalition::grand(agents).mask(); ++mask) {
    if (Coalition(mask).size() <= size) coalitions.emplace_back(mask);
  }
  return {agents, std::move(coalitions)};
}

Pattern Pattern::parse(std::string_view text, int agents) {
  const std::string_view name = trimmed(text);
  if (name == "minimal") return minimal(agents);
  if (name == "maximal") return maximal(agents);
  constexpr std::string_view size_prefix = "size<=";
  if (name.starts_with(size_prefix)) {
    int size = 0;
    const char* end = name.data() + name.size();
    const auto [stopped, error] = std::from_chars(name.data() + size_prefix.size(), end, size);
    if (error != std::errc{} || stopped != end || size < 1 || size > agents) {
      throw InvalidInput("pattern \"" + std::string(name) + "\": expected size<=k with k from 1 to " +
                         std::to_string(agents));
    }
    return up_to_size(agents, size);
  }
  return {agents, PatternReader(name, agents).read()};
}

bool Pattern::contains(Coalition coalition) const {
  return std::binary_search(coalitions_.begin(), coalitions_.end(), coalition);
}

std::string Pattern::to_string() const {
  const auto singles = static_cast<std::size_t>(agents_);
  if (coalitions_.size() == singles) return "minimal";
  if (coalitions_.size() == (std::size_t{1} << singles) - 2) return "maximal";
  return joined(coalitions().subspan(singles));
}

std::string Pattern::to_full_string() const {
  return joined(coalitions_);
}

bool Pattern::is_subpattern_of(const Pattern& other) const {
  return std::includes(other.coalitions_.begin(), other.coalitions_.end(), coalitions_.begin(),
                       coalitions_.end());
}

Coalition Pattern::complementary() const {
  const auto has_complement = [&](Coalition c) { return contains(c.complement(agents_)); };
  const auto found = std::find_if(coalitions_.begin(), coalitions_.end(), has_complement);
  return found == coalitions_.end() ? Coalition() : *found;
}

Pattern Pattern::relabelled(std::span<const int> image) const {
  std::vector<Coalition> renamed;
  renamed.reserve(coalitions_.size());
  for (const Coalition coalition : coalitions_) renamed.push_back(coalition.relabelled(image));
  return {agents_, std::move(renamed)};
}

Pattern Pattern::canonical_form(const TypeSpace& space) const {
  Pattern least = *this;
  for (const std::vector<int>& image : type_preserving_relabellings(space)) {
    Pattern candidate = relabelled(image);
    if (candidate.coalitions_ < least.coalitions_) least = std::move(candidate);
  }
  return least;
}

std::vector<std::vector<int>> type_preserving_relabellings(const TypeSpace& space) {
  std::vector<int> image(static_cast<std::size_t>(space.agents()));
  std::iota(image.begin(), image.end(), 0);
  std::vector<std::vector<int>> all;
  do {
    bool keeps = true;
    for (int agent = 0; agent < space.agents(); ++agent) {
      keeps = keeps && space.size(agent) == space.size(image[static_cast<std::size_t>(agent)]);
    }
    if (keeps) all.push_back(image);
  } while (std::next_permutation(image.begin(), image.end()));
  return all;
}

}  // namespace genericity
