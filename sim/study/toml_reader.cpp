#include "sim/study/toml_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/input_files.h"
#include "sim/study/shortened.h"
#include "sim/study/toml_depth.h"

namespace genericity {

namespace {

/// Throws InputError if the text goes too deep; `place_of` names the place of a line.
template <class Place>
void refuse_depth(const std::string& text, const Place& place_of) {
  const int line = first_too_deep_line(text);
  if (line == 0) return;
  throw InputError(place_of(line) + ": nested deeper than " + std::to_string(most_toml_levels) +
                   " levels of lists, tables, and parts of keys between dots");
}

/// Whether a text has a line end, a tab, a zero byte or another of the control characters of ASCII.
bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "the text '" + shortened(**node.as_string()) + "'";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

/// The first fraction in a line of TOML, such as 1/8, that stands neither in quotes nor in a comment; empty
/// if there is none.
std::string bare_fraction(std::string_view line) {
  constexpr std::string_view digits = "0123456789";
  char quote = 0;
  for (std::size_t k = 0; k < line.size(); ++k) {
    const char c = line[k];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '#') break;
    if (c == '"' || c == '\'') quote = c;
    if (c != '/' || k == 0 || k + 1 == line.size()) continue;
    const std::size_t before = line.find_last_not_of(digits, k - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(line.find_first_not_of(digits, k + 1), line.size());
    if (begin < k && k + 1 < end) return std::string(line.substr(begin, end - begin));
  }
  return {};
}

/// What the parser says of a line, and what to do about numbers that TOML has no place for but this program
/// has.
std::string parse_fault(std::string_view description, std::string_view line) {
  if (const std::string fraction = bare_fraction(line); !fraction.empty())
    return R"(a fraction goes into quotes, as ")" + shortened(fraction) + '"';
  std::string fault(description);
  for (const std::string_view of_range :
       {"could not be interpreted as a value", "representable in 64 bits", "exceeds length limit"}) {
    if (fault.find(of_range) == std::string::npos) continue;
    fault += R"(; a weight beyond TOML's numbers goes into quotes, such as "1e400" or "1/3")";
    break;
  }
  return fault;
}

/// Whether a number written so is what the parser made of it: that double, or, below the least one, 0.
bool means(std::string_view written, double value) {
  if (written.starts_with('+')) written.remove_prefix(1);
  double reread = 0;
  const char* const last = written.data() + written.size();
  const auto [end, error] = std::from_chars(written.data(), last, reread);
  if (end != last) return false;
  if (error == std::errc::result_out_of_range) return value == 0;
  return error == std::errc{} && reread == value;
}

}  // namespace

TomlReader TomlReader::from_file(const std::string& path) {
  return {path, InputFiles().read(path, most_toml_bytes)};
}

TomlReader::TomlReader(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  // Editors that mark a file as UTF-8 put it first. It is no part of the first line.
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  if (text_.starts_with("\x89HDF\r\n\x1A\n"))
    throw InputError(name_ + ": an HDF5 file, where TOML is expected; genericity show takes results");
  refuse_depth(text_, [this](int line) { return name_ + ":" + std::to_string(line); });
  line_starts_.push_back(0);
  for (std::size_t k = 0; k < text_.size(); ++k) {
    if (text_[k] == '\n') line_starts_.push_back(k + 1);
  }
  try {
    root_ = toml::parse(text_, name_);
  } catch (const toml::parse_error& error) {
    const std::size_t number = error.source().begin.line;
    const bool has_line = number > 0 && number <= line_starts_.size();
    const std::string_view line = has_line ? std::string_view(text_).substr(line_starts_[number - 1]) : "";
    throw InputError(name_ + ":" + std::to_string(number) + ": not valid TOML: " +
                     parse_fault(error.description(), line.substr(0, line.find('\n'))));
  }
}

