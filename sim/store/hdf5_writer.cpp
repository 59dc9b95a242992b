#include "sim/store/hdf5_writer.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "sim/store/seal.h"

namespace genericity {
namespace {

/// Below HDF5's own chunk cache of 1 MiB, and large enough that a chunk's overhead is small.
constexpr hsize_t chunk_bytes = hsize_t{256} << 10U;
constexpr std::size_t memory_step = std::size_t{4} << 20U;
constexpr unsigned in_order_of_creation = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

Hdf5Handle property_list(hid_t kind) {
  return {H5Pcreate(kind), H5Pclose, "cannot make a property list"};
}

/// Properties that every object needs: attributes in order of creation (netCDF wants that), and no times.
Hdf5Handle object_properties(hid_t kind) {
  Hdf5Handle properties = property_list(kind);
  hdf5_check(H5Pset_attr_creation_order(properties.id(), in_order_of_creation),
             "cannot track creation order");
  hdf5_check(H5Pset_obj_track_times(properties.id(), false), "cannot leave out times");
  return properties;
}

/// The same of groups, whose names stand in order of creation, too.
Hdf5Handle group_properties(hid_t kind) {
  Hdf5Handle properties = object_properties(kind);
  hdf5_check(H5Pset_link_creation_order(properties.id(), in_order_of_creation),
             "cannot track creation order");
  return properties;
}

void write_scalar_attribute(const Hdf5Handle& object, const std::string& name, hid_t stored, hid_t native,
                            const void* value) {
  const std::string what = "cannot write the attribute '" + name + "'";
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose, what);
  const Hdf5Handle attribute(
      H5Acreate2(object.id(), name.c_str(), stored, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  hdf5_check(H5Awrite(attribute.id(), native, value), what);
}

hsize_t count_of(const std::vector<hsize_t>& extent) {
  return std::accumulate(extent.begin(), extent.end(), hsize_t{1}, std::multiplies<>());
}

}  // namespace

Hdf5Image::Hdf5Image() {
  const std::string what = "cannot make an HDF5 file in memory";
  const Hdf5Handle access = property_list(H5P_FILE_ACCESS);
  hdf5_check(H5Pset_fapl_core(access.id(), memory_step, false), what);
  // The version that netCDF-4 uses too: every reader knows it, whatever library wrote it, and object headers
  // carry checksums. (Version 1.10 would mark the file as open for writing in its first block.)
  hdf5_check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), what);
  const Hdf5Handle creation = group_properties(H5P_FILE_CREATE);
  // HDF5 tells open files apart by name, also in memory, so the name says which object holds this one.
  const std::string name = "image " + std::to_string(std::bit_cast<std::uintptr_t>(this));
  file_ = Hdf5Handle(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose, what);
}

std::vector<std::byte> Hdf5Image::bytes() const {
  // Not H5Fget_file_image: in HDF5 1.10 it clears the flags of the first block and leaves that block's
  // checksum wrong.
  const std::string what = "cannot finish an HDF5 file in memory";
  hdf5_check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), what);
  void* handle = nullptr;
  hdf5_check(H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, &handle), what);
  const std::byte* const memory = *static_cast<std::byte**>(handle);
  // The memory grows in steps and is larger than the file.
  const std::span<const std::byte, hdf5_superblock_length> superblock(memory, hdf5_superblock_length);
  return {memory, memory + hdf5_length(superblock)};
}

void write_attribute(const Hdf5Handle& object, const std::string& name, const std::string& text) {
  const Hdf5Handle type = hdf5_text_type();
  const char* const pointer = text.c_str();
  write_scalar_attribute(object, name, type.id(), type.id(), &pointer);
}

template <class T>
void write_attribute(const Hdf5Handle& object, const std::string& name, T value) {
  write_scalar_attribute(object, name, Hdf5Type<T>::stored(), Hdf5Type<T>::native(), &value);
}

template void write_attribute<std::int64_t>(const Hdf5Handle&, const std::string&, std::int64_t);
template void write_attribute<std::uint64_t>(const Hdf5Handle&, const std::string&, std::uint64_t);
template void write_attribute<std::uint8_t>(const Hdf5Handle&, const std::string&, std::uint8_t);
template void write_attribute<double>(const Hdf5Handle&, const std::string&, double);

