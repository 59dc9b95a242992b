#include "sim/cli/verb_parser.h"

#include <CLI/CLI.hpp>
#include <type_traits>
#include <utility>

#include "sim/cli/checked_number.h"
#include "sim/study/shortened.h"

namespace genericity {

namespace {

/// Refuses what is no number, and hands others on in digits alone: to the library, 010 is eight and nan a
/// number.
template <class Number>
CLI::Validator number_in_digits() {
  return {[](std::string& text) {
            std::string fault = fault_of_number<Number>(text);
            if (!fault.empty()) return fault;
            if constexpr (std::is_integral_v<Number>) text = std::to_string(*read_number<Number>(text));
            return fault;
          },
          ""};
}

CLI::Validator list_of_numbers() {
  return {[](const std::string& text) {
            return read_numbers(text)
                       ? std::string()
                       : "expected whole numbers with commas between them, such as 2,2,3, found '" +
                             shortened(text) + "'";
          },
          ""};
}

}  // namespace

VerbOption& VerbOption::required() {
  option_->required();
  return *this;
}

VerbOption& VerbOption::one_of(const std::vector<std::string>& choices) {
  option_->check(CLI::IsMember(choices));
  return showing_default();
}

template <class Number>
VerbOption& VerbOption::between(Number least, Number most) {
  // Before the check of the type, whose limits would tell less.
  option_->transform(CLI::Validator(
      [=](const std::string& text) {
        return fault_of_number<Number>(text, {least, most});
      },
      CLI::Range(least, most).get_description()));
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

VerbOption& VerbOption::not_empty() {
  option_->check(CLI::Validator(
      [](const std::string& text) { return std::string(text.empty() ? "expected a text, found none" : ""); },
      ""));
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
  if constexpr (std::is_same_v<Value, std::vector<int>>) {
    const auto take = [&value](const std::vector<std::string>& texts) {
      value.clear();
      for (const std::string& text : texts) {
        const std::vector<int> numbers = read_numbers(text).value_or(std::vector<int>{});
        value.insert(value.end(), numbers.begin(), numbers.end());
      }
    };
    CLI::Option& list =
        *verb_->add_option_function<std::vector<std::string>>(names, take, description)->type_name("INT");
    list.check(list_of_numbers());
    return VerbOption(list);
  } else {
    CLI::Option& added = *verb_->add_option(names, value, description);
    if constexpr (std::is_arithmetic_v<Value>) added.transform(number_in_digits<Value>());
    if constexpr (std::is_same_v<Value, std::vector<std::string>>)
      added.allow_extra_args(!names.starts_with('-'));
    return VerbOption(added);
  }
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
