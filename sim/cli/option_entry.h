#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace genericity {

/// An option or argument of a verb, read from the parser's own tables. Help, man page, reference and
/// completion are all written from these, so that none of them can say what the parser does not do.
struct OptionEntry {
  std::vector<std::string> names;    ///< "-o", "--output"; the bare name of an argument
  std::string value;                 ///< "TEXT", "INT", "{table,csv,json}"; empty for a flag
  std::vector<std::string> choices;  ///< "table", "csv", "json", if only these are possible
  std::string ending;                ///< "toml", if the value names a file
  std::string description;           ///< one line, with limits and default
  bool argument = false;             ///< found by its place, not its name
  bool required = false;
  bool repeatable = false;

  /// "-o,--output TEXT"
  [[nodiscard]] std::string heading() const;
};

/// The arguments of a verb in their order, then its options but --help; hidden ones are left out.
std::vector<OptionEntry> option_entries(const CLI::App& verb);
OptionEntry option_entry(const CLI::Option& option);

/// The verbs in the order of the help; hidden ones are left out.
std::vector<const CLI::App*> visible_verbs(const CLI::App& program);

/// A verb's or the program's own words. Asked for here, because the parser's header is dear to compile.
std::string name_of(const CLI::App& verb);
std::string description_of(const CLI::App& verb);

/// What follows the options in a verb's help, one paragraph an entry, one line each. Commands of examples are
/// in `examples` instead.
struct FooterText {
  std::vector<std::string> paragraphs;
  std::vector<std::string> examples;
};
FooterText footer_text(const CLI::App& verb);

/// "genericity run [OPTIONS] study"
std::string usage_line(const CLI::App& verb);

/// The text with line breaks instead of blanks where a line would exceed `width` columns (UTF-8 characters);
/// every line but the first starts with `indent` blanks, which count. A longer word has a line of its own.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent = 0);

}  // namespace genericity
