#include "sim/cli/verb_parser.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace genericity {

VerbOption& VerbOption::required() {
  option_->required();
  return *this;
}

VerbOption& VerbOption::one_of(std::initializer_list<const char*> choices) {
  option_->check(CLI::IsMember(std::vector<std::string>(choices.begin(), choices.end())));
  return *this;
}

VerbOption& VerbOption::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

VerbOption& VerbOption::between(std::uint64_t least, std::uint64_t most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

VerbOption& VerbOption::between(double least, double most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

VerbOption& VerbOption::needs(const VerbOption& other) {
  option_->needs(other.option_);
  return *this;
}

VerbOption& VerbOption::one_value_at_a_time() {
  option_->allow_extra_args(false);
  return *this;
}

VerbOption& VerbOption::separated_by(char delimiter) {
  option_->delimiter(delimiter);
  return *this;
}

VerbOption& VerbOption::showing_default() {
  option_->capture_default_str();
  return *this;
}

VerbParser::VerbParser(CLI::App& program, const std::string& name, const std::string& description)
    : verb_(program.add_subcommand(name, description)) {}

VerbOption VerbParser::option(const std::string& names, std::string& value, const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

VerbOption VerbParser::option(const std::string& names, int& value, const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

VerbOption VerbParser::option(const std::string& names, double& value, const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

VerbOption VerbParser::option(const std::string& names, std::uint64_t& value,
                              const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

VerbOption VerbParser::option(const std::string& names, std::vector<int>& value,
                              const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

VerbOption VerbParser::option(const std::string& names, std::vector<std::string>& value,
                              const std::string& description) {
  return VerbOption(*verb_->add_option(names, value, description));
}

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
