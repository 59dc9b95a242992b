#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/study/study.h"
#include "sim/study/toml_reader.h"
#include "sim/study/value_list.h"

namespace genericity {

/// The environments of a study: what its [[environment]] tables describe, and how many are drawn for each
/// prior.
class EnvironmentReader {
 public:
  /// Reads `environments` and the tables into it and the study, whose conditions and mode are known; notes
  /// their lists by note(key, size). Throws InputError if the study has environments without a condition that
  /// needs them or the other way round, if several are drawn for each prior and a rule stops by widths, and
  /// where its mode draws none.
  EnvironmentReader(const TomlReader& reader, const toml::table& root, Study& study,
                    const std::function<void(const std::string&, std::size_t)>& note);

  /// The laws on a type space, each once; one that is null where the study has no environments.
  [[nodiscard]] std::vector<std::shared_ptr<const EnvironmentLaw>> laws_on(const TypeSpace& space) const;

 private:
  /// A description without lists, and the table that it comes from.
  struct Described {
    PlainValue value;
    const toml::node* table = nullptr;
  };
  const TomlReader& reader_;
  std::vector<Described> described_;
};

}  // namespace genericity
