#pragma once

#include <gmpxx.h>
#include <toml++/toml.h>

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/input_error.h"

namespace genericity {

/// One TOML file (or text) being read, with all that an error message needs: the name, the text, and for
/// every value the line it stands on. All faults are thrown as InputError.
class TomlReader {
 public:
  /// Reads a file, whose name stands in messages as given. Throws UnreadableInput if there is none.
  static TomlReader from_file(const std::string& path);
  TomlReader(std::string name, std::string text);

  [[nodiscard]] const toml::table& root() const { return root_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  /// Puts a value given on the command line, "stop.samples=100", in place of the file's. It is one line.
  void override_value(const std::string& assignment);

  /// "name:line: key: message".
  [[noreturn]] void fail(const toml::node* at, const std::string& key, const std::string& message) const;

  /// Fails at the first key of `table` that is not in `known`, naming the nearest known one. `prefix` is put
  /// before the key in the message ("stop.").
  void require_known(const toml::table& table, const std::string& prefix,
                     std::initializer_list<std::string_view> known) const;

  // Typed access to table[key]; a missing key gives nothing, a value of another type fails, and so does a
  // text with line ends or other control characters, which neither files of results nor tables of lines can
  // hold. `path` is the key's full name.
  [[nodiscard]] std::optional<std::int64_t> integer(const toml::table& table, const std::string& key,
                                                    const std::string& path) const;
  [[nodiscard]] std::optional<double> number(const toml::table& table, const std::string& key,
                                             const std::string& path) const;
  [[nodiscard]] std::optional<std::string> string(const toml::table& table, const std::string& key,
                                                  const std::string& path) const;
  /// The place of the text among these names; fails for another one.
  [[nodiscard]] std::optional<std::size_t> one_of(const toml::table& table, const std::string& key,
                                                  const std::string& path,
                                                  std::span<const std::string_view> names) const;
  [[nodiscard]] std::optional<bool> boolean(const toml::table& table, const std::string& key,
                                            const std::string& path) const;
  [[nodiscard]] const toml::table* table(const toml::table& table, const std::string& key,
                                         const std::string& path) const;

  /// The number exactly as it is written, however long: 0.15 is 3/20 and 1e-400 is not 0. Integers, decimals,
  /// and strings such as "1/20".
  [[nodiscard]] mpq_class rational(const toml::node& node, const std::string& path) const;
  /// The characters of such a number, which parse_rational reads unless they were in quotes.
  [[nodiscard]] std::string number_text(const toml::node& node, const std::string& path) const;
  /// [2, 2, 3] as ints.
  [[nodiscard]] std::vector<int> integers(const toml::node& node, const std::string& path) const;
  /// A table as JSON, for descriptions whose keys are checked elsewhere.
  [[nodiscard]] nlohmann::json as_json(const toml::node& node, const std::string& path) const;

 private:
  [[nodiscard]] const std::string& one_line(const toml::value<std::string>& text,
                                            const std::string& path) const;
  /// The characters of a number as they stand in the file; empty for what stands on no line of it.
  [[nodiscard]] std::string written_text(const toml::node& node) const;
  /// The place in text() of a line and column, both from 1, columns in characters.
  [[nodiscard]] std::size_t offset_of(const toml::source_position& position) const;

  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
  /// Where offset_of was last, to go on from there: numbers are asked for in the order of the text, and all
  /// of them may stand on one line.
  mutable toml::source_position last_{1, 1};
  mutable std::size_t last_offset_ = 0;
  toml::table root_;
};

}  // namespace genericity
