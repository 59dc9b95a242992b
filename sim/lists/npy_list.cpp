#include "sim/lists/npy_list.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/errors.h"
#include "sim/lists/npy_header.h"
#include "sim/priors/list_checks.h"
#include "sim/store/list_digest.h"
#include "sim/study/input_error.h"

namespace genericity {
namespace {

constexpr const char* array_name = "the array";

/// The value of a floating point number of 16 bits (IEEE 754 binary16).
double half_value(std::uint64_t bits) {
  const auto exponent = static_cast<int>(bits >> 10U & 0x1FU);
  const auto fraction = static_cast<double>(bits & 0x3FFU);
  const double sign = (bits >> 15U & 1U) != 0 ? -1 : 1;
  if (exponent == 0x1F)
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  return exponent == 0 ? sign * std::ldexp(fraction, -24) : sign * std::ldexp(1024 + fraction, exponent - 25);
}

/// The number in these bytes.
double number_in(std::string_view bytes, const NpyHeader& header) {
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < bytes.size(); ++k) {
    const std::size_t place = header.is_big_endian ? k : bytes.size() - 1 - k;
    bits = bits << 8U | static_cast<unsigned char>(bytes[place]);
  }
  switch (header.kind) {
    case NpyHeader::Kind::unsigned_integer:
      return static_cast<double>(bits);
    case NpyHeader::Kind::signed_integer: {
      const auto unused = static_cast<unsigned>(64 - 8 * bytes.size());
      return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    }
    case NpyHeader::Kind::floating:
      break;
  }
  if (bytes.size() == 2) return half_value(bits);
  if (bytes.size() == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return std::bit_cast<double>(bits);
}

/// The numbers with the last dimension fastest.
std::vector<double> numbers_of(std::string_view data, const NpyHeader& header) {
  const std::size_t count = data.size() / header.bytes;
  const std::size_t dimensions = header.shape.size();
  std::vector<std::size_t> strides(dimensions, 1);  // in the file
  if (header.is_fortran_order) {
    for (std::size_t d = 1; d < dimensions; ++d) strides[d] = strides[d - 1] * header.shape[d - 1];
  } else {
    for (std::size_t d = dimensions - 1; d-- > 0;) strides[d] = strides[d + 1] * header.shape[d + 1];
  }
  std::vector<double> numbers(count);
  std::vector<std::size_t> index(dimensions, 0);
  std::size_t place = 0;
  for (double& number : numbers) {
    number = number_in(data.substr(place * header.bytes, header.bytes), header);
    for (std::size_t d = dimensions; d-- > 0;) {
      place += strides[d];
      if (++index[d] < header.shape[d]) break;
      place -= strides[d] * header.shape[d];
      index[d] = 0;
    }
  }
  return numbers;
}

LoadedPriors load_npy(std::string_view bytes, const TypeSpace& space) {
  const NpyHeader header = read_npy_header(bytes);
  const std::size_t count = count_priors(array_name, header.shape, space);
  const std::string_view data = bytes.substr(header.begin);
  const std::size_t wanted = count * space.profiles() * header.bytes;
  if (data.size() != wanted) {
    throw ListFault("it has " + std::to_string(data.size()) + " bytes of numbers where its shape asks for " +
                    std::to_string(wanted) +
                    (data.size() < wanted ? "; it was cut off" : "; more than one array was saved in it"));
  }
  const std::vector<double> numbers = numbers_of(data, header);
  if (header.kind != NpyHeader::Kind::floating) check_whole_numbers(array_name, numbers);
  LoadedPriors loaded = list_of_priors(space, numbers, {});
  loaded.digest = list_digest(loaded);
  return loaded;
}

/// Says of a fault which file has it.
template <class Read>
auto naming_file(const std::string& name, const Read& read) {
  try {
    return read();
  } catch (const ListFault& fault) {
    throw InputError("cannot read the list of priors '" + name + "': " + fault.what());
  }
}

}  // namespace

std::optional<TypeSpace> npy_types(const std::string& name, std::string_view bytes) {
  const std::vector<std::size_t> shape = naming_file(name, [&] { return read_npy_header(bytes).shape; });
  if (shape.size() < 3) return std::nullopt;
  std::vector<int> sizes;
  for (std::size_t d = 1; d < shape.size(); ++d) {
    if (shape[d] > TypeSpace::max_profiles) return std::nullopt;
    sizes.push_back(static_cast<int>(shape[d]));
  }
  try {
    return TypeSpace(sizes);
  } catch (const InvalidInput&) {
    return std::nullopt;
  }
}

LoadedPriors read_npy_list(const std::string& name, std::string_view bytes, const TypeSpace& space) {
  return naming_file(name, [&] { return load_npy(bytes, space); });
}

}  // namespace genericity
