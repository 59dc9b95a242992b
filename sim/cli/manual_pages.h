#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace genericity {

// Each is written from the parser's own tables of verbs and options (and the records of families, counts and
// theorems), whole, and ends with a line break.

/// genericity(1) in the man macros of roff, UTF-8; `version` stands in its footer.
std::string man_page(const CLI::App& program, std::string_view version);

/// A reference of all verbs and options in Markdown.
std::string markdown_reference(const CLI::App& program);

/// The families of priors with their parameters, a table in Markdown.
std::string markdown_families();

/// The laws of environments with their parameters, a table in Markdown.
std::string markdown_environments();

/// What result files count, a table in Markdown.
std::string markdown_counts();

/// What is proved and conjectured about generic priors, a table in Markdown.
std::string markdown_theorems();

/// A script that bash reads so that it completes verbs, options, their values and files.
std::string bash_completion(const CLI::App& program);

}  // namespace genericity
