#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace genericity {

/// What a .npy file says of its numbers (NumPy's format 1.0 to 3.0).
struct NpyHeader {
  enum class Kind : unsigned char { floating, signed_integer, unsigned_integer };

  Kind kind = Kind::floating;
  std::size_t bytes = 0;  ///< of a number: 1 (no floating one), 2, 4 or 8
  bool is_big_endian = false;
  bool is_fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;  ///< where the numbers begin in the file
};

/// Whether a file is one of NumPy's by how it begins.
[[nodiscard]] bool is_npy(std::string_view bytes);

/// Reads the header of a file. Throws ListFault with what is wrong with it, or is not supported.
[[nodiscard]] NpyHeader read_npy_header(std::string_view bytes);

}  // namespace genericity
