#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity {

/// The types that the shape (count, |Θ_1|, …, |Θ_n|) of a .npy file says; nothing for a shape (count, |Θ|),
/// and for what is no type space. `name` is that of the file. Throws InputError.
[[nodiscard]] std::optional<TypeSpace> npy_types(const std::string& name, std::string_view bytes);

/// The priors in a .npy file, such as numpy.save writes it: an array of shape (count, |Θ|) or (count, |Θ_1|,
/// …, |Θ_n|) of integers or floating point of up to 8 bytes, in either order of bytes and of dimensions. No
/// coordinates. Throws InputError with the file and the reason.
[[nodiscard]] LoadedPriors read_npy_list(const std::string& name, std::string_view bytes,
                                         const TypeSpace& space);

}  // namespace genericity
