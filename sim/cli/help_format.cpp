#include "sim/cli/help_format.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "sim/cli/broken_lines.h"
#include "sim/cli/option_entry.h"
#include "sim/cli/terminal.h"

namespace genericity {
namespace {

/// Columns of help, or fewer on a narrow terminal.
std::size_t help_width() {
  return paragraph_width(std::cout, 100);
}
constexpr std::size_t left_width = 30;

/// Two columns; the right one starts a line lower if the left one is full.
std::string row(const std::string& left, const std::string& right) {
  std::string text = "  " + left;
  if (right.empty()) return text + "\n";
  if (text.size() + 2 > left_width) {
    text += "\n" + std::string(left_width, ' ');
  } else {
    text.resize(left_width, ' ');
  }
  return text + wrapped(right, help_width(), left_width) + "\n";
}

/// A command as it can be copied; on a terminal it goes on in the next line where it is longer.
std::string example(const std::string& command) {
  const std::size_t width = line_width(std::cout);
  if (width == 0 || command.size() + 2 <= width) return "  " + command + "\n";
  return broken_command(command, width, 2) + "\n";
}

class HelpFormat final : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool) const override {
    const OptionEntry entry = option_entry(*option);
    return row(entry.heading(), entry.description);
  }

  std::string make_subcommand(const CLI::App* verb) const override {
    return row(verb->get_name(), verb->get_description());
  }

  std::string make_description(const CLI::App* app) const override {
    return wrapped(app->get_description(), help_width()) + "\n";
  }

  std::string make_footer(const CLI::App* app) const override {
    const FooterText footer = footer_text(*app);
    std::string text;
    for (const std::string& paragraph : footer.paragraphs)
      text += (text.empty() ? "" : "\n") + wrapped(paragraph, help_width()) + "\n";
    if (!footer.examples.empty()) text += text.empty() ? "Example:\n" : "\nExample:\n";
    for (const std::string& command : footer.examples) text += example(command);
    return text;
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() {
  return std::make_shared<HelpFormat>();
}

}  // namespace genericity
