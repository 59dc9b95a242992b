#include "sim/cli/verb_parser.h"

#include <CLI/CLI.hpp>
#include <type_traits>
#include <utility>

namespace genericity {

VerbOption& VerbOption::required() {
  option_->required();
  return *this;
}

VerbOption& VerbOption::one_of(std::initializer_list<const char*> choices) {
  option_->check(CLI::IsMember(std::vector<std::string>(choices.begin(), choices.end())));
  return showing_default();
}

template <class Number>
VerbOption& VerbOption::between(Number least, Number most) {
  option_->check(CLI::Range(least, most));
  return *this;
}
template VerbOption& VerbOption::between(int, int);
template VerbOption& VerbOption::between(std::uint64_t, std::uint64_t);
template VerbOption& VerbOption::between(double, double);

VerbOption& VerbOption::needs(const VerbOption& other) {
  option_->needs(other.option_);
  return *this;
}

VerbOption& VerbOption::showing_default() {
  option_->capture_default_str();
  return *this;
}

VerbOption& VerbOption::file(const char* ending) {
  option_->check(CLI::Validator(ending));  // holds of every text; its name becomes a part of the type's
  return *this;
}

VerbParser::VerbParser(CLI::App& program, const std::string& name, const std::string& description)
    : verb_(program.add_subcommand(name, description)) {}

template <class Value>
VerbOption VerbParser::option(const std::string& names, Value& value, const std::string& description) {
  CLI::Option& added = *verb_->add_option(names, value, description);
  if constexpr (std::is_same_v<Value, std::vector<int>>) added.delimiter(',');
  if constexpr (std::is_same_v<Value, std::vector<std::string>>)
    added.allow_extra_args(!names.starts_with('-'));
  return VerbOption(added);
}
template VerbOption VerbParser::option(const std::string&, int&, const std::string&);
template VerbOption VerbParser::option(const std::string&, double&, const std::string&);
template VerbOption VerbParser::option(const std::string&, std::uint64_t&, const std::string&);
template VerbOption VerbParser::option(const std::string&, std::string&, const std::string&);
template VerbOption VerbParser::option(const std::string&, std::vector<int>&, const std::string&);
template VerbOption VerbParser::option(const std::string&, std::vector<std::string>&, const std::string&);

VerbOption VerbParser::flag(const std::string& names, bool& value, const std::string& description) {
  return VerbOption(*verb_->add_flag(names, value, description));
}

void VerbParser::footer(const std::string& text) {
  verb_->footer(text);
}

void VerbParser::hide() {
  verb_->group("");
}

void VerbParser::does(VerbAction& action, VerbAction what) {
  verb_->callback([&action, what = std::move(what)] { action = what; });
}

}  // namespace genericity
