#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sim/study/toml_reader.h"

namespace genericity {

/// Whether a table stands for a list of numbers: { linspace = [a, b, n] }, logspace or range.
bool is_spaced(const toml::node& node);

/// The numbers of such a table, whole ones as integers. `path` is the key's full name. Throws InputError.
std::vector<nlohmann::json> spaced_values(const TomlReader& reader, const toml::table& table,
                                          const std::string& path);

/// The integers of one number, a list of them, or a table that stands for one. Throws InputError.
std::vector<int> integer_list(const TomlReader& reader, const toml::node& node, const std::string& path);

/// A description without lists, and where in the file each of its values stands: "base.alpha" and the node.
struct PlainValue {
  nlohmann::json json;
  std::vector<std::pair<std::string, const toml::node*>> places;

  /// Of the value at this path, or of the innermost around it.
  [[nodiscard]] const toml::node& place_of(const std::string& path, const toml::node& otherwise) const;
};

/// How a description with lists becomes many without.
struct Expansion {
  const TomlReader& reader;
  /// How many are too many.
  std::size_t most;
  /// Whether a list is the value of this key of a table, and stays one.
  std::function<bool(const toml::table&, const std::string&)> keeps_list;
  /// Told of every list, by the path of its key, and how many values it has.
  std::function<void(const std::string&, std::size_t)> note;

  /// Every combination of the values of the lists in `node`, at any depth: in the order of the keys' names,
  /// the last fastest. `root` stands before every path in messages, such as "ensemble.prior". Throws
  /// InputError.
  [[nodiscard]] std::vector<PlainValue> expand(const toml::node& node, const std::string& root) const;

 private:
  [[nodiscard]] std::vector<PlainValue> expand(const toml::node& node, const std::string& root,
                                               const std::string& path) const;
  [[nodiscard]] std::vector<PlainValue> expand_spaced(const toml::node& node, const std::string& root,
                                                      const std::string& path) const;
  [[nodiscard]] std::vector<PlainValue> expand_list(const toml::array& list, const std::string& root,
                                                    const std::string& path) const;
  [[nodiscard]] std::vector<PlainValue> expand_table(const toml::table& table, const std::string& root,
                                                     const std::string& path) const;
  [[noreturn]] void fail_too_many(const toml::node& node, const std::string& name) const;
};

}  // namespace genericity
