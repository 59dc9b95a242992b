#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>

namespace genericity {

/// While it lives, HDF5 prints nothing; its account of an error is gathered by hdf5_fail instead. HDF5 is not
/// thread-safe here, so everything in this room is called from one thread at a time.
class Hdf5Silence {
 public:
  Hdf5Silence();
  Hdf5Silence(const Hdf5Silence&) = delete;
  Hdf5Silence& operator=(const Hdf5Silence&) = delete;
  ~Hdf5Silence();

 private:
  H5E_auto2_t handler_ = nullptr;
  void* data_ = nullptr;
};

/// Throws StoreError: what was tried, and what HDF5 says of the failure.
[[noreturn]] void hdf5_fail(const std::string& what);

/// Throws StoreError if an HDF5 call reported failure by a negative value; otherwise hands the value on.
template <class Value>
Value hdf5_check(Value value, const std::string& what) {
  if (value < 0) hdf5_fail(what);
  return value;
}

/// Owns one HDF5 identifier and closes it.
class Hdf5Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  Hdf5Handle() = default;
  /// Throws StoreError if `id` reports a failure; `what` says what was tried.
  Hdf5Handle(hid_t id, Closer closer, const std::string& what) : id_(hdf5_check(id, what)), closer_(closer) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
  }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) closer_(id_);
  }

  [[nodiscard]] hid_t id() const { return id_; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Closer closer_ = nullptr;
};

/// The type of a value in the file, the same on every machine, and in memory. HDF5 owns both.
template <class T>
struct Hdf5Type;
template <>
struct Hdf5Type<std::int64_t> {
  static hid_t stored() { return H5T_STD_I64LE; }
  static hid_t native() { return H5T_NATIVE_INT64; }
};
template <>
struct Hdf5Type<std::uint64_t> {
  static hid_t stored() { return H5T_STD_U64LE; }
  static hid_t native() { return H5T_NATIVE_UINT64; }
};
template <>
struct Hdf5Type<std::uint8_t> {
  static hid_t stored() { return H5T_STD_U8LE; }
  static hid_t native() { return H5T_NATIVE_UINT8; }
};
template <>
struct Hdf5Type<double> {
  static hid_t stored() { return H5T_IEEE_F64LE; }
  static hid_t native() { return H5T_NATIVE_DOUBLE; }
};

/// Variable-length UTF-8 text.
Hdf5Handle hdf5_text_type();

}  // namespace genericity
