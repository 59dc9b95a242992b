#include <CLI/CLI.hpp>
#include <string>

#include "sim/cli/manual_pages.h"
#include "sim/cli/option_entry.h"

namespace genericity {
namespace {

/// The endings of the files that an argument takes, as its description names them.
std::string file_endings(const OptionEntry& entry) {
  if (entry.value != "TEXT") return "";
  const auto mentions = [&](const char* word) { return entry.description.find(word) != std::string::npos; };
  std::string endings = mentions("TOML") ? "toml" : "";
  if (mentions("HDF5") || mentions("result")) endings += endings.empty() ? "h5" : " h5";
  return endings;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string verb_case(const CLI::App& verb) {
  std::string names = "--help";
  std::string endings;
  std::string values;
  for (const OptionEntry& entry : option_entries(verb)) {
    if (entry.argument) {
      endings += (endings.empty() ? "" : " ") + file_endings(entry);
      continue;
    }
    names += " " + joined(entry.names, " ");
    if (entry.value.empty()) continue;
    values += "        " + joined(entry.names, "|") + ") options= endings=\"" + file_endings(entry) +
              "\" words=\"" + joined(entry.choices, " ") + "\" ;;\n";
  }
  std::string text =
      "    " + verb.get_name() + ")\n      options=\"" + names + "\" endings=\"" + endings + "\"\n";
  if (!values.empty()) text += "      case $previous in\n" + values + "      esac ;;\n";
  return text + (values.empty() ? "      ;;\n" : "");
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : visible_verbs(program)) verbs.push_back(verb->get_name());
  std::string text =
      "# Completion of genericity's command line for bash, written by `genericity manual --format bash`:\n"
      "#   source <(genericity manual --format bash)\n"
      "_genericity() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local verb= word options= endings= words=\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in " +
      joined(verbs, "|") +
      ") verb=$word; break ;; esac\n"
      "  done\n"
      "  case $verb in\n"
      "    \"\") words=\"" +
      joined(verbs, " ") + "\" options=\"--help --version\" ;;\n";
  for (const CLI::App* verb : visible_verbs(program)) text += verb_case(*verb);
  text +=
      "  esac\n"
      "  [[ $current == -* ]] && words=$options endings=\n"
      "  local IFS=$'\\n'\n"
      "  COMPREPLY=($(IFS=' '; compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ -n $endings ]] || return 0\n"
      "  local ending\n"
      "  for ending in ${endings// /$'\\n'}; do\n"
      "    COMPREPLY+=($(compgen -f -X \"!*.$ending\" -- \"$current\"))\n"
      "  done\n"
      "  COMPREPLY+=($(compgen -d -- \"$current\"))\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  return 0\n"
      "}\n"
      "complete -F _genericity genericity\n";
  return text;
}

}  // namespace genericity