void TomlReader::override_value(const std::string& assignment) {
  const std::string context = "--set " + shortened(assignment, 200);
  // More lines would be other keys, and the settings are stored as one line each.
  if (has_control_character(assignment))
    throw InputError(context + ": expected key=value in one line, without control characters");
  refuse_depth(assignment, [&](int) { return std::string(context); });
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) throw InputError(context + ": expected key=value");
  toml::table parsed;
  try {
    parsed = toml::parse("value = " + assignment.substr(equals + 1));
  } catch (const toml::parse_error&) {
    // A bare word is meant as a text: --set record.samples=all
    try {
      parsed = toml::parse("value = '''" + assignment.substr(equals + 1) + "'''");
    } catch (const toml::parse_error&) {
      throw InputError(context + ": the value is not valid TOML");
    }
  }
  toml::table* at = &root_;
  std::string rest = assignment.substr(0, equals);
  std::erase(rest, ' ');
  for (std::size_t dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
    const std::string key = rest.substr(0, dot);
    rest = rest.substr(dot + 1);
    if (!at->contains(key)) at->insert(key, toml::table{});
    at = at->get(key)->as_table();
    if (at == nullptr) throw InputError(context + ": '" + key + "' is not a table");
  }
  at->insert_or_assign(rest, *parsed.get("value"));
}

void TomlReader::fail(const toml::node* at, const std::string& key, const std::string& message) const {
  std::string text = name_;
  // Values put in from the command line stand on no line of the file.
  if (at != nullptr && at->source().begin.line > 0) text += ":" + std::to_string(at->source().begin.line);
  throw InputError(text + ": " + key + ": " + message);
}

void TomlReader::require_known(const toml::table& table, const std::string& prefix,
                               std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    const std::string hint = did_you_mean(key.str(), names);
    const std::string message =
        "unknown key" + (hint.empty() ? "; expected one of " + joined(names, " ") : hint);
    // The key's own line, not its value's: for a table they differ.
    std::string place = name_;
    if (key.source().begin.line > 0) place += ":" + std::to_string(key.source().begin.line);
    throw InputError(place + ": " + prefix + std::string(key.str()) + ": " + message);
  }
}

std::optional<std::size_t> TomlReader::one_of(const toml::table& table, const std::string& key,
                                              const std::string& path,
                                              std::span<const std::string_view> names) const {
  const std::optional<std::string> name = string(table, key, path);
  if (!name) return {};
  const auto found = std::find(names.begin(), names.end(), *name);
  if (found == names.end()) {
    const std::vector<std::string> known(names.begin(), names.end());
    fail(table.get(key), path, "expected one of " + joined(known, ", ") + did_you_mean(*name, known));
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::int64_t> TomlReader::integer(const toml::table& table, const std::string& key,
                                                const std::string& path) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_integer()) fail(node, path, "expected an integer, not " + type_name(*node));
  return **node->as_integer();
}

std::optional<double> TomlReader::number(const toml::table& table, const std::string& key,
                                         const std::string& path) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_number()) fail(node, path, "expected a number, not " + type_name(*node));
  const double value =
      node->is_integer() ? static_cast<double>(**node->as_integer()) : **node->as_floating_point();
  if (!std::isfinite(value)) fail(node, path, "expected a finite number");
  return value;
}

std::optional<std::string> TomlReader::string(const toml::table& table, const std::string& key,
                                              const std::string& path) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_string()) fail(node, path, "expected a text, not " + type_name(*node));
  return one_line(*node->as_string(), path);
}

const std::string& TomlReader::one_line(const toml::value<std::string>& text, const std::string& path) const {
  if (has_control_character(*text))
    fail(&text, path, "expected one line of text, without control characters");
  return *text;
}

std::optional<bool> TomlReader::boolean(const toml::table& table, const std::string& key,
                                        const std::string& path) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_boolean()) fail(node, path, "expected true or false, not " + type_name(*node));
  return **node->as_boolean();
}

const toml::table* TomlReader::table(const toml::table& table, const std::string& key,
                                     const std::string& path) const {
  const toml::node* node = table.get(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) fail(node, path, "expected a table, not " + type_name(*node));
  return node->as_table();
}