GroupWriter::GroupWriter(const Hdf5Handle& file, const std::string& name) {
  const Hdf5Handle creation = group_properties(H5P_GROUP_CREATE);
  group_ = Hdf5Handle(H5Gcreate2(file.id(), name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose,
                      "cannot make the group '" + name + "'");
}

GroupWriter::Extent GroupWriter::extent_of(const VariableInfo& info, std::size_t values) const {
  Extent extent;
  for (const std::string& name : info.dimensions) {
    const auto known = dimensions_.find(name);
    if (known == dimensions_.end() && !info.is_scale()) {
      throw std::logic_error("the dimension '" + name + "' is not defined");
    }
    extent.push_back(known == dimensions_.end() ? values : known->second.size);
  }
  if (count_of(extent) != values) {
    throw std::logic_error("the variable '" + info.name + "' has " + std::to_string(values) +
                           " values, not " + std::to_string(count_of(extent)));
  }
  return extent;
}

Hdf5Handle GroupWriter::create(const VariableInfo& info, const Extent& extent, hid_t type,
                               std::size_t value_size) {
  const std::string what = "cannot make the variable '" + info.name + "'";
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose,
                         what);
  const Hdf5Handle creation = object_properties(H5P_DATASET_CREATE);
  // What has no values has nothing to protect. Texts have no size of their own here.
  if (value_size > 0 && count_of(extent) > 0) {
    Extent chunk = extent;
    const hsize_t row = value_size * count_of(extent) / extent[0];
    chunk[0] = std::clamp<hsize_t>(chunk_bytes / row, 1, extent[0]);
    hdf5_check(H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data()), what);
    hdf5_check(H5Pset_shuffle(creation.id()), what);
    hdf5_check(H5Pset_deflate(creation.id(), 1), what);
    hdf5_check(H5Pset_fletcher32(creation.id()), what);
  }
  return {
      H5Dcreate2(group_.id(), info.name.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
      H5Dclose, what};
}

void GroupWriter::finish(const VariableInfo& info, Hdf5Handle dataset, const Extent& extent) {
  const std::string what = "cannot describe the variable '" + info.name + "'";
  if (!info.long_name.empty()) write_attribute(dataset, "long_name", info.long_name);
  if (!info.units.empty()) write_attribute(dataset, "units", info.units);
  if (!info.coordinates.empty()) write_attribute(dataset, "coordinates", info.coordinates);
  if (info.is_scale()) {
    hdf5_check(H5DSset_scale(dataset.id(), info.name.c_str()), what);
    dimensions_[info.name] = {std::move(dataset), extent.front()};
    return;
  }
  unsigned position = 0;
  for (const std::string& name : info.dimensions) {
    hdf5_check(H5DSattach_scale(dataset.id(), dimensions_.at(name).scale.id(), position++), what);
  }
}

template <class T>
void GroupWriter::variable(const VariableInfo& info, const std::vector<T>& values) {
  const Extent extent = extent_of(info, values.size());
  Hdf5Handle dataset = create(info, extent, Hdf5Type<T>::stored(), sizeof(T));
  if (!values.empty()) {
    hdf5_check(H5Dwrite(dataset.id(), Hdf5Type<T>::native(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
               "cannot write the variable '" + info.name + "'");
  }
  finish(info, std::move(dataset), extent);
}

template void GroupWriter::variable(const VariableInfo&, const std::vector<std::int64_t>&);
template void GroupWriter::variable(const VariableInfo&, const std::vector<std::uint64_t>&);
template void GroupWriter::variable(const VariableInfo&, const std::vector<std::uint8_t>&);
template void GroupWriter::variable(const VariableInfo&, const std::vector<double>&);

void GroupWriter::variable(const VariableInfo& info, const std::vector<std::string>& values) {
  const Extent extent = extent_of(info, values.size());
  const Hdf5Handle type = hdf5_text_type();
  Hdf5Handle dataset = create(info, extent, type.id(), 0);
  if (!values.empty()) {
    std::vector<const char*> pointers(values.size());
    std::transform(values.begin(), values.end(), pointers.begin(),
                   [](const std::string& text) { return text.c_str(); });
    hdf5_check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
               "cannot write the variable '" + info.name + "'");
  }
  finish(info, std::move(dataset), extent);
}

}  // namespace genericity
