#include <set>
#include <string>

#include "sim/cli/manual_pages.h"
#include "sim/cli/option_entry.h"
#include "sim/priors/joined.h"

namespace genericity {
namespace {

std::string verb_case(const CLI::App& verb) {
  std::string names = "--help";
  std::set<std::string> endings;
  std::string values;
  for (const OptionEntry& entry : option_entries(verb)) {
    if (entry.argument) {
      if (!entry.ending.empty()) endings.insert(entry.ending);
      continue;
    }
    names += " " + joined(entry.names, " ");
    if (entry.value.empty()) continue;
    values += "        " + joined(entry.names, "|") + ") options= endings=\"" + entry.ending + "\" words=\"" +
              joined(entry.choices, " ") + "\" ;;\n";
  }
  // What is attached to an option is its value, never an argument.
  std::string text = "    " + name_of(verb) + ")\n      options=\"" + names +
                     "\"\n      [[ -n $attached ]] || endings=\"" + joined(endings, " ") + "\"\n";
  if (!values.empty()) text += "      case $previous in\n" + values + "      esac ;;\n";
  return text + (values.empty() ? "      ;;\n" : "");
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : visible_verbs(program)) verbs.push_back(name_of(*verb));
  std::string text =
      R"bash(# Completion of genericity's command line for bash, written by `genericity manual --format bash`:
#   source <(genericity manual --format bash)
_genericity() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  # --option=VALUE: bash takes it apart at the '=', unless COMP_WORDBREAKS lacks that.
  local attached= before=
  if [[ $current == = ]]; then
    attached=yes current=
  elif [[ $previous == = ]]; then
    attached=yes previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == --*=* ]]; then
    attached=yes before=${current%%=*}= previous=${current%%=*} current=${current#*=}
  fi
  local verb= word options= endings= words=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in )bash" +
      joined(verbs, "|") + R"bash() verb=$word; break ;; esac
  done
  case $verb in
    "") words=")bash" +
      joined(verbs, " ") + R"bash(" options="--help --version" ;;
)bash";
  for (const CLI::App* verb : visible_verbs(program)) text += verb_case(*verb);
  return text + R"bash(  esac
  [[ -z $attached && $current == -* ]] && words=$options endings=
  local IFS=$'\n' ending
  COMPREPLY=($(IFS=' '; compgen -P "$before" -W "$words" -- "$current"))
  [[ -n $endings ]] || return 0
  for ending in ${endings// /$'\n'}; do
    COMPREPLY+=($(compgen -P "$before" -f -X "!*.$ending" -- "$current"))
  done
  COMPREPLY+=($(compgen -P "$before" -d -- "$current"))
  compopt -o filenames 2>/dev/null
  return 0
}
complete -F _genericity genericity
)bash";
}

}  // namespace genericity
