#include <string>

#include "core/generic/theorems.h"
#include "sim/cli/manual_pages.h"
#include "sim/cli/option_entry.h"
#include "sim/environments/environment_law.h"
#include "sim/priors/family.h"
#include "sim/priors/joined.h"
#include "sim/store/tally_columns.h"

namespace genericity {
namespace {

constexpr std::size_t page_width = 120;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (std::string_view("\\*_<[|").find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

std::string markdown_entry(const OptionEntry& entry) {
  std::string text = "- ";
  for (std::size_t i = 0; i < entry.names.size(); ++i) {
    const bool last = i + 1 == entry.names.size();
    text += (i > 0 ? ", " : "") + std::string("`") + entry.names[i] +
            (last && !entry.value.empty() ? " " + entry.value : "") +
            (last && entry.repeatable ? " ..." : "") + "`";
  }
  return wrapped(text + ": " + escaped(entry.description), page_width, 2) + "\n";
}

std::string markdown_verb(const CLI::App& verb) {
  std::string text = "\n## genericity " + name_of(verb) + "\n\n" +
                     wrapped(escaped(description_of(verb)), page_width) + ".\n\n    " + usage_line(verb) +
                     "\n\n";
  for (const OptionEntry& entry : option_entries(verb)) text += markdown_entry(entry);
  const FooterText footer = footer_text(verb);
  for (const std::string& paragraph : footer.paragraphs)
    text += "\n" + wrapped(escaped(paragraph), page_width) + "\n";
  if (!footer.examples.empty()) text += "\nExample:\n\n";
  for (const std::string& command : footer.examples) text += "    " + command + "\n";
  return text;
}

}  // namespace

std::string markdown_reference(const CLI::App& program) {
  std::string text =
      "# The program's verbs and options\n\n"
      "Written by `genericity manual --format markdown` from the tables that the program reads its command "
      "line by;\n"
      "a test compares. `genericity VERB --help` says the same, and so does the man page, "
      "`genericity(1)`.\n\n" +
      wrapped(escaped(description_of(program)), page_width) + "\n\n";
  for (const CLI::App* verb : visible_verbs(program)) {
    text += "- [`" + name_of(*verb) + "`](#genericity-" + name_of(*verb) +
            "): " + escaped(description_of(*verb)) + "\n";
  }
  for (const std::string& paragraph : footer_text(program).paragraphs)
    text += "\n" + wrapped(escaped(paragraph), page_width) + "\n";
  for (const CLI::App* verb : visible_verbs(program)) text += markdown_verb(*verb);
  return text;
}

std::string markdown_families() {
  std::string text = "| family | parameters | law of the prior |\n|---|---|---|\n";
  for (const PriorFamilyInfo& family : prior_families()) {
    text +=
        "| `" + family.name + "` | " + escaped(family.parameters) + " | " + escaped(family.summary) + " |\n";
  }
  return text;
}

std::string markdown_environments() {
  std::string text = "| utilities | parameter | law of the utilities |\n|---|---|---|\n";
  for (const UtilitiesInfo& law : environment_laws())
    text += "| `" + std::string(law.name) + "` | " + escaped(std::string(law.parameter)) + " | " +
            escaped(std::string(law.summary)) + " |\n";
  return text;
}

std::string markdown_counts() {
  std::string text = "| dataset | type | meaning |\n|---|---|---|\n";
  for (const FieldUse use : {FieldUse::science, FieldUse::diagnosis}) {
    for (const ColumnBlock& block : tally_columns(use, {true, true, true})) {
      for (const StoredColumn& column : block.columns) {
        text += "| `" + column.info.name + "` (" + joined(column.info.dimensions, ", ") + ")" +
                (use == FieldUse::diagnosis ? ", in /diagnostics" : "") + " | " + type_text(column.values) +
                " | " + escaped(column.info.long_name) + " |\n";
      }
    }
  }
  return text;
}

std::string markdown_theorems() {
  std::string text = "| proof | claim about CI | status | where |\n|---|---|---|---|\n";
  for (const Theorem& theorem : theorem_table) {
    const std::string name = theorem.proof.empty() ? "" : "`" + std::string(theorem.proof) + "`";
    text += "| " + name + " | " + std::string(theorem.claim) + " | " +
            std::string(to_string(theorem.status)) + " | " + std::string(theorem.source) + " |\n";
  }
  return text;
}

}  // namespace genericity
