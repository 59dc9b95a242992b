#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/input_files.h"
#include "sim/study/structure_file.h"
#include "sim/study/study_file.h"
#include "sim/study/toml_priors.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity::test {

/// The priors in a TOML file, which says their types.
inline LoadedPriors toml_priors_of(const std::string& path, const TypeSpace& /*space*/ = TypeSpace({2, 2})) {
  return read_toml_priors(path, InputFiles().read(path, 1U << 20U));
}

/// The study that a text means, read from a file "s.toml" beside which `files` (name, text) lie.
inline Study study_of(const std::string& text, const std::vector<std::string>& assignments = {},
                      const std::vector<std::pair<std::string, std::string>>& files = {}) {
  const TemporaryDirectory folder;
  write_bytes(folder / "s.toml", text);
  for (const auto& [name, contents] : files) write_bytes(folder / name, contents);
  return read_study((folder / "s.toml").string(), assignments, toml_priors_of);
}

/// The message that refuses a study, without the folder before "s.toml"; "" when it is accepted.
inline std::string study_fault(const std::string& text, const std::vector<std::string>& assignments = {},
                               const std::vector<std::pair<std::string, std::string>>& files = {}) {
  std::string message = message_of<InputError>([&] { (void)study_of(text, assignments, files); });
  for (const std::string name : {"/s.toml", "/g.toml"}) {
    if (const std::size_t place = message.find(name); place != std::string::npos) {
      message = message.substr(place + 1);
    }
  }
  return message;
}

/// Carries a study out from the beginning.
inline StudyResult run_whole(const Study& study, int threads = 1) {
  StudyResult result = start_result(study);
  DriverOptions options;
  options.threads = threads;
  (void)run_study(study, result, options);
  return result;
}

}  // namespace genericity::test