std::size_t TomlReader::offset_of(const toml::source_position& position) const {
  const bool goes_on_from_last = position.line == last_.line && position.column >= last_.column;
  std::size_t at = goes_on_from_last ? last_offset_ : line_starts_[position.line - 1];
  // A byte 10xxxxxx goes on with the character before it.
  const auto goes_on = [&](std::size_t k) {
    return k < text_.size() && (static_cast<unsigned char>(text_[k]) & 0xC0U) == 0x80U;
  };
  for (toml::source_index column = goes_on_from_last ? last_.column : 1;
       column < position.column && at < text_.size(); ++column) {
    ++at;
    while (goes_on(at)) ++at;
  }
  last_ = position;
  last_offset_ = at;
  return at;
}

std::string TomlReader::written_text(const toml::node& node) const {
  const toml::source_region& region = node.source();
  if (region.begin.line == 0 || region.begin.line > line_starts_.size()) return {};
  const std::size_t begin = offset_of(region.begin);
  std::size_t end = begin;
  constexpr std::string_view number_characters = "+-.0123456789_eE";
  while (end < text_.size() && number_characters.find(text_[end]) != std::string_view::npos) ++end;
  std::string written = begin < end ? text_.substr(begin, end - begin) : std::string{};
  std::erase(written, '_');
  return written;
}

std::string TomlReader::number_text(const toml::node& node, const std::string& path) const {
  if (node.is_integer()) return std::to_string(**node.as_integer());
  if (node.is_string()) return **node.as_string();
  if (!node.is_floating_point()) {
    fail(&node, path,
         R"(expected a number such as 0.05 or a fraction such as "1/20", not )" + type_name(node));
  }
  const double value = **node.as_floating_point();
  if (!std::isfinite(value)) fail(&node, path, "expected a finite number");
  std::string written = written_text(node);
  if (means(written, value)) return written;
  if (node.source().begin.line > 0)
    fail(&node, path, "the number's digits cannot be told from its surroundings; put it in quotes");
  // It stands on no line of the file (a value given on the command line, say): the shortest decimal that
  // means this double.
  std::array<char, 40> shortest{};
  const auto [stop, failure] = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value);
  (void)failure;  // 40 characters hold every double
  return {shortest.data(), static_cast<std::size_t>(stop - shortest.data())};
}

mpq_class TomlReader::rational(const toml::node& node, const std::string& path) const {
  try {
    return parse_rational(number_text(node, path));
  } catch (const InvalidInput& invalid) {
    fail(&node, path, invalid.what());
  }
}

std::vector<int> TomlReader::integers(const toml::node& node, const std::string& path) const {
  const toml::array* array = node.as_array();
  if (array == nullptr) fail(&node, path, "expected a list of integers, not " + type_name(node));
  std::vector<int> values;
  for (const toml::node& element : *array) {
    if (!element.is_integer()) fail(&element, path, "expected an integer, not " + type_name(element));
    const std::int64_t value = **element.as_integer();
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
      fail(&element, path, "the integer is out of range");
    }
    values.push_back(static_cast<int>(value));
  }
  return values;
}

nlohmann::json TomlReader::as_json(const toml::node& node, const std::string& path) const {
  if (const auto* text = node.as_string()) return one_line(*text, path);
  if (const auto* integer = node.as_integer()) return **integer;
  if (const auto* number = node.as_floating_point()) {
    if (!std::isfinite(**number)) fail(&node, path, "expected a finite number");
    return **number;
  }
  if (const auto* flag = node.as_boolean()) return **flag;
  if (const auto* array = node.as_array()) {
    nlohmann::json list = nlohmann::json::array();
    for (const toml::node& element : *array) list.push_back(as_json(element, path));
    return list;
  }
  if (const auto* table = node.as_table()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = as_json(value, path);
    return object;
  }
  fail(&node, path, "dates and times have no meaning here");
}

}  // namespace genericity
