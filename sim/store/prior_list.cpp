#include "sim/store/prior_list.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <new>
#include <set>
#include <system_error>
#include <utility>

#include "core/errors.h"
#include "sim/store/hdf5_reader.h"
#include "sim/store/regular_file.h"
#include "sim/store/sha256.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

constexpr std::size_t most_weights = std::size_t{1} << 28U;  // 2 GiB
constexpr std::size_t digest_digits = 16;

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

void check_weight(double weight, std::size_t prior, std::size_t profile) {
  if (weight > 0 && std::isfinite(weight)) return;
  // Counted from 1, as agents, types and weights are in all messages.
  throw StoreError("weight " + std::to_string(profile + 1) + " of prior " + std::to_string(prior + 1) +
                   " (both counted from 1) is not a positive finite number: " + std::to_string(weight));
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

/// From here on whole numbers are not all doubles.
constexpr double most_whole = 0x1p53;

/// How many priors a dataset of this shape holds. Throws StoreError if it holds none on these types.
std::size_t count_priors(const std::vector<std::size_t>& shape, const TypeSpace& space) {
  const bool is_table = shape.size() == 2 && shape[1] == space.profiles();
  const bool is_array = shape.size() == space.sizes().size() + 1 &&
                        std::equal(space.sizes().begin(), space.sizes().end(), shape.begin() + 1,
                                   [](int size, std::size_t extent) { return std::cmp_equal(size, extent); });
  if (is_table || is_array) return shape[0];
  const bool looks_transposed = (shape.size() == 2 && shape[0] == space.profiles()) ||
                                (shape.size() == space.sizes().size() + 1 &&
                                 std::equal(space.sizes().rbegin(), space.sizes().rend(), shape.begin(),
                                            std::cmp_equal<int, std::size_t>));
  throw StoreError(
      "'prior' must have the shape (count, " + std::to_string(space.profiles()) + ") for the types " +
      space.to_string() + ", a row for each prior; it has the shape " + shape_text(shape) +
      (looks_transposed ? ", which looks transposed: R and Fortran write the last dimension first, and "
                          "there it has to be a column for each prior"
                        : ""));
}

/// Columns beside the priors: every other dataset with a number for each.
std::vector<PriorCoordinate> read_coordinates(const Hdf5Handle& file, std::size_t count) {
  const std::set<std::string> taken{"cell",    "sample",    "record", "condition",
                                    "verdict", "certified", "margin"};
  std::vector<PriorCoordinate> coordinates;
  for (const std::string& name : dataset_names(file)) {
    if (name == "prior" || name == "types") continue;
    const Hdf5Handle dataset = open_dataset(file, name);
    const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "cannot read '" + name + "'");
    if (shape_of(dataset, name) != std::vector<std::size_t>{count} || !is_numeric(type)) continue;
    const bool is_word = std::all_of(name.begin(), name.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
    if (!is_word || taken.contains(name)) {
      throw StoreError("'" + name +
                       "' stands beside the priors, but results cannot hold it under this name; "
                       "expected letters, digits and _, and not a name that their records have");
    }
    coordinates.push_back({name, read_numbers(dataset, count, name)});
  }
  return coordinates;
}

LoadedPriors load(const std::filesystem::path& path) {
  const Hdf5Handle file = open_hdf5(path);
  const Hdf5Handle dataset = open_dataset(file, "prior");
  const TypeSpace space = make_space(read_types(file, dataset));
  const std::vector<std::size_t> shape = shape_of(dataset, "prior");
  const std::size_t count = count_priors(shape, space);
  if (count == 0) throw StoreError("'prior' has no rows");
  if (count > most_weights / space.profiles()) {
    throw StoreError("'prior' has more than " + std::to_string(most_weights) +
                     " weights, the most that is supported");
  }
  const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "cannot read 'prior'");
  if (!is_numeric(type)) {
    throw StoreError("'prior' must hold whole numbers or floating point of at most 8 bytes; it holds " +
                     kind_text(type));
  }
  const std::vector<double> weights = read_numbers(dataset, count * space.profiles(), "prior");
  const bool is_whole = H5Tget_class(type.id()) == H5T_INTEGER;
  if (is_whole &&
      std::any_of(weights.begin(), weights.end(), [](double weight) { return weight >= most_whole; }))
    throw StoreError(
        "'prior' has a whole number of 2^53 or more, which no double may be; write it as text in a "
        "structure");

  LoadedPriors loaded{space, {}, {}};
  loaded.coordinates = read_coordinates(file, count);
  Sha256 digest;
  std::vector<std::byte> bytes;
  const auto add = [&bytes](std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
  };
  for (const int size : space.sizes()) add(static_cast<std::uint64_t>(size));
  for (std::size_t j = 0; j < count; ++j) {
    const auto row = weights.begin() + static_cast<std::ptrdiff_t>(j * space.profiles());
    loaded.priors.emplace_back(row, row + static_cast<std::ptrdiff_t>(space.profiles()));
    for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
      check_weight(loaded.priors[j][profile], j, profile);
      add(std::bit_cast<std::uint64_t>(loaded.priors[j][profile]));
    }
    digest.update(bytes);
    bytes.clear();
  }
  for (const PriorCoordinate& coordinate : loaded.coordinates) {
    for (const char letter : coordinate.key) bytes.push_back(static_cast<std::byte>(letter));
    for (const double value : coordinate.values) add(std::bit_cast<std::uint64_t>(value));
  }
  digest.update(bytes);
  loaded.digest = digest.finish().substr(0, digest_digits);
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
  if (const std::string why = why_no_regular_file(path); !why.empty()) throw unreadable(why);
  if (const std::ifstream file(path, std::ios::binary); !file)
    throw unreadable(std::generic_category().message(errno));
  try {
    const Hdf5Silence silence;
    return load(path);
  } catch (const UnreadableFile& fault) {
    throw unreadable(fault.what());
  } catch (const StoreError& fault) {
    throw refused(fault.what());
  } catch (const std::bad_alloc&) {
    throw refused("it does not fit into memory");
  }
}

}  // namespace genericity
