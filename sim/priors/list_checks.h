#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity {

// What lists of given priors must keep to, whatever the format of their file.

/// What is wrong with a list. The reader of the file says beside it which file it is.
class ListFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The most weights that a list may have: 2 GiB of doubles.
inline constexpr std::size_t most_list_weights = std::size_t{1} << 28U;

/// The most priors on a type space that a list may have.
[[nodiscard]] std::size_t most_list_priors(const TypeSpace& space);

/// How many priors an array of this shape holds: (count, |Θ|) or (count, |Θ_1|, …, |Θ_n|). Throws ListFault,
/// in which the array is called `name`, if it holds none on these types, or too many.
[[nodiscard]] std::size_t count_priors(const std::string& name, const std::vector<std::size_t>& shape,
                                       const TypeSpace& space);

/// Throws ListFault for a name that results cannot hold beside their records.
void check_coordinate_name(const std::string& name);

/// Throws ListFault if a whole number, of an array called `name`, may have been rounded to a double.
void check_whole_numbers(const std::string& name, std::span<const double> numbers);

/// The list of priors whose weights stand one after the other. Throws ListFault for a weight that is not a
/// positive finite number. The digest is left empty.
[[nodiscard]] LoadedPriors list_of_priors(const TypeSpace& space, std::span<const double> weights,
                                          std::vector<PriorCoordinate> coordinates);

}  // namespace genericity
