#pragma once

#include <filesystem>

#include "sim/priors/family.h"
#include "sim/study/input_error.h"

namespace genericity {

/// Whether a file is one of HDF5 by what is in it, whatever its name; not if it cannot be read.
[[nodiscard]] bool is_hdf5(const std::filesystem::path& path);

/// Reads a list of priors from an HDF5 file: a dataset `prior` of shape (count, |Θ|) or (count, |Θ_1|, …,
/// |Θ_n|) with positive finite numbers, the last agent's type fastest, of any type of which doubles hold all
/// values; every other dataset of `count` numbers, as what stands beside the priors; and an attribute of that
/// dataset, an attribute of the file, or a dataset `types` with the integers |Θ_i|.
///
/// Throws InputError with the file and the reason, UnreadableInput if there is no file to read. Unlike a
/// result, such a file is made by other programs and has no seal, so it is trusted as far as HDF5 trusts it.
LoadedPriors read_prior_list(const std::filesystem::path& path);

}  // namespace genericity
