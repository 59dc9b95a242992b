#include <string>

#include "sim/cli/manual_pages.h"
#include "sim/cli/option_entry.h"

namespace genericity {
namespace {

/// Text as roff prints it: no escape, no hyphen for a minus, no line that is taken for a request.
std::string roff(std::string_view text) {
  std::string out = !text.empty() && (text.front() == '.' || text.front() == '\'') ? "\\&" : "";
  for (const char letter : text) {
    if (letter == '\\') {
      out += "\\e";
    } else if (letter == '-') {
      out += "\\-";
    } else if (letter == '\'') {
      out += "\\(aq";
    } else {
      out += letter;
    }
  }
  return out;
}

std::string man_entry(const OptionEntry& entry) {
  std::string text = ".TP\n";
  for (std::size_t i = 0; i < entry.names.size(); ++i)
    text += (i > 0 ? ", " : "") + std::string("\\fB") + roff(entry.names[i]) + "\\fR";
  if (!entry.value.empty()) text += " \\fI" + roff(entry.value) + "\\fR";
  if (entry.repeatable) text += " ...";
  return text + "\n" + roff(entry.description) + "\n";
}

std::string man_verb(const CLI::App& verb) {
  std::string text = ".SS " + roff(name_of(verb)) + "\n" + roff(description_of(verb)) + ".\n.PP\n\\fB" +
                     roff(usage_line(verb)) + "\\fR\n";
  for (const OptionEntry& entry : option_entries(verb)) text += man_entry(entry);
  const FooterText footer = footer_text(verb);
  for (const std::string& paragraph : footer.paragraphs) text += ".PP\n" + roff(paragraph) + "\n";
  for (const std::string& command : footer.examples)
    text += ".PP\nExample:\n.PP\n.RS 4\n.nf\n" + roff(command) + "\n.fi\n.RE\n";
  return text;
}

}  // namespace

std::string man_page(const CLI::App& program, std::string_view version) {
  std::string text = R"(.TH GENERICITY 1 "" ")" + roff(version) + R"(" "User Commands"
.SH NAME
genericity \- sample priors and decide, with proof, what mechanisms can do about coalitions
.SH SYNOPSIS
\fBgenericity\fR \fIVERB\fR [\fIOPTIONS\fR] ...
.br
\fBgenericity\fR [\fIVERB\fR] \fB\-\-help\fR
.br
\fBgenericity\fR \fB\-\-version\fR
.SH DESCRIPTION
)" + roff(wrapped(description_of(program), 100)) +
                     "\n.SH VERBS\n";
  for (const CLI::App* verb : visible_verbs(program)) text += man_verb(*verb);
  text += ".SH EXIT STATUS\n";
  for (const std::string& paragraph : footer_text(program).paragraphs) text += roff(paragraph) + "\n";
  return text;
}

}  // namespace genericity
