#include "sim/lists/prior_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "sim/lists/csv_list.h"
#include "sim/lists/npy_header.h"
#include "sim/lists/npy_list.h"
#include "sim/priors/list_checks.h"
#include "sim/store/prior_list.h"
#include "sim/study/input_error.h"
#include "sim/study/toml_priors.h"

namespace genericity {
namespace {

/// Of a list with the most weights, and its header.
constexpr std::size_t most_list_bytes = most_list_weights * sizeof(double) + (std::size_t{1} << 20U);

std::string lower_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& letter : extension) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return extension;
}

/// The first line that says something.
std::string_view first_telling_line(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin != std::string_view::npos && line[begin] != '#') return line.substr(begin);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return {};
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw InputError("cannot read the list of priors '" + path + "': " + what);
}

/// What a file is whose bytes are none of HDF5 or NumPy.
PriorFormat format_of(const std::string& path, std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04"))
    refuse(path, "it is a zip archive, such as .npz or .xlsx; expected HDF5, .npy, CSV or TOML");
  if (bytes.starts_with("\x1F\x8B")) refuse(path, "it is compressed; expected HDF5, .npy, CSV or TOML");
  const std::string extension = lower_extension(path);
  if (extension == ".npy") return PriorFormat::npy;
  if (extension == ".csv") return PriorFormat::csv;
  if (extension == ".toml") return PriorFormat::toml;
  const std::string_view line = first_telling_line(bytes);
  if (line.starts_with('[') || line.find('=') != std::string_view::npos) return PriorFormat::toml;
  if (line.find(',') != std::string_view::npos) return PriorFormat::csv;
  refuse(path, "neither its name nor its first line says what it is; expected HDF5, .npy, .csv or .toml");
}

}  // namespace

PriorFile open_prior_file(const std::string& path, InputFiles& files) {
  const std::string extension = lower_extension(path);
  if (extension == ".so") return {path, PriorFormat::library, {}};
  const bool is_pipe = files.is_pipe(path);
  const bool is_named_so = extension == ".h5" || extension == ".hdf5" || extension == ".nc";
  if (is_named_so || (!is_pipe && is_hdf5(path))) return {path, PriorFormat::hdf5, {}};
  PriorFile file{path, PriorFormat::toml, files.read(path, most_list_bytes)};
  if (is_pipe && file.bytes.starts_with("\x89HDF\r\n\x1A\n")) {
    refuse(path,
           "it is HDF5, which cannot come through a pipe, as it is not read from its beginning to its end; "
           "write it to a file first");
  }
  file.format = is_npy(file.bytes) ? PriorFormat::npy : format_of(path, file.bytes);
  return file;
}

LoadedPriors read_priors(const PriorFile& file, const TypeSpace& space) {
  switch (file.format) {
    case PriorFormat::hdf5:
      return read_prior_list(file.path);
    case PriorFormat::npy:
      return read_npy_list(file.path, file.bytes, space);
    case PriorFormat::csv:
      return read_csv_list(file.path, file.bytes, space);
    case PriorFormat::library:
      return {space, {}, {}, {}, false, file.path};
    case PriorFormat::toml:
      break;
  }
  return read_toml_priors(file.path, file.bytes);
}

PriorLoader prior_file_loader(InputFiles& files) {
  return [&files](const std::string& path, const TypeSpace& space) {
    return read_priors(open_prior_file(path, files), space);
  };
}

}  // namespace genericity
