#include "sim/store/hdf5_handle.h"

#include "sim/store/store_error.h"

namespace genericity {

Hdf5Silence::Hdf5Silence() {
  H5Eget_auto2(H5E_DEFAULT, &handler_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence() {
  H5Eset_auto2(H5E_DEFAULT, handler_, data_);
}

void hdf5_fail(const std::string& what) {
  std::string cause;
  // From the innermost cause outwards; the first one says most. The callback is C and must not throw.
  const auto keep_first = [](unsigned position, const H5E_error2_t* error, void* data) noexcept -> herr_t {
    try {
      if (position == 0 && error->desc != nullptr) *static_cast<std::string*>(data) = error->desc;
    } catch (...) {
      return -1;
    }
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &cause);
  H5Eclear2(H5E_DEFAULT);
  throw StoreError(cause.empty() ? what : what + " (" + cause + ")");
}

Hdf5Handle hdf5_text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot make a text type");
  hdf5_check(H5Tset_size(type.id(), H5T_VARIABLE), "cannot make a text type");
  hdf5_check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot make a text type");
  return type;
}

}  // namespace genericity
