#pragma once

#include <cstdint>
#include <initializer_list>
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
  VerbOption& one_of(std::initializer_list<const char*> choices);
  VerbOption& between(int least, int most);
  VerbOption& between(std::uint64_t least, std::uint64_t most);
  VerbOption& between(double least, double most);
  VerbOption& needs(const VerbOption& other);
  /// Takes one value each time it is given, and may be given several times.
  VerbOption& one_value_at_a_time();
  VerbOption& separated_by(char delimiter);
  /// The help names the value that it has now.
  VerbOption& showing_default();

 private:
  CLI::Option* option_;
};

/// Adds a verb with its options to the program. The verbs' own files meet the library that parses command
/// lines through this alone: it compiles slowly, and so only a few files of this room include it.
class VerbParser {
 public:
  VerbParser(CLI::App& program, const std::string& name, const std::string& description);

  /// `names`: "-p,--pattern", or the bare name of an argument. `value` must live until the line is parsed.
  VerbOption option(const std::string& names, std::string& value, const std::string& description);
  VerbOption option(const std::string& names, int& value, const std::string& description);
  VerbOption option(const std::string& names, double& value, const std::string& description);
  VerbOption option(const std::string& names, std::uint64_t& value, const std::string& description);
  VerbOption option(const std::string& names, std::vector<int>& value, const std::string& description);
  VerbOption option(const std::string& names, std::vector<std::string>& value,
                    const std::string& description);
  VerbOption flag(const std::string& names, bool& value, const std::string& description);

  /// What follows the options in the help.
  void footer(const std::string& text);
  /// Leaves the verb out of the help.
  void hide();
  /// What the verb does: becomes `action`, which must outlive the parsing, when the verb is chosen.
  void does(VerbAction& action, VerbAction what);

 private:
  CLI::App* verb_;
};

}  // namespace genericity
