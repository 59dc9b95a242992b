#include "sim/store/regular_file.h"

#include <system_error>

namespace genericity {

std::string why_no_regular_file(const std::filesystem::path& path) {
  using std::filesystem::file_type;
  std::error_code error;
  const char* kind = nullptr;
  switch (std::filesystem::status(path, error).type()) {
    case file_type::fifo:
      kind = "a FIFO (a pipe)";
      break;
    case file_type::socket:
      kind = "a socket";
      break;
    case file_type::character:
    case file_type::block:
      kind = "a device";
      break;
    case file_type::directory:
      kind = "a directory";
      break;
    case file_type::regular:
    case file_type::symlink:
    case file_type::none:
    case file_type::not_found:
    case file_type::unknown:
      return {};
  }
  if (kind == nullptr) return {};
  return std::string("not a regular file but ") + kind;
}

}  // namespace genericity
