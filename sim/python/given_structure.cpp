#include "sim/python/given_structure.h"

#include <cmath>
#include <limits>
#include <string_view>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "sim/study/input_error.h"

namespace genericity::python {

namespace {

/// Half the distance to the next double.
mpq_class rounding_of(double weight) {
  if (std::trunc(weight) == weight) return 0;
  const double next = std::nextafter(weight, std::numeric_limits<double>::infinity());
  return (mpq_class(next) - mpq_class(weight)) / 2;
}

void add(const GivenWeight& weight, WrittenWeights& written) {
  if (const auto* text = std::get_if<std::string>(&weight)) {
    written.values.push_back(parse_rational(*text));
    written.rounding.push_back(written_rounding(*text));
    return;
  }
  const double number = std::get<double>(weight);
  if (!std::isfinite(number)) throw InvalidInput("expected a positive finite number");
  written.values.emplace_back(number);
  written.rounding.push_back(rounding_of(number));
}

}  // namespace

TypeSpace space_of(const std::vector<int>& types) {
  try {
    return TypeSpace(types);
  } catch (const InvalidInput& error) {
    throw InputError(std::string("types: ") + error.what());
  }
}

StructureFile structure_of(const GivenStructure& given) {
  if (!given.path.empty()) return read_structure(given.path);
  const TypeSpace space = space_of(given.types);
  const std::vector<GivenWeight>& weights = given.weights;
  WrittenWeights written;
  for (std::size_t profile = 0; profile < weights.size(); ++profile) {
    try {
      add(weights[profile], written);
    } catch (const InvalidInput& error) {
      throw InputError("prior: weight " + std::to_string(profile + 1) + ": " + error.what());
    }
  }
  try {
    InformationStructure structure(space, written.values);
    return {"", std::move(structure), {}, std::move(written)};
  } catch (const InvalidInput& error) {
    throw InputError(std::string("prior: ") + error.what());
  }
}

}  // namespace genericity::python
