#include "sim/cli/help_format.h"

#include <CLI/CLI.hpp>

#include "sim/cli/option_entry.h"

namespace genericity {
namespace {

constexpr std::size_t help_width = 100;
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
  return text + wrapped(right, help_width, left_width) + "\n";
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
    return wrapped(app->get_description(), help_width) + "\n";
  }

  std::string make_footer(const CLI::App* app) const override {
    const FooterText footer = footer_text(*app);
    std::string text;
    for (const std::string& paragraph : footer.paragraphs)
      text += (text.empty() ? "" : "\n") + wrapped(paragraph, help_width) + "\n";
    if (!footer.examples.empty()) text += text.empty() ? "Example:\n" : "\nExample:\n";
    for (const std::string& command : footer.examples) text += "  " + command + "\n";
    return text;
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() {
  return std::make_shared<HelpFormat>();
}

}  // namespace genericity
