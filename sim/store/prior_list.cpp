#include "sim/store/prior_list.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <new>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "sim/priors/list_checks.h"
#include "sim/store/hdf5_reader.h"
#include "sim/store/list_digest.h"
#include "sim/store/regular_file.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

std::vector<std::int64_t> read_types(const Hdf5Handle& file, const Hdf5Handle& prior) {
  const std::string what = "cannot read 'types'";
  Hdf5Handle source;
  bool is_attribute = true;
  if (has_attribute(prior, "types")) {
    source = Hdf5Handle(H5Aopen(prior.id(), "types", H5P_DEFAULT), H5Aclose, what);
  } else if (has_attribute(file, "types")) {
    source = Hdf5Handle(H5Aopen(file.id(), "types", H5P_DEFAULT), H5Aclose, what);
  } else if (has_link(file, "types")) {
    source = Hdf5Handle(H5Dopen2(file.id(), "types", H5P_DEFAULT), H5Dclose, what);
    is_attribute = false;
  } else {
    throw StoreError("it has neither an attribute nor a dataset 'types' with the numbers of types");
  }
  const Hdf5Handle type(is_attribute ? H5Aget_type(source.id()) : H5Dget_type(source.id()), H5Tclose, what);
  const Hdf5Handle space(is_attribute ? H5Aget_space(source.id()) : H5Dget_space(source.id()), H5Sclose,
                         what);
  const auto count = hdf5_check(H5Sget_simple_extent_npoints(space.id()), what);
  if (H5Tget_class(type.id()) != H5T_INTEGER || H5Sget_simple_extent_ndims(space.id()) != 1 ||
      count > TypeSpace::max_agents) {
    const bool is_whole = H5Tget_class(type.id()) == H5T_INTEGER;
    throw StoreError("'types' must be a list of at most " + std::to_string(TypeSpace::max_agents) +
                     " integers; it has " + std::to_string(H5Sget_simple_extent_ndims(space.id())) +
                     " dimensions and " + std::to_string(count) +
                     (is_whole ? " integers" : " entries that are no integers"));
  }
  std::vector<std::int64_t> types(static_cast<std::size_t>(count));
  if (types.empty()) return types;
  hdf5_check(is_attribute
                 ? H5Aread(source.id(), H5T_NATIVE_INT64, types.data())
                 : H5Dread(source.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, types.data()),
             what);
  return types;
}

TypeSpace make_space(const std::vector<std::int64_t>& types) {
  std::vector<int> sizes;
  for (const std::int64_t size : types) {
    if (size > static_cast<std::int64_t>(TypeSpace::max_profiles) || size < 0) {
      throw StoreError("'types' has the impossible entry " + std::to_string(size));
    }
    sizes.push_back(static_cast<int>(size));
  }
  try {
    return TypeSpace(sizes);
  } catch (const InvalidInput& error) {
    throw StoreError(error.what());
  }
}

/// "integers of 8 bytes".
std::string kind_text(const Hdf5Handle& type) {
  const H5T_class_t kind = H5Tget_class(type.id());
  const std::string name = kind == H5T_FLOAT     ? "floating-point numbers"
                           : kind == H5T_INTEGER ? "integers"
                           : kind == H5T_STRING  ? "texts"
                                                 : "entries that are no numbers";
  return name + " of " + std::to_string(H5Tget_size(type.id())) + " bytes";
}

/// Whether doubles hold all numbers of a type: floating point of at most 8 bytes, or integers.
bool is_numeric(const Hdf5Handle& type) {
  const H5T_class_t kind = H5Tget_class(type.id());
  return kind == H5T_INTEGER || (kind == H5T_FLOAT && H5Tget_size(type.id()) <= sizeof(double));
}

std::vector<double> read_numbers(const Hdf5Handle& dataset, std::size_t count, const std::string& name) {
  std::vector<double> numbers(count);
  hdf5_check(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()),
             "cannot read '" + name + "'");
  return numbers;
}

/// Columns beside the priors: every other dataset with a number for each.
std::vector<PriorCoordinate> read_coordinates(const Hdf5Handle& file, std::size_t count) {
  std::vector<PriorCoordinate> coordinates;
  for (const std::string& name : dataset_names(file)) {
    if (name == "prior" || name == "types") continue;
    const Hdf5Handle dataset = open_dataset(file, name);
    const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "cannot read '" + name + "'");
    if (shape_of(dataset, name) != std::vector<std::size_t>{count} || !is_numeric(type)) continue;
    check_coordinate_name(name);
    coordinates.push_back({name, read_numbers(dataset, count, name)});
  }
  return coordinates;
}

LoadedPriors load(const std::filesystem::path& path) {
  const Hdf5Handle file = open_hdf5(path);
  if (!has_link(file, "prior") && has_link(file, "results"))
    throw StoreError("it is a result, which genericity show takes; expected priors");
  const Hdf5Handle dataset = open_dataset(file, "prior");
  const TypeSpace space = make_space(read_types(file, dataset));
  const std::size_t count = count_priors("'prior'", shape_of(dataset, "prior"), space);
  const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "cannot read 'prior'");
  if (!is_numeric(type)) {
    throw StoreError("'prior' must hold whole numbers or floating point of at most 8 bytes; it holds " +
                     kind_text(type));
  }
  const std::vector<double> weights = read_numbers(dataset, count * space.profiles(), "prior");
  if (H5Tget_class(type.id()) == H5T_INTEGER) check_whole_numbers("'prior'", weights);
  LoadedPriors loaded = list_of_priors(space, weights, read_coordinates(file, count));
  loaded.digest = list_digest(loaded);
  return loaded;
}

}  // namespace

bool is_hdf5(const std::filesystem::path& path) {
  const Hdf5Silence silence;
  return H5Fis_hdf5(path.c_str()) > 0;
}

LoadedPriors read_prior_list(const std::filesystem::path& path) {
  const std::string what = "cannot read the list of priors '" + path.string() + "': ";
  const auto unreadable = [&what](const std::string& reason) { return UnreadableInput(what + reason); };
  const auto refused = [&what](const std::string& reason) { return InputError(what + reason); };
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw unreadable(error ? error.message() : "no such file");
  if (const std::string why = why_no_regular_file(path); !why.empty())
    throw unreadable(why + "; HDF5 needs a file that can be sought in");
  if (const std::ifstream file(path, std::ios::binary); !file)
    throw unreadable(std::generic_category().message(errno));
  try {
    const Hdf5Silence silence;
    return load(path);
  } catch (const UnreadableFile& fault) {
    throw unreadable(fault.what());
  } catch (const StoreError& fault) {
    throw refused(fault.what());
  } catch (const ListFault& fault) {
    throw refused(fault.what());
  } catch (const std::bad_alloc&) {
    throw refused("it does not fit into memory");
  }
}

}  // namespace genericity
