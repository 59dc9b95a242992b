#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/store/hdf5_handle.h"
#include "sim/store/variable_info.h"

namespace genericity {

/// An HDF5 file that is built in memory, so that no failing disk can upset the library.
class Hdf5Image {
 public:
  Hdf5Image();
  Hdf5Image(const Hdf5Image&) = delete;
  Hdf5Image& operator=(const Hdf5Image&) = delete;
  ~Hdf5Image() = default;
  [[nodiscard]] const Hdf5Handle& file() const { return file_; }
  /// The bytes of the finished file. Every other handle on it must be closed before.
  [[nodiscard]] std::vector<std::byte> bytes() const;

 private:
  Hdf5Handle file_;
};

void write_attribute(const Hdf5Handle& object, const std::string& name, const std::string& text);
/// T is std::int64_t, std::uint64_t, std::uint8_t or double.
template <class T>
void write_attribute(const Hdf5Handle& object, const std::string& name, T value);

/// Writes one group: its attributes, dimensions and variables, in the order of the calls.
///
/// Numbers are stored in chunks with shuffling, light compression and a Fletcher32 checksum; texts cannot be,
/// because HDF5 keeps them apart from their dataset. No object carries a time.
class GroupWriter {
 public:
  GroupWriter(const Hdf5Handle& file, const std::string& name);

  [[nodiscard]] const Hdf5Handle& group() const { return group_; }

  /// Writes `values` in row-major order; their number is the product of the dimensions' sizes. A scale
  /// defines its dimension, and must come before the variables that use it.
  template <class T>
  void variable(const VariableInfo& info, const std::vector<T>& values);
  void variable(const VariableInfo& info, const std::vector<std::string>& values);

 private:
  struct Dimension {
    Hdf5Handle scale;
    hsize_t size = 0;
  };
  using Extent = std::vector<hsize_t>;

  [[nodiscard]] Extent extent_of(const VariableInfo& info, std::size_t values) const;
  [[nodiscard]] Hdf5Handle create(const VariableInfo& info, const Extent& extent, hid_t type,
                                  std::size_t value_size);
  void finish(const VariableInfo& info, Hdf5Handle dataset, const Extent& extent);

  Hdf5Handle group_;
  std::map<std::string, Dimension> dimensions_;
};

}  // namespace genericity
