#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/priors/family.h"

namespace genericity {

/// The shortest text that reads back as this double: 1 → "1", 0.001 → "0.001".
std::string number_text(double value);

/// "0.5,0.25,-0.3", and lists of lists with a semicolon between them: as names and results hold lists.
std::string numbers_text(std::span<const double> numbers);
std::string number_lists_text(std::span<const std::vector<double>> lists);

/// A text in quotes as a message shows it: one line of ASCII, whatever bytes it holds, and not too long.
std::string shown_text(const std::string& text);

/// A family's description while it is being read. Every fault is a PriorError that names the parameter with
/// its path ("base.alpha"), what was expected and what was found.
///
/// Refers to the JSON it was made from, which must outlive it.
class PriorSpec {
 public:
  /// `prefix` stands before every key in messages: "" or "base.".
  explicit PriorSpec(const nlohmann::json& object, std::string prefix = "");
  explicit PriorSpec(const nlohmann::json&& object, std::string prefix = "") = delete;

  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  [[nodiscard]] const nlohmann::json& json() const { return *json_; }
  [[nodiscard]] bool has(const std::string& key) const;

  /// Throws for a key that is neither "family" nor among `known`.
  void check_keys(const std::string& family, std::span<const std::string> known) const;

  /// A finite number from `least` to `greatest`; `why` ends the message about one outside: "below 0.01 …".
  [[nodiscard]] double real(const std::string& key, std::optional<double> otherwise, double least,
                            double greatest, const std::string& why) const;
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t least, std::int64_t greatest,
                                     const std::string& why) const;
  /// `example` shows in messages what is expected: "\"{1,2},{3}\"".
  [[nodiscard]] std::string text(const std::string& key, const std::string& example) const;
  /// A list of finite numbers, which may be empty.
  [[nodiscard]] std::vector<double> numbers(const std::string& key, const std::string& example) const;
  /// A list of such lists.
  [[nodiscard]] std::vector<std::vector<double>> number_lists(const std::string& key,
                                                              const std::string& example) const;
  /// The description of a family inside this one.
  [[nodiscard]] PriorSpec nested(const std::string& key) const;
  /// The descriptions of at least one family in a list inside this one, "components[1]." and so on.
  [[nodiscard]] std::vector<PriorSpec> nested_list(const std::string& key) const;

  [[noreturn]] void fail(const std::string& key, const std::string& message) const;

 private:
  const nlohmann::json* json_;
  std::string prefix_;
};

}  // namespace genericity
