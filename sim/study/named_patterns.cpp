#include "sim/study/named_patterns.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>
#include <utility>

#include "core/errors.h"
#include "core/pattern_catalogue.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/random_patterns.h"

namespace genericity {

namespace {

/// N of "random-open(N)".
std::size_t count_in_brackets(const std::string& text) {
  constexpr std::size_t most_drawn = 10000;
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  const std::size_t open = text.find('(');
  if (open != std::string::npos) {
    const auto [stop, error] = std::from_chars(text.data() + open + 1, end, count);
    const bool closed = stop != end && *stop == ')' && stop + 1 == end;
    if (error == std::errc() && closed && count >= 1 && count <= most_drawn) return count;
  }
  throw InvalidInput(
      "'" + text +
      "': expected random-open(N), N random maximal patterns without condition (G), N from 1 to " +
      std::to_string(most_drawn));
}

}  // namespace

std::vector<Pattern> patterns_named(const std::string& text, const TypeSpace& space, std::uint64_t seed) {
  std::vector<Pattern> patterns;
  const auto add = [&](std::vector<PatternClass> classes) {
    for (PatternClass& entry : classes) patterns.push_back(std::move(entry.pattern));
  };
  if (text == "all") {
    if (space.agents() > 4) {
      throw InvalidInput(
          "'all' is possible for at most 4 agents (5 have some 300,000 patterns); did you mean "
          "'noncomplementary' or 'all-noncomplementary'?");
    }
    add(all_patterns(space));
  } else if (text == "noncomplementary") {
    add(maximal_noncomplementary_patterns(space));
  } else if (text == "all-noncomplementary") {
    add(noncomplementary_patterns(space));
  } else if (text.starts_with("random-open")) {
    std::vector<Pattern> drawn = random_open_patterns(space, seed, count_in_brackets(text));
    std::move(drawn.begin(), drawn.end(), std::back_inserter(patterns));
  } else {
    const std::vector<std::string> names{
        "minimal", "maximal", "all", "noncomplementary", "all-noncomplementary", "random-open(10)"};
    const bool a_word = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
    if (a_word && std::find(names.begin(), names.end(), text) == names.end() && !text.starts_with("size<=")) {
      throw InvalidInput("unknown pattern '" + text +
                         "'; expected coalitions such as \"{1,2},{2,3}\", or one of " + joined(names, ", ") +
                         ", size<=k" + did_you_mean(text, names));
    }
    patterns.push_back(Pattern::parse(text, space.agents()));
  }
  return patterns;
}

}  // namespace genericity
