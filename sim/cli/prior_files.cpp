#include "sim/cli/prior_files.h"

#include <filesystem>

#include "sim/store/prior_list.h"
#include "sim/study/structure_file.h"

namespace genericity {

PriorLoader prior_file_loader() {
  return [](const std::string& path) {
    const std::string extension = std::filesystem::path(path).extension().string();
    if (extension == ".h5" || extension == ".hdf5") return read_prior_list(path);
    return load_structure_as_prior(path);
  };
}

}  // namespace genericity
