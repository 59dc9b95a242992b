#pragma once

#include <cstdint>
#include <string>

#include "core/type_space.h"
#include "sim/priors/family.h"
#include "sim/study/input_files.h"

namespace genericity {

enum class PriorFormat : std::uint8_t { hdf5, npy, csv, toml, library };

/// A file of given priors, read as far as it can be without knowing their types.
struct PriorFile {
  std::string path;
  PriorFormat format = PriorFormat::toml;
  std::string bytes;  ///< none of HDF5 and of a library
};

/// Finds out what a file is: by what is in it where that is certain, else by the ending of its name. A text
/// without a telling name is TOML or CSV if its first line looks like it. Throws InputError for anything
/// else, UnreadableInput if there is no file to read.
[[nodiscard]] PriorFile open_prior_file(const std::string& path, InputFiles& files);

/// The priors in it: those on `space` where the file does not say their types, else on the types that it
/// says. Throws InputError.
[[nodiscard]] LoadedPriors read_priors(const PriorFile& file, const TypeSpace& space);

/// Reads the priors that a study names. `files` must live as long.
[[nodiscard]] PriorLoader prior_file_loader(InputFiles& files);

}  // namespace genericity
