#include "sim/priors/spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"

namespace genericity {
namespace {

constexpr std::size_t longest_shown = 60;

/// A value as a message shows it: in one line of ASCII, whatever bytes it holds, and not too long.
std::string shown(const nlohmann::json& value) {
  std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  // JSON has no word for these two and would show "null".
  if (value.is_number_float() && !std::isfinite(value.get<double>())) text = number_text(value.get<double>());
  if (text.size() > longest_shown) text = text.substr(0, longest_shown) + "...";
  return text;
}

/// A key as a message shows it: bare when it looks like one.
std::string shown_key(const std::string& key) {
  const bool bare =
      !key.empty() && key.size() <= longest_shown && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
      });
  return bare ? key : shown(key);
}

/// The finite numbers of a JSON list, or nothing.
std::optional<std::vector<double>> numbers_in(const nlohmann::json& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<double> numbers;
  for (const nlohmann::json& element : value) {
    if (!element.is_number() || !std::isfinite(element.get<double>())) return std::nullopt;
    numbers.push_back(element.get<double>());
  }
  return numbers;
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), written.ptr};
}

std::string numbers_text(std::span<const double> numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(number_text(number));
  return joined(texts, ",");
}

std::string number_lists_text(std::span<const std::vector<double>> lists) {
  std::vector<std::string> texts;
  for (const std::vector<double>& list : lists) texts.push_back(numbers_text(list));
  return joined(texts, ";");
}

std::string shown_text(const std::string& text) {
  return shown(text);
}

PriorSpec::PriorSpec(const nlohmann::json& object, std::string prefix)
    : json_(&object), prefix_(std::move(prefix)) {
  if (object.is_object()) return;
  const std::string key = prefix_.empty() ? "family" : prefix_.substr(0, prefix_.size() - 1);
  throw PriorError(
      key, "expected a table such as { family = \"dirichlet\", alpha = 1.0 }, found " + shown(object));
}

bool PriorSpec::has(const std::string& key) const {
  return json_->contains(key);
}

void PriorSpec::fail(const std::string& key, const std::string& message) const {
  throw PriorError(prefix_ + key, prefix_ + shown_key(key) + " " + message);
}

void PriorSpec::check_keys(const std::string& family, std::span<const std::string> known) const {
  for (const auto& item : json_->items()) {
    const std::string& key = item.key();
    if (key == "family" || std::find(known.begin(), known.end(), key) != known.end()) continue;
    fail(key, "is not a parameter of the family " + family + did_you_mean(key, known) +
                  (known.empty() ? " It has none." : " Its parameters: " + joined(known, ", ")));
  }
}

double PriorSpec::real(const std::string& key, std::optional<double> otherwise, double least, double greatest,
                       const std::string& why) const {
  const std::string expected =
      "must be a number from " + number_text(least) + " to " + number_text(greatest) + " (" + why + ")";
  if (!has(key)) {
    if (otherwise) return *otherwise;
    fail(key, "is missing; it " + expected);
  }
  const nlohmann::json& value = (*json_)[key];
  if (!value.is_number()) fail(key, expected + ", found " + shown(value));
  const double number = value.get<double>();
  if (!(number >= least && number <= greatest)) fail(key, expected + ", found " + shown(value));
  return number;
}

std::int64_t PriorSpec::integer(const std::string& key, std::int64_t least, std::int64_t greatest,
                                const std::string& why) const {
  const std::string expected = "must be an integer from " + std::to_string(least) + " to " +
                               std::to_string(greatest) + " (" + why + ")";
  if (!has(key)) fail(key, "is missing; it " + expected);
  const nlohmann::json& value = (*json_)[key];
  const bool fits =
      value.is_number_integer() &&
      !(value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits) fail(key, expected + ", found " + shown(value));
  const auto number = value.get<std::int64_t>();
  if (number < least || number > greatest) fail(key, expected + ", found " + shown(value));
  return number;
}

std::string PriorSpec::text(const std::string& key, const std::string& example) const {
  if (!has(key)) fail(key, "is missing; it must be a text such as " + example);
  const nlohmann::json& value = (*json_)[key];
  if (!value.is_string()) fail(key, "must be a text such as " + example + ", found " + shown(value));
  return value.get<std::string>();
}

std::vector<double> PriorSpec::numbers(const std::string& key, const std::string& example) const {
  const std::string expected = "must be a list of numbers such as " + example;
  if (!has(key)) fail(key, "is missing; it " + expected);
  const nlohmann::json& value = (*json_)[key];
  std::optional<std::vector<double>> numbers = numbers_in(value);
  if (!numbers) fail(key, expected + ", found " + shown(value));
  return *std::move(numbers);
}

std::vector<std::vector<double>> PriorSpec::number_lists(const std::string& key,
                                                         const std::string& example) const {
  const std::string expected = "must be a list of lists of numbers such as " + example;
  if (!has(key)) fail(key, "is missing; it " + expected);
  const nlohmann::json& value = (*json_)[key];
  if (!value.is_array()) fail(key, expected + ", found " + shown(value));
  std::vector<std::vector<double>> lists;
  for (const nlohmann::json& element : value) {
    std::optional<std::vector<double>> numbers = numbers_in(element);
    if (!numbers) fail(key, expected + ", found " + shown(value));
    lists.push_back(*std::move(numbers));
  }
  return lists;
}

PriorSpec PriorSpec::nested(const std::string& key) const {
  if (!has(key)) fail(key, "is missing; it must be a table such as { family = \"independent\" }");
  return PriorSpec((*json_)[key], prefix_ + key + ".");
}

std::vector<PriorSpec> PriorSpec::nested_list(const std::string& key) const {
  const std::string expected =
      R"(must be a list of tables such as [{ family = "dirichlet" }, { family = "independent" }])";
  if (!has(key)) fail(key, "is missing; it " + expected);
  const nlohmann::json& value = (*json_)[key];
  if (!value.is_array() || value.empty()) fail(key, expected + ", found " + shown(value));
  std::vector<PriorSpec> specs;
  for (const nlohmann::json& element : value)
    specs.emplace_back(element, prefix_ + key + "[" + std::to_string(specs.size() + 1) + "].");
  return specs;
}

}  // namespace genericity
