#include "sim/lists/npy_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "sim/study/input_error.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

const std::vector<double> twelve_numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const std::vector<std::vector<double>> two_priors{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}};

/// The bytes of numbers in this type; `turned`: most significant first.
template <class Number>
std::string bytes_of(const std::vector<double>& numbers, bool turned) {
  std::string bytes;
  for (const double number : numbers) {
    const auto value = static_cast<Number>(number);
    std::string one(sizeof value, '\0');
    std::memcpy(one.data(), &value, sizeof value);
    if (turned != (std::endian::native == std::endian::big)) std::reverse(one.begin(), one.end());
    bytes += one;
  }
  return bytes;
}

/// A file with this dictionary and data, of a version of the format.
std::string npy(const std::string& dictionary, const std::string& data, int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (int k = 0; k < (version == 1 ? 2 : 4); ++k)
    bytes += static_cast<char>(dictionary.size() >> (8 * k) & 0xFFU);
  return bytes + dictionary + data;
}

std::string dictionary(const std::string& type, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }   \n";
}

std::string doubles(const std::string& shape, const std::vector<double>& numbers) {
  return npy(dictionary("<f8", shape), bytes_of<double>(numbers, false));
}

LoadedPriors read_npy(const std::string& bytes) {
  return read_npy_list("l.npy", bytes, TypeSpace({2, 3}));
}

std::string npy_fault(const std::string& bytes) {
  return message_of<InputError>([&] { (void)read_npy(bytes); });
}

TEST_CASE("arrays of every type and order of bytes are the same list") {
  const std::string digest = read_npy(doubles("(2, 6)", twelve_numbers)).digest;
  CHECK(digest.size() == 16);
  const auto check = [&](const std::string& type, const std::string& data) {
    CAPTURE(type);
    for (const std::string shape : {"(2, 6)", "(2, 2, 3)", "(2,2,3,)"}) {
      for (const int version : {1, 2, 3}) {
        const LoadedPriors loaded = read_npy(npy(dictionary(type, shape), data, version));
        CHECK(loaded.priors == two_priors);
        CHECK(loaded.digest == digest);
        CHECK(loaded.coordinates.empty());
        CHECK(loaded.exact.empty());
      }
    }
  };
  check("<f8", bytes_of<double>(twelve_numbers, false));
  check(">f8", bytes_of<double>(twelve_numbers, true));
  check("<f4", bytes_of<float>(twelve_numbers, false));
  check(">f4", bytes_of<float>(twelve_numbers, true));
  check("|i1", bytes_of<std::int8_t>(twelve_numbers, false));
  check("|u1", bytes_of<std::uint8_t>(twelve_numbers, false));
  check("<i2", bytes_of<std::int16_t>(twelve_numbers, false));
  check(">u2", bytes_of<std::uint16_t>(twelve_numbers, true));
  check("<u4", bytes_of<std::uint32_t>(twelve_numbers, false));
  check(">i4", bytes_of<std::int32_t>(twelve_numbers, true));
  check("<i8", bytes_of<std::int64_t>(twelve_numbers, false));
  check(">u8", bytes_of<std::uint64_t>(twelve_numbers, true));
  // 1 is 0x3C00 and 2 is 0x4000 as binary16; the bits of whole numbers below 2048 follow from frexp.
  std::vector<double> halves;
  for (const double number : twelve_numbers) {
    const int exponent = static_cast<int>(std::bit_width(static_cast<unsigned>(number))) - 1;
    halves.push_back((exponent + 15) * 1024 + (number / (1 << exponent) - 1) * 1024);
  }
  check("<f2", bytes_of<std::uint16_t>(halves, false));
}

