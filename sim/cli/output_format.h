#pragma once

#include <string>
#include <vector>

namespace genericity {

/// The forms in which verdicts on one structure and its mechanisms are printed.
inline const std::vector<std::string> output_formats{"text", "latex", "csv", "json", "toml"};

/// The form that `--format` names, or JSON by its other name `--json`; `verb` knows `known`. Throws
/// InputError for one that the verb does not have, saying `why` where it is TOML, and for another one beside
/// --json.
std::string chosen_format(const std::string& verb, const std::string& given, bool json,
                          const std::vector<std::string>& known, const std::string& why);

}  // namespace genericity
