#include "sim/cli/prior_files.h"

#include <cctype>
#include <filesystem>

#include "sim/store/prior_list.h"
#include "sim/study/structure_file.h"

namespace genericity {

PriorLoader prior_file_loader() {
  return [](const std::string& path) {
    // What the file is decides; by its name it is only known what a file that is neither was to be.
    std::string extension = std::filesystem::path(path).extension().string();
    for (char& letter : extension)
      letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (extension == ".so") return LoadedPriors{TypeSpace({2, 2}), {}, {}, {}, false, path};
    const bool is_named_so = extension == ".h5" || extension == ".hdf5" || extension == ".nc";
    return is_named_so || is_hdf5(path) ? read_prior_list(path) : load_structure_as_prior(path);
  };
}

}  // namespace genericity