TEST_CASE("Fortran's order of dimensions is turned") {
  // Element (count, i, j) stands at count + 2 (i + 2 j).
  const std::vector<double> turned{1, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12};
  const std::string data = bytes_of<double>(turned, false);
  CHECK(read_npy(npy(dictionary("<f8", "(2, 2, 3)", true), data)).priors == two_priors);
  const std::vector<double> columns{1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12};
  CHECK(read_npy(npy(dictionary("<f8", "(2, 6)", true), bytes_of<double>(columns, false))).priors ==
        two_priors);
}

TEST_CASE("a shape with a dimension for each agent says the types") {
  CHECK(npy_types("l.npy", doubles("(2, 2, 3)", twelve_numbers)) == TypeSpace({2, 3}));
  CHECK_FALSE(npy_types("l.npy", doubles("(2, 6)", twelve_numbers)).has_value());
  CHECK_FALSE(npy_types("l.npy", doubles("(2, 6, 1)", twelve_numbers)).has_value());
}

TEST_CASE("arrays that are no list say why") {
  struct Case {
    std::string bytes;
    std::string message;
  };
  const std::string data = bytes_of<double>(twelve_numbers, false);
  auto zero = twelve_numbers;
  zero[7] = 0;
  const std::string good = doubles("(2, 6)", twelve_numbers);
  for (const Case& one : std::vector<Case>{
           {"", "not one of NumPy's"},
           {"\x93NUMPY", "it ends within its header"},
           {good.substr(0, 30), "it ends within its header"},
           {good.substr(0, good.size() - 1),
            "it has 95 bytes of numbers where its shape asks for 96; it was cut off"},
           {good + good, "more than one array was saved in it"},
           {npy(dictionary("<f8", "(2, 6)"), data, 4), "version 4 of NumPy's format"},
           {npy(dictionary("<c16", "(2, 6)"), data), "numbers of the type '<c16'"},
           {npy(dictionary("<f16", "(2, 6)"), data), "numbers of the type '<f16'"},
           {npy(dictionary("|b1", "(2, 6)"), data), "numbers of the type '|b1'"},
           {npy(dictionary("|O", "(2, 6)"), data), "numbers of the type '|O'"},
           {npy(dictionary("", "(2, 6)"), data), "numbers of the type ''"},
           {npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 6)}", data),
            "a structured type"},
           {npy("{'descr': '<f8', 'shape': (2, 6)}", data),
            "expected the keys descr, fortran_order and shape"},
           {npy("{'descr': '<f8', 'colour': 3}", data), "not 'colour'"},
           {npy("{'descr': '<f8', 'fortran_order': 1, 'shape': (2, 6)}", data), "True or False"},
           {npy(dictionary("<f8", "(2, -6)"), data), "whole numbers in 'shape'"},
           {npy(dictionary("<f8", "()"), data), "it has the shape ()"},
           {npy(dictionary("<f8", "(12,)"), data), "it has the shape (12"},
           {npy(dictionary("<f8", "(0, 6)"), ""), "the array has no rows"},
           {npy(dictionary("<f8", "(9223372036854775807, 6)"), data), "the most that is supported"},
           {npy(dictionary("<f8", "(6, 2)"), data), "which looks transposed"},
           {npy(dictionary("<f8", "(3, 2, 2)"), data), "which looks transposed"},
           {npy(dictionary("<f8", "(4, 3)"), data), "it has the shape (4, 3)"},
           {doubles("(2, 6)", zero), "weight 2 of prior 2"},
           {npy(dictionary("<u8", "(1, 6)"), bytes_of<std::uint64_t>({1, 2, 3, 4, 5, 0x1p53}, false)),
            "a whole number of 2^53 or more"},
           {npy(dictionary("<i8", "(1, 6)"), bytes_of<std::int64_t>({1, 2, 3, 4, 5, -6}, false)),
            "weight 6 of prior 1"}}) {
    CAPTURE(one.message);
    const std::string message = npy_fault(one.bytes);
    CAPTURE(message);
    CHECK(contains(message, one.message));
    CHECK(message.starts_with("cannot read the list of priors 'l.npy': "));
  }
}

}  // namespace
}  // namespace genericity
