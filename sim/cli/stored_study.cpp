#include "sim/cli/stored_study.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <vector>

#include "sim/lists/prior_files.h"
#include "sim/store/utf8.h"
#include "sim/study/continuation.h"
#include "sim/study/input_error.h"
#include "sim/study/same_study.h"
#include "sim/study/skip_file.h"
#include "sim/study/study_file.h"

namespace genericity {

void require_samples(const StudyResult& result, const std::string& file, const std::string& what) {
  if (result.mode == StudyMode::sample) return;
  throw InputError(file + " is a result of mode " + to_string(result.mode) + "; " + what);
}

namespace {

/// Attribute of the provenance: the folder's bytes, two hexadecimal digits each. Only where they are not
/// UTF-8.
constexpr const char* folder_bytes = "study_folder_bytes";

/// Attribute of the provenance: the priors that came through pipes, a path in a line.
constexpr const char* piped_files = "piped_files";

std::string whole_path(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

/// The lines of a text.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string from_hexadecimal(const std::string& digits) {
  std::string bytes;
  for (std::size_t k = 0; k + 1 < digits.size(); k += 2) {
    unsigned byte = 0;
    (void)std::from_chars(digits.data() + k, digits.data() + k + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

bool is_study_of(const StudyResult& result, const Study& study) {
  return without_margins_version(study.identity()) == without_margins_version(result.identity) &&
         study.ensembles.size() == result.ensembles.size() && study.cells() == result.cells.size() &&
         study.conditions.size() == result.conditions.size();
}

}  // namespace

void note_study_folder(const std::string& folder, StudyResult& result) {
  result.provenance["study_folder"] = folder;
  if (is_storable_text(folder)) return;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string& bytes = result.provenance[folder_bytes];
  for (const char c : folder) {
    const auto byte = static_cast<unsigned char>(c);
    bytes += {digits[byte / 16], digits[byte % 16]};
  }
}

void note_piped_file(const std::string& path, StudyResult& result) {
  if (const std::string name = whole_path(path);
      is_storable_text(name) && name.find('\n') == std::string::npos)
    result.provenance[piped_files] += name + "\n";
}

Study stored_study(const StudyResult& result, const std::string& file) {
  const auto entry = [&](const char* name) {
    const auto found = result.provenance.find(name);
    return found == result.provenance.end() ? std::string() : found->second;
  };
  const std::string text = entry("study_text");
  if (text.empty()) throw InputError(file + ": its provenance does not hold the study that it was made from");
  std::vector<std::string> assignments = lines_of(entry("settings"));
  const std::vector<std::string> piped = lines_of(entry(piped_files));
  const std::string bytes = entry(folder_bytes);
  const std::string folder = bytes.empty() ? entry("study_folder") : from_hexadecimal(bytes);
  InputFiles files;
  const PriorLoader load = [&, load_file = prior_file_loader(files)](const std::string& path,
                                                                     const TypeSpace& space) {
    if (std::find(piped.begin(), piped.end(), whole_path(path)) != piped.end())
      throw UnreadableInput(path + ": it came through a pipe, and cannot be read again");
    return load_file(path, space);
  };
  const auto read = [&](const std::vector<std::string>& settings) {
    try {
      return read_study_text(file + " (study)", text, folder, settings, load);
    } catch (const UnreadableInput& error) {
      throw UnreadableInput(file + ": its study needs a file that is not where it was: " + error.what());
    }
  };
  Study study = read(assignments);
  const bool skips = !study.skip.empty();
  keep_excluded(study, result);
  // The program that wrote the file may have proved less of its patterns than this one, or more.
  if (skips && !is_study_of(result, study)) {
    assignments.emplace_back("skip=[]");
    study = read(assignments);
    skip_as_in(result, study);
    keep_excluded(study, result);
  }
  if (!is_study_of(result, study)) {
    throw InputError(file +
                     ": the study in its provenance is another one than the result's, or this version of the "
                     "program reads it differently");
  }
  return study;
}

}  // namespace genericity
