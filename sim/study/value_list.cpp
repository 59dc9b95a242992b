#include "sim/study/value_list.h"

#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "core/errors.h"
#include "core/exact/nearest_double.h"
#include "sim/grid/spaced_values.h"

namespace genericity {

namespace {

struct Spacing {
  std::string_view name;
  std::string_view expected;
};
constexpr std::array<Spacing, 3> spacings{
    {{"linspace", "expected linspace = [first, last, how many]"},
     {"logspace", "expected logspace = [first, last, how many]; first and last are the values themselves"},
     {"range", "expected range = [first, last, step]"}}};

nlohmann::json json_of(const mpq_class& number) {
  const mpz_class& whole = number.get_num();
  if (number.get_den() == 1 && whole.fits_slong_p()) return std::int64_t{whole.get_si()};
  return nearest_double(number);
}

nlohmann::json json_of(double number) {
  constexpr double most_whole = 0x1p53;
  if (number == std::floor(number) && std::abs(number) <= most_whole)
    return static_cast<std::int64_t>(number);
  return number;
}

template <class Number>
std::vector<nlohmann::json> json_list(const std::vector<Number>& numbers) {
  std::vector<nlohmann::json> list;
  list.reserve(numbers.size());
  for (const Number& number : numbers) list.push_back(json_of(number));
  return list;
}

std::string joined_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : key.empty() ? path : path + "." + key;
}

}  // namespace

bool is_spaced(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return false;
  for (const Spacing& spacing : spacings)
    if (table->contains(spacing.name)) return true;
  return false;
}

std::vector<nlohmann::json> spaced_values(const TomlReader& reader, const toml::table& table,
                                          const std::string& path) {
  reader.require_known(table, path + ".", {"linspace", "logspace", "range"});
  if (table.size() > 1)
    reader.fail(&table, path, "expected one of linspace, logspace and range, not several");
  const toml::node& node = table.begin()->second;
  const std::string name(table.begin()->first.str());
  std::string_view expected;
  for (const Spacing& spacing : spacings)
    if (spacing.name == name) expected = spacing.expected;
  const std::string key = joined_path(path, name);
  const toml::array* numbers = node.as_array();
  if (numbers == nullptr || numbers->size() != 3) reader.fail(&node, key, std::string(expected));
  const mpq_class first = reader.rational((*numbers)[0], key);
  const mpq_class last = reader.rational((*numbers)[1], key);
  const mpq_class third = reader.rational((*numbers)[2], key);
  try {
    if (name == "range") return json_list(stepped(first, last, third));
    if (third.get_den() != 1 || third < 0 || !third.get_num().fits_ulong_p())
      reader.fail(&(*numbers)[2], key, std::string(expected) + "; how many is a whole number");
    const std::size_t count = third.get_num().get_ui();
    return name == "linspace" ? json_list(linspaced(first, last, count))
                              : json_list(logspaced(first, last, count));
  } catch (const InvalidInput& error) {
    reader.fail(&node, key, error.what());
  }
}

std::vector<int> integer_list(const TomlReader& reader, const toml::node& node, const std::string& path) {
  const auto integer = [&](const nlohmann::json& value, const toml::node& at) {
    constexpr auto most = std::numeric_limits<int>::max();
    if (!value.is_number_integer() || value < -most || value > most)
      reader.fail(&at, path, "expected an integer, found " + value.dump());
    return value.get<int>();
  };
  std::vector<int> integers;
  const auto add = [&](const toml::node& element) {
    if (is_spaced(element)) {
      for (const nlohmann::json& value : spaced_values(reader, *element.as_table(), path))
        integers.push_back(integer(value, element));
    } else {
      integers.push_back(integer(reader.as_json(element, path), element));
    }
  };
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) add(element);
  } else {
    add(node);
  }
  if (integers.empty()) reader.fail(&node, path, "expected at least one integer");
  return integers;
}

const toml::node& PlainValue::place_of(const std::string& path, const toml::node& otherwise) const {
  const toml::node* found = &otherwise;
  std::size_t longest = 0;
  for (const auto& [place, node] : places) {
    const bool is_around = path == place || path.starts_with(place + ".");
    if (!is_around || place.size() < longest) continue;
    found = node;
    longest = place.size();
  }
  return *found;
}

std::vector<PlainValue> Expansion::expand(const toml::node& node, const std::string& root) const {
  return expand(node, root, "");
}

std::vector<PlainValue> Expansion::expand(const toml::node& node, const std::string& root,
                                          const std::string& path) const {
  const std::string name = joined_path(root, path);
  if (is_spaced(node)) {
    std::vector<PlainValue> values = expand_spaced(node, root, path);
    note(path, values.size());
    return values;
  }
  if (const toml::array* list = node.as_array()) return expand_list(*list, root, path);
  if (const toml::table* table = node.as_table()) return expand_table(*table, root, path);
  return {{reader.as_json(node, name), {{path, &node}}}};
}

std::vector<PlainValue> Expansion::expand_spaced(const toml::node& node, const std::string& root,
                                                 const std::string& path) const {
  std::vector<PlainValue> values;
  for (nlohmann::json& value : spaced_values(reader, *node.as_table(), joined_path(root, path)))
    values.push_back({std::move(value), {{path, &node}}});
  return values;
}

std::vector<PlainValue> Expansion::expand_list(const toml::array& list, const std::string& root,
                                               const std::string& path) const {
  const std::string name = joined_path(root, path);
  if (list.empty()) reader.fail(&list, name, "expected at least one value");
  std::vector<PlainValue> values;
  for (const toml::node& element : list) {
    // A list in a list is the value of a key that wants one; it says so itself.
    if (element.is_array()) reader.fail(&element, name, "expected a value, not a list in a list");
    std::vector<PlainValue> more =
        is_spaced(element) ? expand_spaced(element, root, path) : expand(element, root, path);
    std::move(more.begin(), more.end(), std::back_inserter(values));
    if (values.size() > most) fail_too_many(list, name);
  }
  note(path, values.size());
  return values;
}

std::vector<PlainValue> Expansion::expand_table(const toml::table& table, const std::string& root,
                                                const std::string& path) const {
  std::vector<PlainValue> combined{{nlohmann::json::object(), {}}};
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const std::string place = joined_path(path, name);
    const std::vector<PlainValue> values =
        node.is_array() && keeps_list(table, name)
            ? std::vector<PlainValue>{{reader.as_json(node, joined_path(root, place)), {{place, &node}}}}
            : expand(node, root, place);
    if (values.size() > most / combined.size()) fail_too_many(table, joined_path(root, path));
    std::vector<PlainValue> longer;
    longer.reserve(combined.size() * values.size());
    for (const PlainValue& before : combined) {
      for (const PlainValue& value : values) {
        PlainValue& both = longer.emplace_back(before);
        both.json[name] = value.json;
        both.places.insert(both.places.end(), value.places.begin(), value.places.end());
      }
    }
    combined = std::move(longer);
  }
  return combined;
}

void Expansion::fail_too_many(const toml::node& node, const std::string& name) const {
  reader.fail(&node, name, "its lists make more than " + std::to_string(most) + " combinations");
}

}  // namespace genericity
