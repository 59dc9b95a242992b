#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/cli/verbs.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace genericity {

/// An option that was just added to a verb, to say more of it.
class VerbOption {
 public:
  explicit VerbOption(CLI::Option& option) : option_(&option) {}

  VerbOption& required();
  /// Takes one of these texts; the help names the one that it has now.
  VerbOption& one_of(const std::vector<std::string>& choices);
  template <class Number>
  VerbOption& between(Number least, Number most);
  VerbOption& needs(const VerbOption& other);
  /// The help names the value that it has now.
  VerbOption& showing_default();
  /// Refuses an empty text, such as that of an unset variable of a shell: it would mean the default.
  VerbOption& not_empty();
  /// Takes the name of a file with this ending, "toml" or "h5": completion offers no others.
  VerbOption& file(const char* ending);

 private:
  CLI::Option* option_;
};

/// Adds a verb with its options to the program. The verbs' own files meet the library that parses command
/// lines through this alone: it compiles slowly, and so only a few files of this room include it.
class VerbParser {
 public:
  VerbParser(CLI::App& program, const std::string& name, const std::string& description);

  /// `names`: "-p,--pattern", or the bare name of an argument. `value` must live until the line is parsed.
  /// The value may be a text or a number (int, double, std::uint64_t); a vector of texts, for an argument of
  /// several, or an option that may be given several times; or a vector of int, separated by commas.
  template <class Value>
  VerbOption option(const std::string& names, Value& value, const std::string& description);
  VerbOption flag(const std::string& names, bool& value, const std::string& description);

  /// What follows the options in the help.
  void footer(const std::string& text);
  /// Leaves the verb out of the help.
  void hide();
  /// What the verb does: becomes `action`, which must outlive the parsing, when the verb is chosen.
  void does(VerbAction& action, VerbAction what);
  /// Gives `what` the options, to which the reference leads; they live as long as the program's verbs.
  template <class Options>
  Options& does(VerbAction& action, int (*what)(const Options&)) {
    const auto options = std::make_shared<Options>();
    does(action, [options, what] { return what(*options); });
    return *options;
  }

 private:
  CLI::App* verb_;
};

}  // namespace genericity
