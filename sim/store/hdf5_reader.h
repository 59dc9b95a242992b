#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/store/hdf5_handle.h"
#include "sim/store/stored_column.h"

namespace genericity {

/// Opens a file for reading, without HDF5's own file locks: results are replaced as a whole, never changed in
/// place, and must be readable from read-only places.
Hdf5Handle open_hdf5(const std::filesystem::path& path);

[[nodiscard]] bool has_link(const Hdf5Handle& parent, const std::string& name);
[[nodiscard]] bool has_attribute(const Hdf5Handle& object, const std::string& name);
Hdf5Handle open_group(const Hdf5Handle& file, const std::string& name);
Hdf5Handle open_dataset(const Hdf5Handle& group, const std::string& name);

/// The names of an object's attributes.
std::vector<std::string> attribute_names(const Hdf5Handle& object);
std::string read_text_attribute(const Hdf5Handle& object, const std::string& name);
/// A scalar attribute stored exactly as T (std::int64_t, std::uint64_t, std::uint8_t or double).
template <class T>
T read_attribute(const Hdf5Handle& object, const std::string& name);

/// The names of the datasets in a group or file, in their order.
std::vector<std::string> dataset_names(const Hdf5Handle& group);

/// Whether a dataset holds texts.
[[nodiscard]] bool is_text_dataset(const Hdf5Handle& group, const std::string& name);

/// The sizes of a dataset's dimensions.
std::vector<std::size_t> shape_of(const Hdf5Handle& dataset, const std::string& name);
/// "(3, 8)".
std::string shape_text(const std::vector<std::size_t>& shape);

/// Reads a whole dataset, which must have exactly this shape and type; signed numbers may stand without a
/// sign, too. All functions throw StoreError with the name of what is missing or different.
void read_dataset(const Hdf5Handle& group, const std::string& name, const std::vector<std::size_t>& shape,
                  ColumnValues& values);

}  // namespace genericity
