#include "sim/store/hdf5_handle.h"

#include <algorithm>
#include <new>
#include <string_view>

#include "sim/store/store_error.h"

namespace genericity {

Hdf5Silence::Hdf5Silence() {
  // Before any other call. What the library does at the program's end crashes if it could not close a file;
  // and there is nothing left that it must do then.
  [[maybe_unused]] static const herr_t no_work_at_exit = H5dont_atexit();
  H5Eget_auto2(H5E_DEFAULT, &handler_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence() {
  H5Eset_auto2(H5E_DEFAULT, handler_, data_);
}

void hdf5_fail(const std::string& what) {
  struct Cause {
    std::string text;
    bool is_system = false;  // the operating system refused: it says nothing of what the file holds
  };
  Cause cause;
  // From the innermost cause outwards; the first one says most. The callback is C and must not throw.
  const auto keep_first = [](unsigned position, const H5E_error2_t* error, void* data) noexcept -> herr_t {
    try {
      if (position != 0) return 0;
      auto& first = *static_cast<Cause*>(data);
      if (error->desc != nullptr) first.text = error->desc;
      first.is_system =
          error->maj_num == H5E_IO || (error->maj_num == H5E_FILE &&
                                       (error->min_num == H5E_BADFILE || error->min_num == H5E_CANTOPENFILE));
    } catch (...) {
      return -1;
    }
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &cause);
  H5Eclear2(H5E_DEFAULT);
  if (cause.text.find("memory allocation failed") != std::string::npos) throw std::bad_alloc();
  // Of the many lines that the library writes of a failed call, the system's own words.
  constexpr std::string_view label = "error message = '";
  if (const std::size_t begin = cause.text.find(label); cause.is_system && begin != std::string::npos) {
    cause.text.erase(0, begin + label.size());
    cause.text.resize(std::min(cause.text.find('\''), cause.text.size()));
  }
  const std::string message = cause.text.empty() ? what : what + " (" + cause.text + ")";
  if (cause.is_system) throw UnreadableFile(message);
  throw StoreError(message);
}

Hdf5Handle hdf5_text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot make a text type");
  hdf5_check(H5Tset_size(type.id(), H5T_VARIABLE), "cannot make a text type");
  hdf5_check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot make a text type");
  return type;
}

}  // namespace genericity
