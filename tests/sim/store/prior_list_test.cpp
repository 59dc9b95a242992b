#include "sim/store/prior_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "sim/store/hdf5_writer.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

struct Description {
  hsize_t rows = 2;
  hsize_t columns = 4;
  std::vector<double> weights = {0.1, 0.2, 0.3, 0.4, 1, 2, 3, 4};
  std::vector<std::int64_t> types = {2, 2};
  enum class Place { dataset_attribute, file_attribute, dataset, absent } place = Place::dataset_attribute;
};

void write_list(const std::filesystem::path& path, const Description& description) {
  const Hdf5Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "file");
  const std::array<hsize_t, 2> shape = {description.rows, description.columns};
  const Hdf5Handle space(H5Screate_simple(2, shape.data(), nullptr), H5Sclose, "space");
  const Hdf5Handle prior(
      H5Dcreate2(file.id(), "prior", H5T_IEEE_F64BE, space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose, "prior");
  hdf5_check(
      H5Dwrite(prior.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, description.weights.data()),
      "w");
  const hsize_t agents = description.types.size();
  const Hdf5Handle list(H5Screate_simple(1, &agents, nullptr), H5Sclose, "space");
  using Place = Description::Place;
  if (description.place == Place::absent) return;
  if (description.place == Place::dataset) {
    const Hdf5Handle types(
        H5Dcreate2(file.id(), "types", H5T_STD_I32LE, list.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
        H5Dclose, "t");
    hdf5_check(
        H5Dwrite(types.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, description.types.data()), "t");
    return;
  }
  const Hdf5Handle& owner = description.place == Place::file_attribute ? file : prior;
  const Hdf5Handle types(H5Acreate2(owner.id(), "types", H5T_STD_I32LE, list.id(), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, "types");
  hdf5_check(H5Awrite(types.id(), H5T_NATIVE_INT64, description.types.data()), "types");
}

std::string refusal(const Description& description) {
  const TemporaryDirectory directory;
  write_list(directory / "list.h5", description);
  return message_of<InputError>([&] { (void)read_prior_list(directory / "list.h5"); });
}

TEST_CASE("priors are read from each place where the types may stand, with one digest") {
  const TemporaryDirectory directory;
  using Place = Description::Place;
  std::string digest;
  for (const Place place : {Place::dataset_attribute, Place::file_attribute, Place::dataset}) {
    Description description;
    description.place = place;
    write_list(directory / "list.h5", description);
    const LoadedPriors loaded = read_prior_list(directory / "list.h5");
    CHECK(loaded.space.to_string() == "2x2");
    REQUIRE(loaded.priors.size() == 2);
    CHECK(loaded.priors[0] == std::vector<double>{0.1, 0.2, 0.3, 0.4});
    CHECK(loaded.priors[1] == std::vector<double>{1, 2, 3, 4});
    CHECK(loaded.digest.size() == 16);
    if (!digest.empty()) CHECK(loaded.digest == digest);
    digest = loaded.digest;
  }
  Description other;
  other.weights[7] = 4.000000001;
  write_list(directory / "list.h5", other);
  CHECK(read_prior_list(directory / "list.h5").digest != digest);
}

TEST_CASE("faulty lists are refused with the reason") {
  Description description;
  SUBCASE("a weight of 0") {
    description.weights[5] = 0;
    CHECK(contains(refusal(description), "weight 2 of prior 2"));
  }
  SUBCASE("a negative weight") {
    description.weights[2] = -0.3;
    CHECK(contains(refusal(description), "weight 3 of prior 1"));
  }
  SUBCASE("an infinite weight") {
    description.weights[2] = std::numeric_limits<double>::infinity();
    CHECK(contains(refusal(description), "finite"));
  }
  SUBCASE("not a number") {
    description.weights[2] = std::numeric_limits<double>::quiet_NaN();
    CHECK(contains(refusal(description), "finite"));
  }
  SUBCASE("another number of profiles") {
    description.types = {2, 3};
    CHECK(contains(refusal(description), "(count, 6)"));
    CHECK(contains(refusal(description), "it has the shape (2, 4)"));
  }
  SUBCASE("one agent") {
    description.types = {4};
    CHECK(contains(refusal(description), "agents"));
  }
  SUBCASE("a negative number of types") {
    description.types = {-2, -2};
    CHECK(contains(refusal(description), "impossible"));
  }
  SUBCASE("no types") {
    description.place = Description::Place::absent;
    CHECK(contains(refusal(description), "types"));
  }
  SUBCASE("no rows") {
    description.rows = 0;
    CHECK(contains(refusal(description), "no rows"));
  }
}

TEST_CASE("files that hold no list are refused") {
  const TemporaryDirectory directory;
  const auto error_of = [](const std::filesystem::path& path) {
    return message_of<InputError>([&] { (void)read_prior_list(path); });
  };
  CHECK(contains(error_of(directory / "absent.h5"), "no such file"));
  CHECK(contains(error_of(directory.path()), "not a regular file"));
  write_bytes(directory / "text", "types = [2, 2]");
  CHECK(contains(error_of(directory / "text"), "HDF5"));
  const Hdf5Image image;
  const std::vector<std::byte> bytes = image.bytes();
  std::string text(bytes.size(), '\0');
  std::transform(bytes.begin(), bytes.end(), text.begin(), [](std::byte b) { return static_cast<char>(b); });
  write_bytes(directory / "hollow.h5", text);
  CHECK(contains(error_of(directory / "hollow.h5"), "'prior' is missing"));
}

/// A file with these numbers, stored as this type, in this shape.
template <class Number>
void write_numbers(const Hdf5Handle& file, const char* name, const std::vector<hsize_t>& shape,
                   const std::vector<Number>& numbers, hid_t stored, hid_t given) {
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose,
                         "space");
  const Hdf5Handle dataset(
      H5Dcreate2(file.id(), name, stored, space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, name);
  hdf5_check(H5Dwrite(dataset.id(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), name);
}

struct Written {
  std::vector<hsize_t> shape;
  hid_t stored;
  std::vector<std::pair<const char*, std::vector<double>>> beside;
};

template <class Number>
LoadedPriors loaded_from(const Written& written, const std::vector<Number>& numbers, hid_t given) {
  const TemporaryDirectory directory;
  {
    const Hdf5Handle file(H5Fcreate((directory / "l.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT),
                          H5Fclose, "file");
    write_numbers(file, "prior", written.shape, numbers, written.stored, given);
    write_numbers<std::int64_t>(file, "types", {2}, {2, 3}, H5T_STD_I32LE, H5T_NATIVE_INT64);
    for (const auto& [name, values] : written.beside)
      write_numbers(file, name, {values.size()}, values, H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE);
  }
  return read_prior_list(directory / "l.h5");
}

const std::vector<double> twelve{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

TEST_CASE("weights of every type and as arrays are the same list") {
  const LoadedPriors plain = loaded_from({{2, 6}, H5T_IEEE_F64LE, {}}, twelve, H5T_NATIVE_DOUBLE);
  CHECK(plain.coordinates.empty());
  for (const hid_t stored : {H5T_IEEE_F32BE, H5T_STD_U8LE, H5T_STD_I16BE, H5T_STD_I64LE}) {
    for (const std::vector<hsize_t>& shape : {std::vector<hsize_t>{2, 6}, std::vector<hsize_t>{2, 2, 3}}) {
      const LoadedPriors other = loaded_from({shape, stored, {}}, twelve, H5T_NATIVE_DOUBLE);
      CHECK(other.priors == plain.priors);
      CHECK(other.digest == plain.digest);
    }
  }
}

TEST_CASE("columns beside the priors are their coordinates, and part of the list") {
  const Written written{{2, 6}, H5T_IEEE_F64LE, {{"rho", {0.25, 0.5}}, {"alone", {1, 2, 3}}, {"k", {7, 8}}}};
  const LoadedPriors loaded = loaded_from(written, twelve, H5T_NATIVE_DOUBLE);
  REQUIRE(loaded.coordinates.size() == 2);
  CHECK(loaded.coordinates[0].key == "k");
  CHECK(loaded.coordinates[1].key == "rho");
  CHECK(loaded.coordinates[1].values == std::vector<double>{0.25, 0.5});
  CHECK(loaded.digest != loaded_from({{2, 6}, H5T_IEEE_F64LE, {}}, twelve, H5T_NATIVE_DOUBLE).digest);
}

TEST_CASE("lists that cannot be read say why") {
  const auto fault = [](const Written& written, const std::vector<double>& numbers = twelve) {
    return message_of<InputError>([&] { (void)loaded_from(written, numbers, H5T_NATIVE_DOUBLE); });
  };
  CHECK(contains(fault({{6, 2}, H5T_IEEE_F64LE, {}}), "which looks transposed"));
  CHECK(contains(fault({{3, 2, 2}, H5T_IEEE_F64LE, {}}), "which looks transposed"));
  CHECK_FALSE(contains(fault({{4, 3}, H5T_IEEE_F64LE, {}}), "transposed"));
  CHECK(contains(fault({{2, 6}, H5T_IEEE_F64LE, {{"verdict", {1, 2}}}}),
                 "results cannot hold it under this name"));
  CHECK(contains(fault({{2, 6}, H5T_IEEE_F64LE, {{"a b", {1, 2}}}}), "expected letters"));
  const TemporaryDirectory directory;
  const std::vector<std::int64_t> large{1, 2, 3, 4, 5, (std::int64_t{1} << 53U) + 1};
  CHECK(contains(message_of<InputError>([&] {
                   (void)loaded_from({{1, 6}, H5T_STD_I64LE, {}}, large, H5T_NATIVE_INT64);
                 }),
                 "2^53 or more"));
}

}  // namespace
}  // namespace genericity
