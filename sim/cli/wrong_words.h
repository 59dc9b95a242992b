#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace genericity {

/// Throws InputError where the first word of a command is neither an option nor a verb: names the nearest
/// verb, or all.
void require_verb(const CLI::App& program, const std::string& word);

/// What the parser refuses, with the nearest option where one is unknown.
std::string refusal(const CLI::App& program, const CLI::ParseError& error);

}  // namespace genericity
