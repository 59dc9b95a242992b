#include "sim/priors/list_checks.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <utility>

namespace genericity {
namespace {

/// From here on whole numbers are not all doubles.
constexpr double least_inexact_whole = 0x1p53;

std::string extents_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (const std::size_t extent : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(extent);
  }
  return text + ")";
}

}  // namespace

std::size_t most_list_priors(const TypeSpace& space) {
  return most_list_weights / space.profiles();
}

std::size_t count_priors(const std::string& name, const std::vector<std::size_t>& shape,
                         const TypeSpace& space) {
  const auto sizes = space.sizes();
  const bool is_table = shape.size() == 2 && shape[1] == space.profiles();
  const bool is_array = shape.size() == sizes.size() + 1 &&
                        std::equal(sizes.begin(), sizes.end(), shape.begin() + 1,
                                   [](int size, std::size_t extent) { return std::cmp_equal(size, extent); });
  if (!is_table && !is_array) {
    const bool looks_transposed =
        (shape.size() == 2 && shape[0] == space.profiles()) ||
        (shape.size() == sizes.size() + 1 &&
         std::equal(sizes.rbegin(), sizes.rend(), shape.begin(), std::cmp_equal<int, std::size_t>));
    throw ListFault(
        name + " must have the shape (count, " + std::to_string(space.profiles()) + ") for the types " +
        space.to_string() + ", a row for each prior; it has the shape " + extents_text(shape) +
        (looks_transposed ? ", which looks transposed: R and Fortran write the last dimension first, and "
                            "there it has to be a column for each prior"
                          : ""));
  }
  if (shape[0] == 0) throw ListFault(name + " has no rows");
  if (shape[0] > most_list_priors(space)) {
    throw ListFault(name + " has more than " + std::to_string(most_list_weights) +
                    " weights, the most that is supported");
  }
  return shape[0];
}

void check_coordinate_name(const std::string& name) {
  static const std::set<std::string> taken{"cell",      "sample", "record", "condition", "verdict",
                                           "certified", "margin", "prior",  "profile",   "types"};
  const bool is_word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  if (is_word && !taken.contains(name)) return;
  throw ListFault("'" + name +
                  "' stands beside the priors, but results cannot hold it under this name; "
                  "expected letters, digits and _, and not a name that their records have");
}

void check_whole_numbers(const std::string& name, std::span<const double> numbers) {
  if (std::any_of(numbers.begin(), numbers.end(),
                  [](double number) { return number >= least_inexact_whole; }))
    throw ListFault(
        name +
        " has a whole number of 2^53 or more, which no double may be; write it as text in a structure");
}

LoadedPriors list_of_priors(const TypeSpace& space, std::span<const double> weights,
                            std::vector<PriorCoordinate> coordinates) {
  LoadedPriors loaded{space, {}, {}};
  loaded.coordinates = std::move(coordinates);
  const std::size_t count = weights.size() / space.profiles();
  loaded.priors.reserve(count);
  for (std::size_t j = 0; j < count; ++j) {
    const auto row = weights.subspan(j * space.profiles(), space.profiles());
    for (std::size_t profile = 0; profile < row.size(); ++profile) {
      if (row[profile] > 0 && std::isfinite(row[profile])) continue;
      // Counted from 1, as agents, types and weights are in all messages.
      throw ListFault(
          "weight " + std::to_string(profile + 1) + " of prior " + std::to_string(j + 1) +
          " (both counted from 1) is not a positive finite number: " + std::to_string(row[profile]));
    }
    loaded.priors.emplace_back(row.begin(), row.end());
  }
  return loaded;
}

}  // namespace genericity
