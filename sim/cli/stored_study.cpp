#include "sim/cli/stored_study.h"

#include <sstream>
#include <vector>

#include "sim/cli/prior_files.h"
#include "sim/study/input_error.h"
#include "sim/study/study_file.h"

namespace genericity {

void require_samples(const StudyResult& result, const std::string& file, const std::string& what) {
  if (result.mode == "sample") return;
  throw InputError(file + " is a result of mode " + result.mode + "; " + what);
}

Study stored_study(const StudyResult& result, const std::string& file) {
  const auto entry = [&](const char* name) {
    const auto found = result.provenance.find(name);
    return found == result.provenance.end() ? std::string() : found->second;
  };
  const std::string text = entry("study_text");
  if (text.empty()) throw InputError(file + ": its provenance does not hold the study that it was made from");
  std::vector<std::string> assignments;
  std::istringstream settings(entry("settings"));
  for (std::string line; std::getline(settings, line);) assignments.push_back(line);
  Study study =
      read_study_text(file + " (study)", text, entry("study_folder"), assignments, prior_file_loader());
  if (study.identity() != result.identity || study.ensembles.size() != result.ensembles.size() ||
      study.cells() != result.cells.size() || study.conditions.size() != result.conditions.size()) {
    throw InputError(file +
                     ": the study in its provenance is another one than the result's, or this version of the "
                     "program reads it differently");
  }
  return study;
}

}  // namespace genericity
