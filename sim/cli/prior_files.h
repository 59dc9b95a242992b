#pragma once

#include "sim/priors/family.h"

namespace genericity {

/// Reads the priors that a study names: an HDF5 list (.h5, .hdf5) or one structure in TOML.
PriorLoader prior_file_loader();

}  // namespace genericity
