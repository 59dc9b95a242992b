#include "sim/store/hdf5_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <type_traits>

#include "sim/store/regular_file.h"
#include "sim/store/store_error.h"

namespace genericity {
namespace {

struct FreeText {
  void operator()(char* text) const { H5free_memory(text); }
};

bool is_variable_text(const Hdf5Handle& type) {
  return H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) > 0;
}

/// Number of values; every value takes at least a byte of memory, so what does not fit there cannot be right.
std::size_t count_of(const std::vector<std::size_t>& shape, const std::string& name) {
  constexpr std::size_t most = std::size_t{1} << 40U;
  std::size_t count = 1;
  for (const std::size_t size : shape) {
    if (size != 0 && count > most / size) throw StoreError("the variable '" + name + "' is too large");
    count *= size;
  }
  return count;
}

Hdf5Handle open_checked(const Hdf5Handle& group, const std::string& name,
                        const std::vector<std::size_t>& shape) {
  Hdf5Handle dataset = open_dataset(group, name);
  const std::vector<std::size_t> found = shape_of(dataset, name);
  if (found != shape) {
    throw StoreError("the variable '" + name + "' has the shape " + shape_text(found) + ", not " +
                     shape_text(shape));
  }
  return dataset;
}

template <class T>
void read_values(const Hdf5Handle& group, const std::string& name, const std::vector<std::size_t>& shape,
                 std::vector<T>& values) {
  const std::string what = "cannot read the variable '" + name + "'";
  const Hdf5Handle dataset = open_checked(group, name, shape);
  const Hdf5Handle stored(H5Dget_type(dataset.id()), H5Tclose, what);
  bool fits = H5Tequal(stored.id(), Hdf5Type<T>::stored()) > 0;
  // Version 2 of the format stored counts without a sign.
  if (std::is_same_v<T, std::int64_t>)
    fits = fits || H5Tequal(stored.id(), Hdf5Type<std::uint64_t>::stored()) > 0;
  if (!fits) throw StoreError("the variable '" + name + "' has another type than expected");
  values.assign(count_of(shape, name), T{});
  if (values.empty()) return;
  hdf5_check(H5Dread(dataset.id(), Hdf5Type<T>::native(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
             what);
}

void read_values(const Hdf5Handle& group, const std::string& name, const std::vector<std::size_t>& shape,
                 std::vector<std::string>& values) {
  const std::string what = "cannot read the variable '" + name + "'";
  const Hdf5Handle dataset = open_checked(group, name, shape);
  const Hdf5Handle stored(H5Dget_type(dataset.id()), H5Tclose, what);
  if (!is_variable_text(stored))
    throw StoreError("the variable '" + name + "' has another type than expected");
  const Hdf5Handle type = hdf5_text_type();
  std::vector<char*> pointers(count_of(shape, name), nullptr);
  values.assign(pointers.size(), {});
  if (values.empty()) return;
  const herr_t status = H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
  std::vector<std::unique_ptr<char, FreeText>> texts(pointers.begin(), pointers.end());
  hdf5_check(status, what);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i]) values[i] = texts[i].get();
  }
}

}  // namespace

Hdf5Handle open_hdf5(const std::filesystem::path& path) {
  // HDF5 would wait for a pipe.
  if (const std::string why = why_no_regular_file(path); !why.empty()) throw UnreadableFile(why);
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot make a property list");
  hdf5_check(H5Pset_file_locking(access.id(), false, true), "cannot turn off file locks");
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "not a readable HDF5 file"};
}

bool has_link(const Hdf5Handle& parent, const std::string& name) {
  return hdf5_check(H5Lexists(parent.id(), name.c_str(), H5P_DEFAULT), "cannot look for '" + name + "'") > 0;
}

bool has_attribute(const Hdf5Handle& object, const std::string& name) {
  return hdf5_check(H5Aexists(object.id(), name.c_str()), "cannot look for the attribute '" + name + "'") > 0;
}

Hdf5Handle open_group(const Hdf5Handle& file, const std::string& name) {
  if (!has_link(file, name)) throw StoreError("the group '" + name + "' is missing");
  return {H5Gopen2(file.id(), name.c_str(), H5P_DEFAULT), H5Gclose, "cannot open the group '" + name + "'"};
}

