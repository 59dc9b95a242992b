#include "sim/cli/option_entry.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "sim/cli/table.h"
#include "sim/priors/joined.h"

namespace genericity {
namespace {

/// All runs of blanks and line breaks become one blank.
std::string one_line(const std::string& text) {
  return wrapped(text, text.size());
}

std::vector<std::string> split(const std::string& text, const std::string& at) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end = text.find(at); end != std::string::npos; end = text.find(at, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + at.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

/// The parser calls types "TEXT", "TEXT:{a,b}", "TEXT:toml" of a file, or "INT:INT in [1 - 4096]".
void read_type(OptionEntry& entry, const std::string& type) {
  const std::size_t colon = type.find(':');
  entry.value = type.substr(0, colon);
  if (colon == std::string::npos) return;
  const std::string limits = type.substr(colon + 1);
  const std::size_t range = limits.find(" in [");
  if (limits.size() > 2 && limits.front() == '{' && limits.back() == '}') {
    entry.value = limits;
    entry.choices = split(limits.substr(1, limits.size() - 2), ",");
  } else if (range != std::string::npos && limits.back() == ']') {
    const std::string ends = limits.substr(range + 5, limits.size() - range - 6);
    const std::size_t dash = ends.find(" - ");
    entry.description += "; from " + ends.substr(0, dash) + " to " + ends.substr(dash + 3);
  } else {
    entry.ending = limits;
  }
}

}  // namespace

std::string OptionEntry::heading() const {
  std::string text = joined(names, ",");
  if (!value.empty()) text += " " + value;
  if (repeatable) text += " ...";
  return text;
}

OptionEntry option_entry(const CLI::Option& option) {
  OptionEntry entry;
  entry.argument = option.get_positional();
  entry.required = option.get_required();
  entry.description = one_line(option.get_description());
  if (entry.argument) {
    entry.names = {option.get_name(true, false)};
  } else {
    for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
  }
  for (const CLI::Option* needed : option.get_needs()) entry.description += "; needs " + needed->get_name();
  if (option.get_type_size() != 0) {
    read_type(entry, option.get_type_name());
    entry.repeatable = option.get_expected_max() == CLI::detail::expected_max_vector_size;
    const std::string otherwise = option.get_default_str();
    if (!otherwise.empty()) entry.description += " (default: " + otherwise + ")";
    if (entry.required && !entry.argument) entry.description += " (required)";
  }
  return entry;
}

std::vector<OptionEntry> option_entries(const CLI::App& verb) {
  std::vector<OptionEntry> arguments;
  std::vector<OptionEntry> options;
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_group().empty() || option == verb.get_help_ptr()) continue;
    (option->get_positional() ? arguments : options).push_back(option_entry(*option));
  }
  arguments.insert(arguments.end(), options.begin(), options.end());
  return arguments;
}

std::vector<const CLI::App*> visible_verbs(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* verb) { return !verb->get_group().empty(); });
}

std::string name_of(const CLI::App& verb) {
  return verb.get_name();
}

std::string description_of(const CLI::App& verb) {
  return verb.get_description();
}

FooterText footer_text(const CLI::App& verb) {
  const std::string example = "Example:";
  FooterText text;
  for (const std::string& paragraph : split(verb.get_footer(), "\n\n")) {
    if (paragraph.starts_with(example)) {
      for (const std::string& line : split(paragraph.substr(example.size()), "\n")) {
        if (std::string command = one_line(line); !command.empty()) text.examples.push_back(command);
      }
    } else if (std::string line = one_line(paragraph); !line.empty()) {
      text.paragraphs.push_back(line);
    }
  }
  return text;
}

std::string usage_line(const CLI::App& verb) {
  std::string line = "genericity " + verb.get_name() + " [OPTIONS]";
  for (const OptionEntry& entry : option_entries(verb)) {
    if (!entry.argument) continue;
    const std::string name = entry.names.front() + (entry.repeatable ? "..." : "");
    line += entry.required ? " " + name : " [" + name + "]";
  }
  return line;
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::istringstream words(text);
  std::string out;
  std::size_t at = indent;
  for (std::string word; words >> word;) {
    const std::size_t size = width_of(word);
    if (out.empty()) {
      out = word;
      at = indent + size;
    } else if (at + 1 + size > width) {
      out += "\n" + std::string(indent, ' ') + word;
      at = indent + size;
    } else {
      out += " " + word;
      at += 1 + size;
    }
  }
  return out;
}

}  // namespace genericity
