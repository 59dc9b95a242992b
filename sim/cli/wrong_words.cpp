#include "sim/cli/wrong_words.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "sim/cli/option_entry.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/input_error.h"
#include "sim/study/shortened.h"

namespace genericity {

void require_verb(const CLI::App& program, const std::string& word) {
  if (word.starts_with('-')) return;
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; }))
    if (verb->get_name() == word) return;
  std::vector<std::string> verbs;
  for (const CLI::App* verb : visible_verbs(program)) verbs.push_back(name_of(*verb));
  const std::string nearest = did_you_mean(word, verbs);
  const std::size_t dot = word.rfind('.');
  const bool is_file = dot != std::string::npos && dot > 0;
  throw InputError("unknown verb '" + shortened(word) + "'" +
                   (!nearest.empty() ? nearest
                                     : "; expected one of " + joined(verbs, ", ") +
                                           (is_file ? "; a file stands behind the verb" : "")));
}

std::string refusal(const CLI::App& program, const CLI::ParseError& error) {
  std::string otherwise = std::string(error.what()) + " (see genericity --help)";
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return otherwise;
  for (const CLI::App* verb : program.get_subcommands()) {
    std::vector<std::string> known{"--help"};
    for (const OptionEntry& entry : option_entries(*verb))
      known.insert(known.end(), entry.names.begin(), entry.names.end());
    for (const std::string& word : verb->remaining()) {
      if (!word.starts_with("--")) continue;
      const std::string name = word.substr(0, word.find('='));
      return name_of(*verb) + ": unknown option '" + shortened(name) + "'" + did_you_mean(name, known) +
             " (see genericity " + name_of(*verb) + " --help)";
    }
  }
  return otherwise;
}

}  // namespace genericity