Hdf5Handle open_dataset(const Hdf5Handle& group, const std::string& name) {
  if (!has_link(group, name)) throw StoreError("the variable '" + name + "' is missing");
  return {H5Dopen2(group.id(), name.c_str(), H5P_DEFAULT), H5Dclose,
          "cannot open the variable '" + name + "'"};
}

std::vector<std::string> attribute_names(const Hdf5Handle& object) {
  std::vector<std::string> names;
  const auto keep = [](hid_t, const char* name, const H5A_info_t*, void* data) noexcept -> herr_t {
    try {
      static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    } catch (...) {
      return -1;
    }
    return 0;
  };
  hdf5_check(H5Aiterate2(object.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, keep, &names),
             "cannot list attributes");
  return names;
}

std::vector<std::string> dataset_names(const Hdf5Handle& group) {
  const std::string what = "cannot list datasets";
  H5G_info_t info;
  hdf5_check(H5Gget_info(group.id(), &info), what);
  std::vector<std::string> names;
  for (hsize_t place = 0; place < info.nlinks; ++place) {
    const auto name_at = [&](char* text, std::size_t size) {
      return hdf5_check(
          H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, place, text, size, H5P_DEFAULT),
          what);
    };
    std::string name(static_cast<std::size_t>(name_at(nullptr, 0)), '\0');
    (void)name_at(name.data(), name.size() + 1);
    const Hdf5Handle object(H5Oopen(group.id(), name.c_str(), H5P_DEFAULT), H5Oclose, what);
    if (H5Iget_type(object.id()) == H5I_DATASET) names.push_back(std::move(name));
  }
  return names;
}

std::string read_text_attribute(const Hdf5Handle& object, const std::string& name) {
  const std::string what = "cannot read the attribute '" + name + "'";
  if (!has_attribute(object, name)) throw StoreError("the attribute '" + name + "' is missing");
  const Hdf5Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, what);
  const Hdf5Handle stored(H5Aget_type(attribute.id()), H5Tclose, what);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, what);
  if (!is_variable_text(stored) || H5Sget_simple_extent_type(space.id()) != H5S_SCALAR) {
    throw StoreError("the attribute '" + name + "' is not one text of variable length");
  }
  const Hdf5Handle type = hdf5_text_type();
  char* raw = nullptr;
  hdf5_check(H5Aread(attribute.id(), type.id(), &raw), what);
  const std::unique_ptr<char, FreeText> text(raw);
  return text ? std::string(text.get()) : std::string();
}

template <class T>
T read_attribute(const Hdf5Handle& object, const std::string& name) {
  const std::string what = "cannot read the attribute '" + name + "'";
  if (!has_attribute(object, name)) throw StoreError("the attribute '" + name + "' is missing");
  const Hdf5Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, what);
  const Hdf5Handle stored(H5Aget_type(attribute.id()), H5Tclose, what);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, what);
  if (H5Tequal(stored.id(), Hdf5Type<T>::stored()) <= 0 || H5Sget_simple_extent_npoints(space.id()) != 1) {
    throw StoreError("the attribute '" + name + "' is not one number of the expected type");
  }
  T value{};
  hdf5_check(H5Aread(attribute.id(), Hdf5Type<T>::native(), &value), what);
  return value;
}

template std::int64_t read_attribute(const Hdf5Handle&, const std::string&);
template std::uint64_t read_attribute(const Hdf5Handle&, const std::string&);
template std::uint8_t read_attribute(const Hdf5Handle&, const std::string&);
template double read_attribute(const Hdf5Handle&, const std::string&);

bool is_text_dataset(const Hdf5Handle& group, const std::string& name) {
  const Hdf5Handle type(H5Dget_type(open_dataset(group, name).id()), H5Tclose,
                        "cannot read the type of '" + name + "'");
  return is_variable_text(type);
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "(" + text + ")";
}

std::vector<std::size_t> shape_of(const Hdf5Handle& dataset, const std::string& name) {
  const std::string what = "cannot read the shape of '" + name + "'";
  const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  const int rank = hdf5_check(H5Sget_simple_extent_ndims(space.id()), what);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  hdf5_check(H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr), what);
  return {sizes.begin(), sizes.end()};
}

void read_dataset(const Hdf5Handle& group, const std::string& name, const std::vector<std::size_t>& shape,
                  ColumnValues& values) {
  std::visit([&](auto& list) { read_values(group, name, shape, list); }, values);
}

}  // namespace genericity
