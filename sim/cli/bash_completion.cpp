#include <string>

#include "sim/cli/manual_pages.h"
#include "sim/cli/option_entry.h"
#include "sim/priors/joined.h"

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
  // What is attached to an option is its value, never an argument.
  std::string text = "    " + name_of(verb) + ")\n      options=\"" + names +
                     "\"\n      [[ -n $attached ]] || endings=\"" + endings + "\"\n";
  if (!values.empty()) text += "      case $previous in\n" + values + "      esac ;;\n";
  return text + (values.empty() ? "      ;;\n" : "");
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : visible_verbs(program)) verbs.push_back(name_of(*verb));
  std::string text =
      "# Completion of genericity's command line for bash, written by `genericity manual --format bash`:\n"
      "#   source <(genericity manual --format bash)\n"
      "_genericity() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  # --option=VALUE: bash takes it apart at the '=', unless COMP_WORDBREAKS lacks that.\n"
      "  local attached= before=\n"
      "  if [[ $current == = ]]; then\n"
      "    attached=yes current=\n"
      "  elif [[ $previous == = ]]; then\n"
      "    attached=yes previous=${COMP_WORDS[COMP_CWORD-2]}\n"
      "  elif [[ $current == --*=* ]]; then\n"
      "    attached=yes before=${current%%=*}= previous=${current%%=*} current=${current#*=}\n"
      "  fi\n"
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
      "  [[ -z $attached && $current == -* ]] && words=$options endings=\n"
      "  local IFS=$'\\n' ending\n"
      "  COMPREPLY=($(IFS=' '; compgen -P \"$before\" -W \"$words\" -- \"$current\"))\n"
      "  [[ -n $endings ]] || return 0\n"
      "  for ending in ${endings// /$'\\n'}; do\n"
      "    COMPREPLY+=($(compgen -P \"$before\" -f -X \"!*.$ending\" -- \"$current\"))\n"
      "  done\n"
      "  COMPREPLY+=($(compgen -P \"$before\" -d -- \"$current\"))\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  return 0\n"
      "}\n"
      "complete -F _genericity genericity\n";
  return text;
}

}  // namespace genericity
